"""The county's word that it holds a device's pair: to townships as a file, to clinics as a setting."""

from collections.abc import Iterable, Sequence

from core.county import CountyKeys, CountyLabel
from core.errors import Refusal
from core.ids import DeviceId, TownshipCode
from core.recovery import RecoveryPair
from sync.codec import decode, encode
from sync.county.signature import require_county, sign_for_county
from sync.envelope import KEY_BYTES, SIGNATURE_BYTES
from sync.fields import Fields

_MOST = 20_000
_LONGEST = 1024


def write_held(township: TownshipCode, pair: RecoveryPair, signing_key: bytes) -> bytes:
    """Say of one pair of one township that the county holds it."""
    payload = encode([township, bytes.fromhex(pair.device), pair.number, pair.public])
    return encode([payload, sign_for_county(signing_key, CountyLabel.RECOVERY_HELD, payload)])


def read_held(word: bytes, county: CountyKeys) -> RecoveryPair:
    """Read such a word and verify it.

    Raises:
        Refusal: `recovery_held_not_readable`, `county_signature_wrong`.
    """
    return _read(word, county)[1]


def write_file(words: Iterable[bytes]) -> bytes:
    """Put the words for one township into a file."""
    return encode(list(words))


def read_file(data: bytes, county: CountyKeys, township: TownshipCode) -> Sequence[tuple[DeviceId, bytes]]:
    """Give the words of a file by device, each verified and about this township.

    Raises:
        Refusal: `recovery_held_not_readable`, `county_signature_wrong`, `recovery_held_of_another_township`.
    """
    try:
        fields = Fields("recovery-held", [*_list_of(data)])
        words = [fields.blob(place, _LONGEST) for place in range(len(fields.content))]
    except Refusal as refusal:
        raise Refusal("recovery_held_not_readable") from refusal
    found = []
    for word in words:
        whose, pair = _read(word, county)
        if whose != township:
            raise Refusal("recovery_held_of_another_township", township=whose)
        found.append((pair.device, word))
    return found


def _list_of(data: bytes) -> list[object]:
    return Fields("recovery-held", {"words": decode(data)}).items("words", _MOST)


def _read(word: bytes, county: CountyKeys) -> tuple[TownshipCode, RecoveryPair]:
    try:
        outer = Fields.of_list(word, "recovery-held", 2)
        payload, signature = outer.blob(0, _LONGEST), outer.exactly(1, SIGNATURE_BYTES)
        fields = Fields.of_list(payload, "recovery-held", 4)
        pair = RecoveryPair(DeviceId(fields.id(1)), fields.number(2, 1), fields.exactly(3, KEY_BYTES))
        township = TownshipCode(fields.text(0))
    except Refusal as refusal:
        raise Refusal("recovery_held_not_readable") from refusal
    require_county(county.signing, CountyLabel.RECOVERY_HELD, payload, signature)
    return township, pair
