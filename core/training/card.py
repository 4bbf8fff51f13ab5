"""The chip of an invented person's card, for the simulated reader."""

from datetime import date

from core.identity.card import LONG_TERM, TEXT_BYTES
from core.identity.person import Person, Sex

_FIELDS = (30, 2, 4, 16, 70, 36, 30, 16, 16)
_AUTHORITY = "演示县公安局(虚构)"
_ENCODING = "utf-16-le"
_SEXES = {Sex.MALE: "1", Sex.FEMALE: "2"}


def training_card(person: Person, valid_from: date, valid_to: date | None) -> bytes:
    """Make the text block of a citizen's card; what is too long for its field is cut."""
    texts = (
        person.name,
        _SEXES.get(person.sex, "0"),
        person.ethnicity,
        f"{person.birth_date:%Y%m%d}",
        person.address,
        person.id_number,
        _AUTHORITY,
        f"{valid_from:%Y%m%d}",
        f"{valid_to:%Y%m%d}" if valid_to else LONG_TERM,
    )
    filled = b"".join(_filled(text, size) for text, size in zip(texts, _FIELDS, strict=True))
    return filled + _filled("", TEXT_BYTES - len(filled))


def _filled(text: str, size: int) -> bytes:
    return (text + " " * size).encode(_ENCODING)[:size]
