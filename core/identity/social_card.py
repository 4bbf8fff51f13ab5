"""社会保障卡: the records of its chip, as the card gave them, read or refused.

Cards of the first and second generation tell their holder to whoever asks. Those of the third do so only with
a security card in the reader or a key server behind it, neither of which a village clinic has.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from core.errors import Refusal
from core.identity.credentials import Credential, read_credential
from core.identity.name import name_on_card
from core.identity.social_records import EXPIRES, MORE_NAME, NAME, NUMBER, VERSION, WANTED, key_of

_HEAD_BYTES = 2
_THIRD = "3"
_TEXTS = "gb18030"


@dataclass(frozen=True, slots=True)
class SocialCard:
    """What a card says of its holder; `expires` None where it names no day."""

    name: str
    credential: Credential
    version: str
    expires: date | None

    def expired(self, on: date) -> bool:
        """Tell whether the card was no longer valid on a day; the person still is who it says."""
        return self.expires is not None and self.expires < on


def parse_social_card(records: Mapping[str, bytes], on: date) -> SocialCard:
    """Read records, each with its tag and length before it, as they stand on a day; keys are of `key_of`.

    Raises:
        Refusal: `social_card_third_generation`: its holder can be read here by nobody;
            `social_card_not_readable`: number or name is not there; or a code of `core.identity.credentials`.
    """
    values = {place: _value(records.get(key_of(place), b""), place[1]) for place in WANTED}
    version, number = _text(values[VERSION]), _text(values[NUMBER])
    name = name_on_card(_text(values[NAME] + values[MORE_NAME]))
    if not number or not name:
        third = version.startswith(_THIRD)
        raise Refusal("social_card_third_generation" if third else "social_card_not_readable")
    return SocialCard(name, read_credential(number, on, from_chip=True), version, _day(values[EXPIRES]))


def _value(record: bytes, tag: int) -> bytes:
    """Take the value out of a record; one with another tag, or cut short, has none."""
    if len(record) < _HEAD_BYTES or record[0] != tag or len(record) < _HEAD_BYTES + record[1]:
        return b""
    return record[_HEAD_BYTES : _HEAD_BYTES + record[1]]


def _text(value: bytes) -> str:
    """Read text; a chip fills what is left over with zeros, spaces or ones."""
    return value.replace(b"\0", b"").strip(b" \xff").decode(_TEXTS, "replace").strip(" \u3000")


def _day(value: bytes) -> date | None:
    """Read a day of eight digits, two in a byte."""
    with suppress(ValueError):
        return date.fromisoformat(value.hex())
    return None
