"""对账: what of a day is booked here, what the platform says, and the differences somebody works off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from core.ids import ClinicCode, EventId, UserId
from core.money import Fen

LONGEST_REASON = 200


class Group(NamedTuple):
    """What is compared in one piece: an insurance, what kind of clearing, the centre that clears, for whom.

    `institution` is the code it was settled under; empty: it was booked before that was noted, under the
    township's own.
    """

    insurance: str
    clearing: str
    centre: str
    institution: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A settlement as it is booked here; `person` and `platform_visit` are the platform's own numbers.

    Args:
        is_refund: a settlement taken back: its amounts are below zero, and it counts on its own day.
        messages: the ids of what asked for a refund whose number nobody heard; by these it is recognized.
    """

    clinic: ClinicCode
    visit: EventId
    settlement: str
    person: str
    platform_visit: str
    group: Group
    total: Fen
    fund: Fen
    account: Fen
    cash: Fen
    is_refund: bool = False
    messages: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Give what the settlement is called where it may have no number: the first message that asked."""
        return self.settlement or next(iter(self.messages), "")


@dataclass(frozen=True, slots=True)
class Sums:
    """What some settlements come to."""

    count: int
    total: Fen
    fund: Fen
    account: Fen
    cash: Fen

    @classmethod
    def of(cls, booked: Collection[Booked]) -> "Sums":
        """Add settlements up."""
        return cls(
            len(booked),
            Fen(sum(one.total for one in booked)),
            Fen(sum(one.fund for one in booked)),
            Fen(sum(one.account for one in booked)),
            Fen(sum(one.cash for one in booked)),
        )


@dataclass(frozen=True, slots=True)
class GroupCompared:
    """A group of a day: what is booked here, and whether the platform's books agree, in its own words."""

    group: Group
    ours: Sums
    agrees: bool
    told: str


class DifferenceKind(StrEnum):
    """How the two books differ about a settlement."""

    ONLY_THERE = "only_there"
    ONLY_HERE = "only_here"
    AMOUNTS = "amounts"
    TOTALS = "totals"
    """The totals of a group differ though no single settlement does; `settlement` names the group."""
    NO_GROUP = "no_group"
    """It is booked here without the group it belongs to: it came back from a life that was lost."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A settlement about which the books differ; amounts of a side that has none are None.

    Args:
        message: the id of the message that settled it, as the platform tells it: by that it can be reversed.
        told: the platform's own words.
    """

    day: date
    kind: DifferenceKind
    settlement: str
    clinic: ClinicCode | None = None
    visit: EventId | None = None
    person: str = ""
    message: str = ""
    total: Fen | None = None
    fund: Fen | None = None
    their_total: Fen | None = None
    their_fund: Fen | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class KeptDifference:
    """A difference on the list; worked off when somebody gave a reason, or when it was not found again."""

    number: int
    difference: Difference
    found_at: datetime
    closed_at: datetime | None = None
    closed_by: UserId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DayCompared:
    """What came of comparing one day."""

    day: date
    at: datetime
    groups: Sequence[GroupCompared]
    open: int


class ReconciliationBook(Protocol):
    """The days of one township that were compared; every method is one transaction."""

    def booked_on(self, day: date) -> Sequence[Booked]:
        """Give what was settled on a day of the platform's calendar, and what was taken back on it."""
        ...

    def groups_met(self) -> Collection[Group]:
        """Give the groups of all days that were compared."""
        ...

    def keep_day(
        self, day: date, groups: Sequence[GroupCompared], found: Sequence[Difference], at: datetime
    ) -> int:
        """Keep what was compared; open differences not found again are closed. Count the open ones."""
        ...

    def days(self, before: date | None, limit: int) -> Sequence[DayCompared]:
        """List the days that were compared, newest first."""
        ...

    def differences(self, after: int | None, limit: int) -> Sequence[KeptDifference]:
        """List the open differences, oldest first, behind a number."""
        ...

    def closed_differences(self, before: int | None, limit: int) -> Sequence[KeptDifference]:
        """List those that were worked off, newest first."""
        ...

    def work_off(self, number: int, user: UserId, reason: str, at: datetime) -> None:
        """Write down why a difference is none any more, or is to be.

        Raises:
            Refusal: `difference_unknown`; `difference_closed`.
        """
        ...
