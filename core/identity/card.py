"""居民身份证: the 256-byte text block of the chip as a value; other layouts are told apart and refused."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.errors import Refusal
from core.identity.id_number import IdNumber, parse
from core.identity.person import Sex

TEXT_BYTES = 256
LONG_TERM = "长期"
_ENCODING = "utf-16-le"
_LAYOUT_AT = 248
_CITIZEN_LAYOUTS = ("", " ")
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}
_DAY = "%Y%m%d"

# offset and size in bytes
_NAME, _SEX, _ETHNICITY, _BIRTH = (0, 30), (30, 2), (32, 4), (36, 16)
_ADDRESS, _NUMBER, _AUTHORITY, _FROM, _TO = (52, 70), (122, 36), (158, 30), (188, 16), (204, 16)


@dataclass(frozen=True, slots=True)
class CardRead:
    """What a chip says; `valid_to` None = 长期. `raw` keeps the bytes as they came, for disputes."""

    name: str
    sex: Sex
    ethnicity: str
    birth_date: date
    address: str
    number: IdNumber
    authority: str
    valid_from: date
    valid_to: date | None
    raw: bytes = field(repr=False)

    def expired(self, on: date) -> bool:
        """Tell whether the card was no longer valid on a day; the person still is who it says."""
        return self.valid_to is not None and self.valid_to < on


def parse_card(block: bytes, on: date) -> CardRead:
    """Read the text block of a citizen's card on a day.

    Raises:
        Refusal: `card_block_damaged`: not a text block, or a field that cannot be; `card_layout_not_known`:
            a foreigner's card or one for Hong Kong, Macau and Taiwan; or a code of `core.identity.id_number`.
    """
    if len(block) != TEXT_BYTES:
        raise Refusal("card_block_damaged")
    if _text(block, (_LAYOUT_AT, 2)) not in _CITIZEN_LAYOUTS:
        raise Refusal("card_layout_not_known")
    number = parse(_text(block, _NUMBER), on)
    birth, valid_from = _day(_text(block, _BIRTH)), _day(_text(block, _FROM))
    until = _text(block, _TO)
    name = _text(block, _NAME)
    if not name or birth != number.birth_date:
        raise Refusal("card_block_damaged")
    return CardRead(
        name=name,
        sex=_SEXES.get(_text(block, _SEX), Sex.UNKNOWN),
        ethnicity=_text(block, _ETHNICITY),
        birth_date=birth,
        address=_text(block, _ADDRESS),
        number=number.number,
        authority=_text(block, _AUTHORITY),
        valid_from=valid_from,
        valid_to=None if until == LONG_TERM else _day(until),
        raw=block,
    )


def _text(block: bytes, place: tuple[int, int]) -> str:
    """Read a field; a rare letter may take two units and even be cut at the end of its field."""
    start, size = place
    return block[start : start + size].decode(_ENCODING, "replace").strip(" \0\u3000")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, _DAY).date()  # noqa: DTZ007  # a day has no zone
    except ValueError as error:
        raise Refusal("card_block_damaged") from error
