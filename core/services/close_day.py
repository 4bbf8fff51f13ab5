"""日结: say that a day's writing is done, with what it came to."""

from collections.abc import Iterable, Mapping
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
from core.services.visits_between import CANCELLED, visits_between


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
    closed = came_to(day, visits_between(clinic.records, day, day))
    if last_close(clinic, day) == closed.to_plain():
        raise Refusal("day_already_closed", day=day.isoformat())
    report_look_ups(clinic)
    append_event(clinic, EventType.DAY_CLOSED, closed.to_plain())
    return closed


def last_close(clinic: Clinic, day: date) -> Mapping[str, Any] | None:
    """Give what was written when this day was closed last; other days may have been closed since."""
    for event in clinic.ledger.newest_first(EventType.DAY_CLOSED):
        told = clinic.codec.recall(event.body)
        if isinstance(told, dict) and told.get("day") == day.isoformat():
            return told
    return None


def came_to(day: date, states: Iterable[VisitState]) -> DayClosed:
    """Sum the visits of a day up, without those that were crossed out."""
    told = [state.visit for state in states if state.state != CANCELLED]
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
