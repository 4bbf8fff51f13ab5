"""Accepted payments, insured years and missed years (断保): steps 1 to 4 of the algorithm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.dates import month_of, year_end, year_start
from core.policy.choices import EmployeeYear, GapScope, NeverEnrolled
from core.policy.known import Known, any_month_in
from core.policy.pack import Break, Newborn, Pack

_NEVER = date.min.year


@dataclass(frozen=True, slots=True)
class MissedYears:
    """The missed years in ascending order, the longest run among them, and why counting began where it did.

    Args:
        years: missed years, repaired ones included.
        longest_run: length of the longest consecutive run.
        counted_from: first year that could count as missed.
        earlier_record: whether anything is known of the person before the payment.
    """

    years: tuple[int, ...]
    longest_run: int
    counted_from: int
    earlier_record: bool


def accepted_payment(pack: Pack, known: Known, year: int) -> date | None:
    """Give the day of the earliest accepted payment for a coverage year.

    Law: algorithm step 1. If the earliest payment came too late, so did every other.
    """
    paid = known.payments.get(year)
    if paid is None or paid <= pack.enrolment_window.of(year).last_payment:
        return paid
    retro = is_newborn_year(pack.newborn, known.birth, year) and in_retro_days(
        pack.newborn, known.birth, paid
    )
    return paid if retro else None


def is_newborn_year(rule: Newborn, birth: date, year: int) -> bool:
    """Tell whether a coverage year is one in which a newborn's rules hold."""
    return rule.enabled and year - birth.year in (0, 1)


def in_retro_days(rule: Newborn, birth: date, paid: date) -> bool:
    """Tell whether a payment lies within the retroactive days of a newborn (A13, A13b)."""
    days = (paid - birth).days
    return days < rule.retro_days if rule.count_birth_day else days <= rule.retro_days


def is_insured(pack: Pack, known: Known, year: int) -> bool:
    """Tell whether a year was insured in any basic scheme (step 3)."""
    if accepted_payment(pack, known, year) is not None:
        return True
    january, december = month_of(year_start(year)), month_of(year_end(year))
    any_month = pack.breaks.employee_year_rule is EmployeeYear.ANY_MONTH
    if any_month_in(known.employee, january if any_month else december, december):
        return True
    return pack.breaks.military_service_counts and any_month_in(known.military, january, december)


def missed_years(pack: Pack, known: Known, year: int, paid: date) -> MissedYears:
    """Count the missed years before a coverage year paid on a day (step 4)."""
    rule = pack.breaks
    earlier = _has_earlier_record(pack, known, year, paid)
    bound = _counted_from(rule, known, paid, earlier)
    if rule.never_enrolled is NeverEnrolled.NEW_ENTRANT and not earlier:
        return MissedYears((), 0, bound, earlier)
    before = year - 1
    while before >= bound and not is_insured(pack, known, before):
        before -= 1
    gap = list(range(before + 1, year))
    if gap and rule.scope is GapScope.CUMULATIVE:
        gap = [*_older_gaps(pack, known, range(bound, before), paid), *gap]
    return MissedYears(tuple(gap), _longest_run(gap), bound, earlier)


def _has_earlier_record(pack: Pack, known: Known, year: int, paid: date) -> bool:
    if any(former < year and accepted_payment(pack, known, former) for former in known.payments):
        return True
    month = month_of(paid)
    return any(first <= month for first, _last in (*known.employee, *known.military))


def _counted_from(rule: Break, known: Known, paid: date, earlier_record: bool) -> int:
    born = known.birth.year if rule.birth_year_counts else known.birth.year + 1
    eligible = _NEVER
    if not earlier_record:
        days = [event.on for event in known.events if event.type in rule.eligibility_events]
        eligible = max((day.year for day in days if day <= paid), default=_NEVER)
    return max(rule.count_from_year, born, eligible)


def _older_gaps(pack: Pack, known: Known, years: range, paid: date) -> list[int]:
    return [
        year
        for year in years
        if not is_insured(pack, known, year) and not (year in known.repairs and known.repairs[year] < paid)
    ]


def _longest_run(years: Sequence[int]) -> int:
    longest = run = 0
    for position, year in enumerate(years):
        run = run + 1 if position and years[position - 1] == year - 1 else 1
        longest = max(longest, run)
    return longest
