"""What is written down of an import at the township: who brought what in, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.console import AT_THE_MACHINE
from core.coverage.enrolment import RosterEntry
from core.ids import PersonId, UserId
from core.township_rows import RowChange


class ImportKind(StrEnum):
    """What was brought in: 名册, 目录, 目录对照表, 政策包."""

    ROSTER = "roster"
    CATALOGUE = "catalogue"
    CODES = "codes"
    PACK = "pack"
    PROVINCE_RESULTS = "province_results"
    """Not a list that replaces another: it is told once and not undone."""


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
        subject: which pack, of a pack.
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
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ImportProfile:
    """What a county's or an office's files call their columns: by the titles we write, those they have."""

    name: str
    titles: Mapping[str, str]


class ConflictKind(StrEnum):
    """What in a roster cannot all be true, or must not be: 重复参保 and contradictions."""

    NUMBER_TWICE = "number_twice"
    """Two rows had one number; the later was left out."""
    PERSON_ID_TWICE = "person_id_twice"
    """Two rows had one person id; the later was left out."""
    LIKELY_THE_SAME = "likely_the_same"
    """Two people of one household bear name, sex and birthday, and one of them has no number."""
    TWO_PLACES = "two_places"
    """Paid here for a year in which they were insured elsewhere."""
    TWO_SCHEMES = "two_schemes"
    """Paid as a resident for a year of which employee insurance covers three months or more."""
    PAID_TWICE = "paid_twice"
    """Two payments for one year."""
    PAID_AFTER_DEATH = "paid_after_death"


@dataclass(frozen=True, slots=True)
class RosterConflict:
    """Something of the roster in force that somebody has to look into; `other`: the other person's id."""

    kind: ConflictKind
    person: PersonId
    other: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ConflictEntry:
    """A conflict in the list of work, and whose it is where they are still in the roster."""

    position: int
    conflict: RosterConflict
    entry: RosterEntry | None = field(repr=False)
