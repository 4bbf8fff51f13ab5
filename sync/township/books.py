"""对账: what the staff of a township do about its books beside the platform's, and beside its clinics'."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from core.console import AT_THE_MACHINE
from core.dates import CHINA, china_day
from core.errors import Refusal
from core.ids import UserId
from core.ports import Clock
from core.reconciliation import LONGEST_REASON, KeptDifference, ReconciliationBook
from core.township_ports import TownshipStore
from sync.township.settlement.reconcile_day import reconcile_day
from sync.township.settlement.settling import AtPlatform, platform_of

Place = TypeVar("Place", contravariant=True)
_MOST = 500


class DayToCompare(AtPlatform, Protocol):
    """A day, None for yesterday, and where the platform answers."""

    @property
    def day(self) -> datetime | None:
        """The day of the platform's calendar."""
        ...


@dataclass(frozen=True, slots=True)
class Books(Generic[Place]):
    """The deeds; `open_books` opens the township a place names with its books."""

    open_books: Callable[[Place], AbstractContextManager[tuple[TownshipStore, ReconciliationBook]]]
    clock: Clock

    def reconcile_day(self, place: Place, asked: DayToCompare) -> Mapping[str, Any]:
        """Compare a day with the platform.

        Raises:
            Refusal: `day_not_over`, and those of `platform_of`.
            Hindrance: as `sync.township.settlement.reconcile_day`.
        """
        day = asked.day.date() if asked.day else china_day(self.clock.now()) - timedelta(days=1)
        with (
            self.open_books(place) as (store, book),
            platform_of(store, asked, self.clock) as (platform, desk),
        ):
            groups, left = reconcile_day(book, platform, desk, day, self.clock)
            told = [{**one.group._asdict(), **asdict(one.ours), "agrees": one.agrees} for one in groups]
            return {"day": day.isoformat(), "groups": told, "open": left, **_listed(book, day)}

    def differences(self, place: Place) -> Mapping[str, Any]:
        """List the open differences of all days."""
        with self.open_books(place) as (_, book):
            return _listed(book, None)

    def work_off(self, place: Place, number: int, reason: str) -> Mapping[str, Any]:
        """Write down why a difference is none any more, or is to be.

        Raises:
            Refusal: `difference_unknown`, `difference_closed`, `difference_reason_missing`.
        """
        with self.open_books(place) as (_, book):
            work_off(book, number, AT_THE_MACHINE, reason, self.clock)
            return {"number": number, **_listed(book, None)}


def work_off(book: ReconciliationBook, number: int, user: UserId, reason: str, clock: Clock) -> None:
    """Close a difference with a reason in somebody's own words.

    Raises:
        Refusal: `difference_reason_missing`, `difference_unknown`, `difference_closed`.
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Refusal("difference_reason_missing", longest=LONGEST_REASON)
    book.work_off(number, user, said, clock.now())


def _listed(book: ReconciliationBook, day: date | None) -> Mapping[str, Any]:
    rows = book.differences(None, _MOST)
    return {"differences": [_plain(one) for one in rows if day in (None, one.difference.day)]}


def _plain(one: KeptDifference) -> Mapping[str, Any]:
    found = one.difference
    return {
        "number": one.number,
        "day": found.day.isoformat(),
        "kind": found.kind.value,
        "settlement": found.settlement,
        "message": found.message,
        "clinic": found.clinic,
        "visit": found.visit,
        "total": found.total,
        "fund": found.fund,
        "their_total": found.their_total,
        "their_fund": found.their_fund,
        "told": found.told,
        "found_at": one.found_at.astimezone(CHINA).isoformat(timespec="seconds"),
    }
