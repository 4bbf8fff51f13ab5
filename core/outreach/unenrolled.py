"""Who is not enrolled for a coverage year, why, and what the law makes of paying now or a year later."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.coverage.enrolment import RosterEntry
from core.coverage.history import EmployeeCover, History, MilitaryService, ResidentPayment
from core.coverage.verdict import employee_cover_on
from core.errors import Refusal
from core.money import Fen
from core.policy.certainty import Certainty
from core.policy.contribution import YearlyPrice, price_of_person
from core.policy.decision import Decision, decide
from core.policy.in_force import PackOn
from core.policy.incentives import YearOfCover, decide_cap
from core.policy.insured_years import in_retro_days
from core.policy.status import Status
from core.policy.waiting_period import Reason
from core.policy.what_if import RepairOffer, repair_offers
from core.policy.window import YearWindow


class Standing(StrEnum):
    """Where somebody of the roster stands for a year; `GONE` counts nowhere: dead, or moved away."""

    ENROLLED = "enrolled"
    OTHERWISE = "otherwise"
    UNENROLLED = "unenrolled"
    UNCLEAR = "unclear"
    GONE = "gone"


class WhyNot(StrEnum):
    """Why somebody stands on the list: the nearest thing the roster says about it."""

    NEWBORN = "newborn"
    NOT_YET = "not_yet"
    BROKEN_OFF = "broken_off"
    EMPLOYEE_ENDED = "employee_ended"
    SERVICE_ENDED = "service_ended"
    NO_RECORD = "no_record"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Unenrolled:
    """Somebody who is not enrolled for a year, with what follows from it.

    Args:
        why: what stands in the roster about it; `last_year` the last coverage year paid before, where known.
        year: the year spoken about; of a newborn whose coming year is paid already, the year of its birth.
        refusal: what kept the law from answering; then there is nothing in the rest.
        now: what paying today gives.
        later: what paying on the first day of the next window gives, this year left out; None where the
            next year is paid already, or no pack says what holds by then.
        window: the days of the year's enrolment window.
        late: what paying on the day behind that window gives; None from then on, and for a newborn.
        price: what the year costs this person; None where it cannot be paid any more.
        offers: what paying missed years too would change.
        years_in_a_row: years of cover without a break up to the year before, as critical-illness insurance
            counts them; they begin anew after a break.
        penalty: what its yearly cap loses for each year left out, in fen; 0 where the pack takes nothing off.
        newborn_until: last day on which paying covers from the day of birth.
    """

    entry: RosterEntry
    year: int
    why: WhyNot
    last_year: int | None = None
    refusal: Refusal | None = None
    now: Decision | None = None
    later: Decision | None = None
    window: YearWindow | None = None
    late: Decision | None = None
    price: YearlyPrice | None = None
    offers: tuple[RepairOffer, ...] = ()
    years_in_a_row: int = 0
    penalty: Fen = Fen(0)
    newborn_until: date | None = None

    def can_pay(self, on: date) -> bool:
        """Tell whether the year's window has opened; a newborn pays from its birth on."""
        return self.window is None or on >= self.window.open or self.newborn_until is not None

    @property
    def goes_on_waiting(self) -> bool:
        """Tell whether paying today only lets a wait of this year run on: it begins none of its own."""
        return self.now is not None and self.now.reason is Reason.CARRY_OVER

    @property
    def more_months(self) -> int:
        """Count the months of wait that leaving this year out costs; 0 where it is not known."""
        if self.now is None or self.later is None:
            return 0
        begun = 0 if self.goes_on_waiting else self.now.total_months
        return max(0, self.later.total_months - begun)


def season_of(packs: PackOn, on: date) -> int:
    """Name the coverage year to speak about: the next one once its window is open, else this one.

    Raises:
        Refusal: no pack is in force.
    """
    return on.year + (on >= packs(on).enrolment_window.of(on.year + 1).open)


def standing_for(
    packs: PackOn, entry: RosterEntry, year: int, on: date
) -> tuple[Standing, Unenrolled | None]:
    """Tell where somebody stands for a year on a day, and of whom it has to be said, what follows."""
    if any(day is not None and day <= on for day in (entry.deceased_on, entry.moved_on)):
        return Standing.GONE, None
    if not entry.is_whole:
        return Standing.UNCLEAR, Unenrolled(
            entry, year, WhyNot.UNCLEAR, refusal=Refusal("roster_row_of_newer_program")
        )
    elsewhere = entry.elsewhere is not None and entry.elsewhere.in_force(on)
    otherwise = elsewhere or employee_cover_on(entry.history, on)
    if _is_paid(entry.history, year):
        left_out = None if otherwise else _birth_year_left_out(packs, entry, year, on)
        return left_out or (Standing.ENROLLED, None)
    if otherwise:
        return Standing.OTHERWISE, None
    if year < entry.history.birth_date.year:
        return Standing.GONE, None
    try:
        if entry.history.birth_date > on:
            raise Refusal("outreach_born_after_today")
        return _by_law(packs, entry, year, on)
    except Refusal as refusal:
        return Standing.UNCLEAR, Unenrolled(entry, year, WhyNot.UNCLEAR, refusal=refusal)


def _birth_year_left_out(
    packs: PackOn, entry: RosterEntry, year: int, on: date
) -> tuple[Standing, Unenrolled] | None:
    """Find a newborn whose coming year is paid and whose birth year can still be: each needs its payment."""
    born = entry.history.birth_date.year
    if year != born + 1 or _is_paid(entry.history, born):
        return None
    with suppress(Refusal):
        standing, told = _by_law(packs, entry, born, on)
        if told is not None and told.newborn_until is not None:
            return standing, told
    return None


def _by_law(packs: PackOn, entry: RosterEntry, year: int, on: date) -> tuple[Standing, Unenrolled | None]:
    history = entry.history
    decision = decide(packs, history, year, on)
    if decision.status is not Status.NOT_ENROLLED:
        return Standing.ENROLLED, None
    until = _newborn_until(packs, history, on)
    why, last = _why(packs, history, year, on) if until is None else (WhyNot.NEWBORN, None)
    now = decide(packs, _paid(history, year, on), year, on)
    rule = packs(on).critical_illness
    found = Unenrolled(
        entry,
        year,
        why,
        last,
        now=now,
        later=_later(packs, history, year + 1, on),
        window=packs(on).enrolment_window.of(year),
        late=None if until else _late(packs, history, year, on),
        price=price_of_person(packs(on), history, year, on) if now.benefit_date else None,
        offers=repair_offers(packs, history, year, on),
        years_in_a_row=_in_a_row(packs, history, year, on),
        penalty=rule.break_penalty_step_cny if year >= rule.break_penalty_count_from_year else Fen(0),
        newborn_until=until,
    )
    unclear = decision.certainty is Certainty.CANNOT_TELL
    return (Standing.UNCLEAR if unclear else Standing.UNENROLLED), found


def _is_paid(history: History, year: int) -> bool:
    return any(isinstance(one, ResidentPayment) and one.coverage_year == year for one in history.records)


def _later(packs: PackOn, history: History, year: int, on: date) -> Decision | None:
    if _is_paid(history, year):
        return None
    return _if_paid(packs, history, year, max(on, packs(on).enrolment_window.of(year).open))


def _late(packs: PackOn, history: History, year: int, on: date) -> Decision | None:
    closes = packs(on).enrolment_window.of(year).last_on_time
    return None if closes < on else _if_paid(packs, history, year, closes + timedelta(days=1))


def _if_paid(packs: PackOn, history: History, year: int, day: date) -> Decision | None:
    try:
        return decide(packs, _paid(history, year, day), year, day)
    except Refusal:  # the pack in force today may end before that day
        return None


def _paid(history: History, year: int, on: date) -> History:
    return replace(history, records=(*history.records, ResidentPayment(year, on)))


def _newborn_until(packs: PackOn, history: History, on: date) -> date | None:
    """Give the last day a newborn's payment reaches back to its birth; None once that year is paid for."""
    rule, birth = packs(on).newborn, history.birth_date
    if not rule.enabled or not in_retro_days(rule, birth, on):
        return None
    if decide(packs, history, birth.year, on).status is not Status.NOT_ENROLLED:
        return None
    return birth + timedelta(days=rule.retro_days - rule.count_birth_day)


def _why(packs: PackOn, history: History, year: int, on: date) -> tuple[WhyNot, int | None]:
    paid = [one.coverage_year for one in history.records if isinstance(one, ResidentPayment)]
    last = max((one for one in paid if one < year), default=None)
    ended = {type(one) for one in history.records if not isinstance(one, ResidentPayment)}
    in_time = year > on.year or on <= packs(on).enrolment_window.of(year).last_on_time
    if in_time and decide(packs, history, year - 1, on).status is not Status.NOT_ENROLLED:
        return WhyNot.NOT_YET, last
    if last is not None:
        return WhyNot.BROKEN_OFF, last
    if EmployeeCover in ended:
        return WhyNot.EMPLOYEE_ENDED, None
    return (WhyNot.SERVICE_ENDED if MilitaryService in ended else WhyNot.NO_RECORD), None


def _in_a_row(packs: PackOn, history: History, year: int, on: date) -> int:
    return len(decide_cap(packs(on).critical_illness, list(_years(history)), (), year - 1).continuous)


def _years(history: History) -> Iterator[YearOfCover]:
    for year in {one.coverage_year for one in history.records if isinstance(one, ResidentPayment)}:
        yield YearOfCover(year, insured=True)
