"""The picture of the years: what each one was, the bar of the wait, today and the benefit date."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.coverage.history import History, RepairPayment, ResidentPayment
from core.dates import month_of, year_end, year_start
from core.policy.decision import Decision
from core.policy.in_force import PackOn, always
from core.policy.insured_years import accepted_payment
from core.policy.known import Known, any_month_in, known_on
from core.policy.pack import Pack

YEARS_SHOWN = 7
"""Columns of the picture that stay readable beside the verdict."""


class YearState(StrEnum):
    """What one coverage year was to a person."""

    ON_TIME = "on_time"
    LATE = "late"
    EXEMPT = "exempt"
    EMPLOYEE = "employee"
    MILITARY = "military"
    MISSED = "missed"
    REPAIRED = "repaired"
    NOT_COUNTED = "not_counted"
    NOT_PAID = "not_paid"
    UNKNOWN = "unknown"
    BEFORE_BIRTH = "before_birth"


@dataclass(frozen=True, slots=True)
class TimelineYear:
    """One coverage year, and the day it was paid where it was."""

    year: int
    state: YearState
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the picture shows, oldest year first.

    Args:
        wait_start: first day of the wait; with `benefit_date` the bar, which ends the day before.
    """

    years: tuple[TimelineYear, ...]
    today: date
    wait_start: date | None
    benefit_date: date | None

    @property
    def first_day(self) -> date:
        """Give the left edge."""
        return year_start(self.years[0].year)

    @property
    def last_day(self) -> date:
        """Give the right edge."""
        return year_end(self.years[-1].year)


def timeline_of(
    packs: PackOn | Pack, history: History, on: date, decision: Decision | None = None
) -> Timeline:
    """Lay a person's years out up to the present one, or the year the benefits begin."""
    pack = packs if isinstance(packs, Pack) else packs(on)
    pack_on = always(pack) if isinstance(packs, Pack) else packs
    known = known_on(history, on)
    benefit = decision.benefit_date if decision else None
    paid_ahead = max((year for year in known.payments if year > on.year), default=on.year)
    last = max(on.year, paid_ahead, benefit.year if benefit else on.year)
    first = max(min(_oldest(history, on), last - YEARS_SHOWN + 1), last - YEARS_SHOWN + 1)
    years = tuple(_year(pack_on, history, known, decision, year) for year in range(first, last + 1))
    return Timeline(years, on, decision.waiting_start if decision else None, benefit)


def _oldest(history: History, on: date) -> int:
    payments = [r.coverage_year for r in history.records if isinstance(r, ResidentPayment | RepairPayment)]
    return min([*payments, history.birth_date.year, on.year])


def _year(
    packs: PackOn, history: History, known: Known, decision: Decision | None, year: int
) -> TimelineYear:
    pack = packs(known.payments.get(year, known.as_of))
    paid = accepted_payment(pack, known, year)
    if paid is not None:
        exempt = decision is not None and decision.target_year == year and decision.reason in _EXEMPT
        late = paid > pack.enrolment_window.of(year).last_on_time
        state = YearState.EXEMPT if exempt else YearState.LATE if late else YearState.ON_TIME
        return TimelineYear(year, state, paid)
    return TimelineYear(year, _unpaid(pack, history, known, year))


_EXEMPT = ("exempt_newborn", "exempt_status", "exempt_event", "transfer")


def _unpaid(pack: Pack, history: History, known: Known, year: int) -> YearState:
    january, december = month_of(year_start(year)), month_of(year_end(year))
    if year < known.birth.year:
        return YearState.BEFORE_BIRTH
    if any_month_in(known.employee, january, december):
        return YearState.EMPLOYEE
    if pack.breaks.military_service_counts and any_month_in(known.military, january, december):
        return YearState.MILITARY
    if year >= known.as_of.year:
        return YearState.UNKNOWN if _day_unknown(history, year) else YearState.NOT_PAID
    if _day_unknown(history, year) or year < (history.history_from_year or year):
        return YearState.UNKNOWN
    if year in known.repairs:
        return YearState.REPAIRED
    born = year == known.birth.year and not pack.breaks.birth_year_counts
    return YearState.NOT_COUNTED if born or year < pack.breaks.count_from_year else YearState.MISSED


def _day_unknown(history: History, year: int) -> bool:
    return any(
        isinstance(record, ResidentPayment) and record.coverage_year == year and record.paid_on is None
        for record in history.records
    )
