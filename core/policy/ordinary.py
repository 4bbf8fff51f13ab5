"""The ordinary rule: months of wait, its days, and repairs made while it runs (steps 5 to 7)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.dates import add_months, first_of_month, month_of, year_start
from core.policy.choices import CountMode, EarlyStart, RepairDeadline, RepairEffect
from core.policy.insured_years import MissedYears
from core.policy.known import Known
from core.policy.pack import Pack, Waiting
from core.policy.window import ExtendedStart, YearWindow

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Months:
    """固定 and 变动待遇等待期 with what they were counted from.

    Args:
        counted: missed years that can add a variable month.
        raw: variable months before repair.
        shortened: months taken off by repair, before the floor.
        floor_held: the floor kept the total above what repair alone would give.
        cap_held: the greatest length allowed shortened the total.
    """

    fixed: int
    variable: int
    counted: int = 0
    raw: int = 0
    shortened: int = 0
    floor_held: bool = False
    cap_held: bool = False

    @property
    def total(self) -> int:
        """Give fixed and variable months together."""
        return self.fixed + self.variable


@dataclass(frozen=True, slots=True)
class LaterRepair:
    """A repair made during the wait and where it brought the benefit date."""

    year: int
    paid_on: date
    months: Months
    benefit: date


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What the rule for everybody gives.

    Args:
        late: paid after the last day on time, where being late is a trigger.
        broken: missed years, where they are a trigger.
        extended: paid after the window closed, and yet no trigger.
        repaired: missed years repaired on or before the payment.
        first_benefit: the benefit date before repairs made later.
    """

    paid_on: date
    late: bool
    broken: bool
    extended: bool
    repaired: tuple[int, ...]
    first_months: Months
    start: date
    first_benefit: date
    later: tuple[LaterRepair, ...]
    months: Months
    benefit: date

    @property
    def counted_repairs(self) -> Mapping[int, date | None]:
        """Give the repaired years that count, with the day of a later repair."""
        return dict.fromkeys(self.repaired) | {repair.year: repair.paid_on for repair in self.later}


START: Mapping[str, Callable[[date], date]] = {
    "payment_date": lambda paid: paid,
    "next_day": lambda paid: paid + ONE_DAY,
    "payment_month_first": lambda paid: paid.replace(day=1),
    "next_month_first": lambda paid: first_of_month(month_of(paid) + 1),
}
"""First day counted from a payment, by the name of the rule."""


def ordinary(pack: Pack, known: Known, year: int, paid: date, missed: MissedYears) -> Ordinary:
    """Apply the rule for everybody to an accepted payment."""
    rule = pack.waiting
    window = pack.enrolment_window.of(year)
    in_force = year >= rule.effective_from_coverage_year
    late = in_force and rule.apply_to_late and paid > window.last_on_time
    broken = in_force and rule.apply_to_break and bool(missed.years)
    january = year_start(year)
    if not (late or broken):
        extended = paid > window.close
        benefit = _extended_benefit(pack, january, paid) if extended else january
        none = Months(0, 0)
        benefit = max(benefit, known.birth)
        return Ordinary(paid, False, False, extended, (), none, benefit, benefit, (), none, benefit)
    gap = missed if broken else replace(missed, years=(), longest_run=0)
    repaired = _repaired_by(pack, known, gap, paid)
    months = count_months(rule, gap, repaired)
    start = START[rule.start_rule](paid)
    if rule.early_payment_start is EarlyStart.COVERAGE_YEAR_START:
        start = max(start, january)
    floor = max(january, known.birth)
    benefit = max(add_months(start, months.total, rule.month_end_rule), floor)
    result = Ordinary(paid, late, broken, False, repaired, months, start, benefit, (), months, benefit)
    return _with_later_repairs(pack, known, gap, result, floor)


def count_months(rule: Waiting, missed: MissedYears, repaired: Collection[int]) -> Months:
    """Count the months of a wait from the missed years and those of them repaired (step 5)."""
    since = rule.variable_count_from_year
    counted = sum(1 for year in missed.years if since is None or year >= since)
    adding = counted - 1 if rule.variable_count_mode is CountMode.BEYOND_FIRST else counted
    per_year = rule.variable_months_per_year
    raw = per_year * max(adding, 0)
    shortened = per_year * min(len(repaired), raw // per_year) if per_year else 0
    unrepaired = rule.fixed_months + raw
    alone = total = unrepaired - shortened
    if repaired and missed.longest_run >= rule.floor_min_missed_years:
        total = max(total, min(rule.floor_total_months, unrepaired))
    uncapped = total
    if rule.max_total_months is not None:
        total, alone = min(total, rule.max_total_months), min(alone, rule.max_total_months)
    fixed = min(rule.fixed_months, total)
    return Months(fixed, total - fixed, counted, raw, shortened, total > alone, total < uncapped)


def in_window(window: YearWindow, paid: date) -> bool:
    """Tell whether a payment was made on or before the last day of the window."""
    return paid <= window.close


def _extended_benefit(pack: Pack, january: date, paid: date) -> date:
    rule = pack.enrolment_window.extended_benefit_start
    if rule is ExtendedStart.COVERAGE_YEAR_START:
        return january
    return max(START[rule](paid), january)


def _repaired_by(pack: Pack, known: Known, missed: MissedYears, paid: date) -> tuple[int, ...]:
    if not pack.repair.enabled:
        return ()
    return tuple(year for year in missed.years if year in known.repairs and known.repairs[year] <= paid)


def _with_later_repairs(
    pack: Pack, known: Known, missed: MissedYears, so_far: Ordinary, floor: date
) -> Ordinary:
    """Let repairs made before the wait ends shorten it, in the order of their days (step 7)."""
    rule = pack.repair
    if not rule.enabled or rule.deadline is not RepairDeadline.UNTIL_WAIT_ENDS:
        return so_far
    waiting = sorted(
        (known.repairs[year], year)
        for year in missed.years
        if known.repairs.get(year, so_far.paid_on) > so_far.paid_on
    )
    repaired, months, benefit = list(so_far.repaired), so_far.months, so_far.benefit
    later: list[LaterRepair] = []
    for paid, year in waiting:
        if paid >= benefit:
            break
        repaired.append(year)
        months = count_months(pack.waiting, missed, repaired)
        shortened = max(add_months(so_far.start, months.total, pack.waiting.month_end_rule), floor)
        effect = paid if rule.effect_start is RepairEffect.PAYMENT_DATE else paid + ONE_DAY
        benefit = min(benefit, max(shortened, effect))
        later.append(LaterRepair(year, paid, months, benefit))
    return replace(so_far, later=tuple(later), months=months, benefit=benefit) if later else so_far
