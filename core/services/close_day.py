"""日结: say that a day's writing is done, with what it came to."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal
from core.events import EventType
from core.money import Fen
from core.ports import VisitState
from core.roles import Right
from core.services.append_event import append_event
from core.services.report_look_ups import report_look_ups

_PAGE = 200
_CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class DayClosed:
    """What a day came to: visits that count, their full price, and its estimated split."""

    day: date
    visits: int
    total: Fen
    fund: Fen
    account: Fen
    cash: Fen
    without_estimate: int

    def to_plain(self) -> dict[str, Any]:
        """Give the sums as text and whole numbers."""
        return {**asdict(self), "day": self.day.isoformat()}


def close_day(clinic: Clinic, day: date) -> DayClosed:
    """Close a day: what was looked up goes into the ledger before it. A day that grew may be closed again.

    Raises:
        Refusal: `not_permitted`, `day_not_here_yet`, `day_already_closed`.
        Hindrance: the ledger could not keep it; the day is not closed.
    """
    clinic.staff.require(Right.RECORD)
    if day > china_day(clinic.clock.now()):
        raise Refusal("day_not_here_yet")
    closed = _sums(day, _visits_of(clinic, day))
    if _last_close(clinic, day) == closed.to_plain():
        raise Refusal("day_already_closed", day=day.isoformat())
    report_look_ups(clinic)
    append_event(clinic, EventType.DAY_CLOSED, closed.to_plain())
    return closed


def _last_close(clinic: Clinic, day: date) -> Any:
    """Give what was written when this day was closed last; other days may have been closed since."""
    for event in clinic.ledger.newest_first(EventType.DAY_CLOSED):
        told = clinic.codec.recall(event.body)
        if isinstance(told, dict) and told.get("day") == day.isoformat():
            return told
    return None


def _visits_of(clinic: Clinic, day: date) -> Iterator[VisitState]:
    offset = 0
    while page := clinic.records.visits(day, day, _PAGE, offset):
        yield from (one for one in page if one.state != _CANCELLED)
        offset += len(page)


def _sums(day: date, visits: Iterable[VisitState]) -> DayClosed:
    told = [state.visit for state in visits]
    splits = [visit.estimate for visit in told if visit.estimate]
    return DayClosed(
        day=day,
        visits=len(told),
        total=Fen(sum(line.amount for visit in told for line in visit.lines)),
        fund=Fen(sum(split.fund for split in splits)),
        account=Fen(sum(split.account for split in splits)),
        cash=Fen(sum(split.cash for split in splits)),
        without_estimate=len(told) - len(splits),
    )
