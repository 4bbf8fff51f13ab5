"""The text block of a chip: 居民身份证, 港澳台居民居住证, 外国人永久居留身份证 of 2017 and of 2023."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from core.errors import Refusal
from core.identity.credentials import Credential, read_credential
from core.identity.id_number import Concern, NumberKind
from core.identity.name import name_on_card
from core.identity.person import Sex

TEXT_BYTES = 256
LONG_TERM = "长期"
ENCODING = "utf-16-le"
LAYOUT_AT = (248, 2)
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}
_DAY = "%Y%m%d"

Place = tuple[int, int]
"""Offset and size of a field in bytes."""


class CardLayout(StrEnum):
    """How the block is laid out; the sign at byte 248 tells, and anything else than these is a citizen's."""

    CITIZEN = ""
    PERMIT = "J"
    OLD_FOREIGNER = "I"
    FOREIGNER = "Y"


_SAME: Mapping[str, tuple[Place, ...]] = {
    "name": ((0, 30),),
    "sex": ((30, 2),),
    "birth": ((36, 16),),
    "number": ((122, 36),),
    "valid_from": ((188, 16),),
    "valid_to": ((204, 16),),
}
PLACES: Mapping[CardLayout, Mapping[str, tuple[Place, ...]]] = {
    CardLayout.CITIZEN: {
        **_SAME,
        "ethnicity": ((32, 4),),
        "address": ((52, 70),),
        "authority": ((158, 30),),
    },
    CardLayout.PERMIT: {
        **_SAME,
        "address": ((52, 70),),
        "authority": ((158, 30),),
        "travel_permit": ((220, 18),),
        "times_issued": ((238, 4),),
    },
    CardLayout.FOREIGNER: {
        **_SAME,
        "times_issued": ((32, 4),),
        "english_name": ((52, 70), (220, 22)),
        "nationality": ((242, 6),),
        "earlier_card": ((250, 6),),
    },
    CardLayout.OLD_FOREIGNER: {
        "english_name": ((0, 120),),
        "sex": ((120, 2),),
        "number": ((122, 30),),
        "nationality": ((152, 6),),
        "name": ((158, 30),),
        "valid_from": ((188, 16),),
        "valid_to": ((204, 16),),
        "birth": ((220, 16),),
        "version": ((236, 4),),
        "authority": ((240, 8),),
    },
}
"""Where each field lies; a long one may lie in two places."""
_KINDS = {
    CardLayout.CITIZEN: NumberKind.CITIZEN,
    CardLayout.PERMIT: NumberKind.RESIDENCE_PERMIT,
    CardLayout.FOREIGNER: NumberKind.FOREIGNER,
    CardLayout.OLD_FOREIGNER: NumberKind.OLD_FOREIGNER,
}


@dataclass(frozen=True, slots=True)
class CardRead:
    """What a chip says; `valid_to` None = 长期. `raw` keeps the bytes as they came, for disputes.

    `name` is the Chinese name, or the English one where there is none. Fields a layout lacks are empty:
    `nationality` is a code of three signs, `travel_permit` a 通行证号, `earlier_card` links a foreigner's
    new card to the number before it, `times_issued` counts renewals.
    """

    layout: CardLayout
    name: str
    sex: Sex
    birth_date: date
    credential: Credential
    valid_from: date
    valid_to: date | None
    raw: bytes = field(repr=False)
    ethnicity: str = ""
    address: str = ""
    authority: str = ""
    english_name: str = ""
    nationality: str = ""
    travel_permit: str = ""
    times_issued: str = ""
    earlier_card: str = ""
    version: str = ""

    @property
    def number(self) -> str:
        """Give the number on the card."""
        return self.credential.number

    def expired(self, on: date) -> bool:
        """Tell whether the card was no longer valid on a day; the person still is who it says."""
        return self.valid_to is not None and self.valid_to < on


def layout_of(block: bytes) -> CardLayout:
    """Tell the layout of a text block."""
    sign = _text(block, (LAYOUT_AT,))
    return CardLayout(sign) if sign in set(CardLayout) else CardLayout.CITIZEN


def parse_card(block: bytes, on: date) -> CardRead:
    """Read the text block of a card on a day.

    Raises:
        Refusal: `card_block_damaged`: not a text block, or a field that cannot be; or a code of
            `core.identity.id_number` and `core.identity.credentials`.
    """
    if len(block) != TEXT_BYTES:
        raise Refusal("card_block_damaged")
    layout = layout_of(block)
    said = {name: _text(block, places) for name, places in PLACES[layout].items()}
    birth, sex = _day(said.pop("birth")), _SEXES.get(said.pop("sex"), Sex.UNKNOWN)
    until, english = said.pop("valid_to"), name_on_card(said.pop("english_name", ""))
    name = name_on_card(said.pop("name")) or english
    number = read_credential(said.pop("number"), on, _KINDS[layout], from_chip=True)
    by_number = layout in (CardLayout.CITIZEN, CardLayout.PERMIT)
    if not name or birth > on or (by_number and birth != number.birth_date):
        raise Refusal("card_block_damaged")
    return CardRead(
        layout=layout,
        name=name,
        sex=sex,
        birth_date=birth,
        credential=_by_chip(number, birth, sex),
        valid_from=_day(said.pop("valid_from")),
        valid_to=None if until == LONG_TERM else _day(until),
        raw=block,
        english_name=english,
        **said,
    )


def card_block(layout: CardLayout, said: Mapping[str, str]) -> bytes:
    """Lay fields out as a chip holds them; what is too long is cut, what has no place is left out."""
    block = bytearray(_filled("", TEXT_BYTES))
    for name, places in PLACES[layout].items():
        left = _filled(said.get(name, ""), sum(size for _, size in places))
        for start, size in places:
            block[start : start + size], left = left[:size], left[size:]
    start, size = LAYOUT_AT
    block[start : start + size] = _filled(layout.value, size)
    return bytes(block)


def _filled(text: str, size: int) -> bytes:
    return (text + " " * size).encode(ENCODING, "replace")[:size]


def _by_chip(number: Credential, birth: date, sex: Sex) -> Credential:
    """Let the chip's fields stand before what the number alone would tell."""
    odd = Sex.UNKNOWN not in (sex, number.sex) and sex is not number.sex
    concerns = (*number.concerns, Concern.SEX_DIFFERS) if odd else number.concerns
    return replace(number, birth_date=birth, sex=number.sex if sex is Sex.UNKNOWN else sex, concerns=concerns)


def _text(block: bytes, places: tuple[Place, ...]) -> str:
    """Read a field; a rare letter may take two units and even be cut at the end of its field."""
    found = b"".join(block[start : start + size] for start, size in places)
    return found.decode(ENCODING, "replace").strip(" \0\u3000")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, _DAY).date()  # noqa: DTZ007  # a day has no zone
    except ValueError as error:
        raise Refusal("card_block_damaged") from error
