"""Pages of a list: where one begins is written into the address, and read back strictly."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar
from urllib.parse import quote

from core.errors import Refusal
from core.ids import ClinicCode, EventId
from core.settlement_ports import OutboxRow

Item = TypeVar("Item")
PAGE = 50
_PART = re.compile(r"[A-Za-z0-9_-]{1,64}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cut(Generic[Item]):
    """A page of a list; `following` is where the next begins, empty on the last."""

    items: Sequence[Item]
    following: str


def cut(items: Sequence[Item], place_of: Callable[[Item], Sequence[object]]) -> Cut[Item]:
    """Cut a page out of what was asked for: one more than a page, to know whether another follows."""
    shown = items[:PAGE]
    following = ".".join(quote(str(part), safe="") for part in place_of(shown[-1])) if items[PAGE:] else ""
    return Cut(shown, following)


def place(text: str, parts: int) -> Sequence[str] | None:
    """Read where a page begins; None for the first.

    Raises:
        Refusal: `form_not_readable`.
    """
    if not text:
        return None
    found = text.split(".")
    if len(found) != parts or not all(_PART.fullmatch(part) for part in found):
        raise Refusal("form_not_readable")
    return found


def milliseconds(moment: datetime) -> int:
    """Write a moment into an address."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment(text: str) -> datetime:
    """Read a moment of an address.

    Raises:
        Refusal: `form_not_readable`.
    """
    return _EPOCH + timedelta(milliseconds=whole(text))


def whole(text: str) -> int:
    """Read a whole number of an address.

    Raises:
        Refusal: `form_not_readable`.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 14):
        raise Refusal("form_not_readable")
    return int(text)


def day(text: str) -> date:
    """Read a day of an address.

    Raises:
        Refusal: `form_not_readable`.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("form_not_readable") from None


def row_place(text: str) -> OutboxRow | None:
    """Read behind which row of the outbox a page begins; None for the first.

    Raises:
        Refusal: `form_not_readable`.
    """
    found = place(text, 3)
    return OutboxRow(ClinicCode(found[1]), EventId(found[2]), moment(found[0])) if found else None


def place_of_row(row: OutboxRow) -> Sequence[object]:
    """Tell where a row of the outbox stands."""
    return milliseconds(row.due), row.clinic, row.visit
