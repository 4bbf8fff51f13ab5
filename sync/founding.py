"""建站: what a township tells a PC it has never heard of, on a stick, and what the PC says of itself then.

The bundle is a member like any other, of the direction `first`, for no device: it is sealed to the key that
the founding code gives. Its first piece tells who the township is; the code names that township's key.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from core.county import CountyKeys
from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, DeviceId, TownshipCode
from core.ports import Founding
from core.sync_ports import Standing
from sync.asks import NO_NONCE, epoch_fields, read_epoch
from sync.bundle import Direction, Member, pieces_of, readable
from sync.codec import to_milliseconds
from sync.envelope import (
    KEY_BYTES,
    DeviceRequest,
    Label,
    public_half,
    read_request,
    realm_of,
    sealing_half,
)
from sync.fields import Fields
from sync.founding_code import FoundingCode, sealing_key
from sync.introduction import EnrolAsk, county_fields, decode_enrol, encode_enrol, read_county
from sync.standing import signer_of

NO_DEVICE = DeviceId("00" * 16)
"""Stands where a member names its device: nobody knows it yet."""
WORD = "founding"
ENROL = "enrol"
_MAX_REQUEST_BYTES = 1024


@dataclass(frozen=True, slots=True)
class FoundingWord:
    """Who the township is, where it answers, which clinic this will be, and until when it may be founded."""

    township: TownshipCode
    township_name: str
    clinic: ClinicCode
    clinic_name: str
    signing_key: bytes
    sealing_key: bytes
    epoch: Epoch
    tls_pin: bytes
    address: str
    until: datetime
    county: CountyKeys | None = None


def word_piece(word: FoundingWord) -> list[Any]:
    """Write the piece a founding bundle begins with."""
    content: dict[str, Any] = {
        "township": word.township,
        "township_name": word.township_name,
        "clinic": word.clinic,
        "clinic_name": word.clinic_name,
        "signing": word.signing_key,
        "sealing": word.sealing_key,
        "epoch": epoch_fields(word.epoch),
        "pin": word.tls_pin,
        "address": word.address,
        "until": to_milliseconds(word.until),
    }
    return [WORD, content | ({"county": county_fields(word.county)} if word.county else {})]


def read_word(piece: Any) -> FoundingWord:
    """Read the piece a founding bundle begins with.

    Raises:
        Refusal: `message_not_understood`.
    """
    fields = Fields("piece", piece).as_list(2)
    if fields.text(0, 64) != WORD:
        raise fields.refusal(WORD)
    content = fields.within(1, WORD).as_map()
    return FoundingWord(
        township=TownshipCode(content.text("township")),
        township_name=content.text("township_name"),
        clinic=ClinicCode(content.text("clinic")),
        clinic_name=content.text("clinic_name"),
        signing_key=content.exactly("signing", KEY_BYTES),
        sealing_key=content.exactly("sealing", KEY_BYTES),
        epoch=read_epoch(content, "epoch"),
        tls_pin=content.hash("pin"),
        address=content.text("address"),
        until=content.moment("until"),
        county=read_county(content.within("county", "county")) if content.has("county") else None,
    )


def founding_in(source: BinaryIO, code: FoundingCode) -> FoundingWord:
    """Find what a code opens in a file, and verify that the township it names wrote it.

    Raises:
        Refusal: `bundle_not_founding`: none here; `founding_code_of_another`: the code opens none of them;
            `code_of_another_township`, `signature_wrong`, `bundle_damaged` and the others of `scan`.
    """
    members = [one for one in readable(source)[0] if one.header.direction is Direction.FIRST]
    if not members:
        raise Refusal("bundle_not_founding")
    for member in members:
        pieces = pieces_of(source, member, sealing_key(code.secret))
        try:
            first = next(pieces, None)
        except Refusal as refusal:
            if refusal.code != "bundle_for_another":
                raise
            continue
        return _believed(member, read_word(first), code)
    raise Refusal("founding_code_of_another")


def _believed(member: Member, word: FoundingWord, code: FoundingCode) -> FoundingWord:
    if not code.is_of(word.signing_key):
        raise Refusal("code_of_another_township")
    member.check(word.signing_key)
    header = member.header
    if (header.realm, header.clinic) != (realm_of(word.township, word.epoch), word.clinic):
        raise Refusal("bundle_damaged")
    return word


# --- back to the township


def enrol_request(standing: Standing, founding: Founding, nonce: bytes = NO_NONCE) -> bytes:
    """Write what a founded PC asks the township: to be one of its devices."""
    own = standing.enrolment
    ask = EnrolAsk(
        secret=founding.secret,
        signing_key=public_half(own.keys.signing),
        sealing_key=sealing_half(own.keys.sealing),
        program=founding.program,
    )
    return signer_of(standing).request(Label.ENROL, own.device, encode_enrol(nonce, ask))


def enrol_piece(standing: Standing, founding: Founding) -> list[Any]:
    """Write the piece a founded PC's bundles begin with until the township has taken it in."""
    return [ENROL, enrol_request(standing, founding)]


def read_enrol_piece(piece: Any) -> tuple[DeviceRequest, EnrolAsk]:
    """Read such a piece, signed by the very key it presents.

    Raises:
        Refusal: `bundle_of_stranger`: it is none; `signature_wrong`, `message_not_understood`.
    """
    fields = Fields("piece", piece)
    if fields.text(0, 64) != ENROL:
        raise Refusal("bundle_of_stranger")
    request = read_request(fields.blob(1, _MAX_REQUEST_BYTES))
    _, ask = decode_enrol(request.payload)
    request.check(ask.signing_key, Label.ENROL)
    return request, ask
