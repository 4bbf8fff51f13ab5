"""日结单 and 月结算单 at the clinic: what some days came to, counted as the township counts them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.clinic import Clinic
from core.dates import china_day, end_of_month, first_of_month, month_text
from core.errors import Refusal
from core.events import ResultKind
from core.ids import EventId
from core.money import Fen
from core.ports import VisitState
from core.services.close_day import came_to, last_close
from core.services.visits_between import CANCELLED, visits_between
from core.statement import ClinicStatement, Tally, ToldVisit, statement_of

_SAID: Mapping[str, ResultKind] = {
    "settled": ResultKind.SETTLED,
    "not_payable": ResultKind.NOT_PAYABLE,
    "returned": ResultKind.NEEDS_CORRECTION,
    "settlement_unknown": ResultKind.SETTLEMENT_UNKNOWN,
    "reversed": ResultKind.REVERSED,
}
"""What the township said last of a visit in a state; of one in another it said nothing that counts."""


@dataclass(frozen=True, slots=True)
class DaySheet:
    """日结单: what a day came to so far, what was crossed out of it, and whether it is closed as it stands.

    `closed`: it was closed and nothing of it changed since; `grew`: it was closed and has changed.
    """

    day: date
    sums: ClinicStatement
    cancelled: Tally
    closed: bool
    grew: bool

    @property
    def without_estimate(self) -> int:
        """Count the visits whose split nobody could tell."""
        return sum(one.estimate is None for one in self.sums.visits)


def day_sheet(clinic: Clinic, day: date) -> DaySheet:
    """Count a day as it stands now."""
    states = list(visits_between(clinic.records, day, day))
    void = [one.visit.total for one in states if one.state == CANCELLED]
    sums = _stated(clinic, day.isoformat(), states)
    last = last_close(clinic, day)
    same = last == came_to(day, states).to_plain()
    return DaySheet(day, sums, Tally(len(void), Fen(sum(void))), same, last is not None and not same)


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """月结算单 at the desk: what a month came to so far, and who its visits were of."""

    sums: ClinicStatement
    names: Mapping[EventId, str]


def month_sheet(clinic: Clinic, month: int) -> MonthSheet:
    """Count a month as it stands now.

    Raises:
        Refusal: `month_not_here_yet`.
    """
    if first_of_month(month) > china_day(clinic.clock.now()):
        raise Refusal("month_not_here_yet")
    states = list(visits_between(clinic.records, first_of_month(month), end_of_month(month)))
    names = {one.event_id: one.visit.patient.name for one in states}
    return MonthSheet(_stated(clinic, month_text(month), states), names)


def month_statement(clinic: Clinic, month: int) -> ClinicStatement:
    """Count a month as it stands now, without a name; refuses as `month_sheet`."""
    return month_sheet(clinic, month).sums


def _stated(clinic: Clinic, period: str, states: Iterable[VisitState]) -> ClinicStatement:
    counting = (one for one in states if one.state != CANCELLED)
    place = clinic.place
    return statement_of(place.clinic, place.clinic_name, period, map(_told, counting))


def _told(state: VisitState) -> ToldVisit:
    kind = _SAID.get(state.state)
    facts = state.settled or {} if kind is ResultKind.SETTLED else {"reason": state.reason}
    return ToldVisit(state.event_id, state.visit, ((kind, facts),) if kind else ())
