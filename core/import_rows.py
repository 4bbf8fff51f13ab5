"""What is written down of an import at the township: who brought what in, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.console import AT_THE_MACHINE
from core.ids import UserId
from core.township_rows import RowChange


class ImportKind(StrEnum):
    """What was brought in: 名册, 目录."""

    ROSTER = "roster"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class ImportMark:
    """When something is brought in, and by whom: a user of the console, or a command at the machine."""

    at: datetime
    user: UserId = AT_THE_MACHINE


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import or the undoing of one.

    Args:
        as_of: the day a roster speaks for.
        undoes: the import this undid.
        undone: another entry undid this one.
        may_be_undone: nothing newer rests on it, and what it replaced is still known.
    """

    number: int
    kind: ImportKind
    mark: ImportMark
    change: RowChange
    as_of: date | None = None
    undoes: int | None = None
    undone: bool = False
    may_be_undone: bool = False
