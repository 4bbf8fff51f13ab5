"""The messages before trust: who the township is, and the enrolment of a device by one-time code."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.county import CountyKeys
from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, TownshipCode
from sync.asks import MAX_WORD_BYTES, MAX_WORDS, Ask, echoed, epoch_fields, opened, payload_of, read_epoch
from sync.codec import to_milliseconds
from sync.envelope import KEY_BYTES, Label, Realm, Signer, read_statement
from sync.fields import Fields
from sync.founding_code import SECRET_BYTES as FOUNDING_BYTES
from sync.key_roll import MAX_ROLL_BYTES, MAX_ROLLS
from sync.one_time_code import SECRET_BYTES

_LONGEST_NAME = 256
"""Bytes of a sign-in name: 64 signs of four bytes."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a township says of itself; `tls_pin` is SHA-256 of its service's TLS public key (SPKI).

    `words` are those of its county for epochs of it, `rolls` its own for keys that came after others, the
    oldest first: for clinics that know it by other keys.
    """

    township: TownshipCode
    name: str
    signing_key: bytes
    sealing_key: bytes
    epoch: Epoch
    tls_pin: bytes
    at: datetime
    words: tuple[bytes, ...] = ()
    rolls: tuple[bytes, ...] = ()


def encode_identity_ask(nonce: bytes) -> bytes:
    """Ask who answers here; unsigned."""
    return payload_of(Ask.IDENTITY, nonce, {})


def decode_identity_ask(body: bytes) -> bytes:
    """Give the nonce."""
    return opened(body, Ask.IDENTITY)[0]


def make_identity(signer: Signer, nonce: bytes, identity: Identity) -> bytes:
    """Sign the township's own description."""
    content: dict[str, Any] = {
        "township": identity.township,
        "name": identity.name,
        "signing": identity.signing_key,
        "sealing": identity.sealing_key,
        "epoch": epoch_fields(identity.epoch),
        "pin": identity.tls_pin,
        "at": to_milliseconds(identity.at),
    }
    if identity.words:
        content["words"] = list(identity.words)
    if identity.rolls:
        content["rolls"] = list(identity.rolls)
    return signer.statement(Label.IDENTITY, payload_of(Ask.IDENTITY, nonce, content))


def read_identity(answer: bytes, nonce: bytes) -> Identity:
    """Read a description and verify it with the key it names; whether that key is the right one is not told.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    statement = read_statement(answer)
    echo, content = opened(statement.payload, Ask.IDENTITY)
    key = content.exactly("signing", KEY_BYTES)
    statement.check(key, Label.IDENTITY)
    epoch = read_epoch(content, "epoch")
    township = TownshipCode(content.text("township"))
    if echo != nonce or statement.realm != Realm(township, epoch.number, epoch.epoch_id):
        raise content.refusal("nonce")
    return Identity(
        township=township,
        name=content.text("name"),
        signing_key=key,
        sealing_key=content.exactly("sealing", KEY_BYTES),
        epoch=epoch,
        tls_pin=content.hash("pin"),
        at=content.moment("at"),
        words=content.blobs("words", MAX_WORDS, MAX_WORD_BYTES),
        rolls=content.blobs("rolls", MAX_ROLLS, MAX_ROLL_BYTES),
    )


@dataclass(frozen=True, slots=True)
class EnrolAsk:
    """A device presents its keys and the secret of its code; signed with the very key it presents.

    The secret is that of a one-time code, or of a founding code where the PC was founded from a stick.
    `user` is who will sign in first, empty where nobody said.
    """

    secret: bytes = field(repr=False)
    signing_key: bytes
    sealing_key: bytes
    program: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class EnrolAnswer:
    """Which clinic the code was for, the county its township trusts, and the township's word to keep."""

    clinic: ClinicCode
    clinic_name: str
    township_name: str
    county: CountyKeys | None = None
    word: bytes = b""


def encode_enrol(nonce: bytes, ask: EnrolAsk) -> bytes:
    """Write the payload of an enrolment."""
    content = {
        "secret": ask.secret,
        "signing": ask.signing_key,
        "sealing": ask.sealing_key,
        "program": ask.program,
    }
    if ask.user:
        content["user"] = ask.user
    return payload_of(Ask.ENROL, nonce, content)


def decode_enrol(payload: bytes) -> tuple[bytes, EnrolAsk]:
    """Give nonce and enrolment; the caller verifies the request with the key found in it."""
    nonce, content = opened(payload, Ask.ENROL)
    secret = content.blob("secret", FOUNDING_BYTES)
    if len(secret) not in (SECRET_BYTES, FOUNDING_BYTES):
        raise content.refusal("secret")
    return nonce, EnrolAsk(
        secret=secret,
        signing_key=content.exactly("signing", KEY_BYTES),
        sealing_key=content.exactly("sealing", KEY_BYTES),
        program=content.text("program", 64),
        user=content.text("user", _LONGEST_NAME) if content.has("user") else "",
    )


def encode_enrol_answer(nonce: bytes, answer: EnrolAnswer) -> bytes:
    """Write the payload of the answer."""
    content: dict[str, Any] = {
        "clinic": answer.clinic,
        "clinic_name": answer.clinic_name,
        "township_name": answer.township_name,
    }
    if county := answer.county:
        content["county"] = county_fields(county)
    if answer.word:
        content["word"] = answer.word
    return payload_of(Ask.ENROL, nonce, content)


def decode_enrol_answer(payload: bytes, nonce: bytes) -> EnrolAnswer:
    """Read the payload of the answer to the enrolment with this nonce."""
    content = echoed(payload, Ask.ENROL, nonce)
    clinic = ClinicCode(content.text("clinic"))
    county = read_county(content.within("county", "county")) if content.has("county") else None
    word = content.blob("word", MAX_WORD_BYTES) if content.has("word") else b""
    return EnrolAnswer(clinic, content.text("clinic_name"), content.text("township_name"), county, word)


def county_fields(county: CountyKeys) -> list[Any]:
    """Write the public keys of a county."""
    return [county.name, county.signing, county.recovery]


def read_county(county: Fields) -> CountyKeys:
    """Read the public keys of a county.

    Raises:
        Refusal: `message_not_understood`.
    """
    fields = county.as_list(3)
    try:
        return CountyKeys(fields.text(0), fields.exactly(1, KEY_BYTES), fields.exactly(2, KEY_BYTES))
    except Refusal as refusal:
        raise fields.refusal("county") from refusal
