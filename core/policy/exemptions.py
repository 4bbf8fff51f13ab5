"""Who does not wait: newborns, exempt statuses and events, changes from employee insurance (step 8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.dates import add_months, end_of_month, first_of_month, month_of, year_end, year_start
from core.policy.choices import CrossYear, ExemptionKind, GapMode, LimitType, NoWaitUntil, TransferStart
from core.policy.insured_years import accepted_payment, in_retro_days, is_newborn_year
from core.policy.known import Known, last_month_up_to
from core.policy.ordinary import START, in_window
from core.policy.pack import Exemption, Limit, Pack

MONTHS_IN_YEAR = 12
EMPLOYEE_STOPPED = "employee_stopped"


class ExemptBy(StrEnum):
    """What frees from the wait; the order decides between equal dates (step 10)."""

    NEWBORN = "exempt_newborn"
    STATUS = "exempt_status"
    TRANSFER = "transfer"
    EVENT = "exempt_event"


@dataclass(frozen=True, slots=True)
class Exempted:
    """One way around the wait: by what, in which category, from which day, and the day it rests on."""

    by: ExemptBy
    benefit: date
    category: str = ""
    since: date | None = None


def exemptions_of(pack: Pack, known: Known, year: int, paid: date) -> list[Exempted]:
    """Find every way around the wait for a payment; no benefit date lies before the birth."""
    found = [*_newborn(pack, known, year, paid), *_transfer(pack, known, year, paid)]
    if known.identities or known.events or known.employee:
        for exemption in pack.exemptions:
            found += _listed(pack, known, year, paid, exemption)
    return [
        one if one.benefit >= known.birth else Exempted(one.by, known.birth, one.category, one.since)
        for one in found
    ]


def _newborn(pack: Pack, known: Known, year: int, paid: date) -> Iterator[Exempted]:
    rule, birth = pack.newborn, known.birth
    if not is_newborn_year(rule, birth, year):
        return
    january = year_start(year)
    if in_retro_days(rule, birth, paid):
        covers_birth = (
            rule.cross_year is CrossYear.NEXT_YEAR_PAYMENT_COVERS_BIRTH
            and accepted_payment(pack, known, birth.year) is None
        )
        yield Exempted(ExemptBy.NEWBORN, birth if covers_birth else max(birth, january), "retro", birth)
    elif paid <= _no_wait_until(pack, birth):
        on_time = in_window(pack.enrolment_window.of(year), paid)
        start = january if on_time else max(january, START[rule.late_start](paid))
        yield Exempted(ExemptBy.NEWBORN, start, "no_wait", birth)


def _no_wait_until(pack: Pack, birth: date) -> date:
    match pack.newborn.no_wait_until:
        case NoWaitUntil.AGE_12_MONTHS:
            return add_months(birth, MONTHS_IN_YEAR, pack.waiting.month_end_rule)
        case NoWaitUntil.BIRTH_YEAR_END:
            return year_end(birth.year)
        case NoWaitUntil.RETRO_WINDOW_ONLY:
            return date.min


def _listed(pack: Pack, known: Known, year: int, paid: date, exemption: Exemption) -> Iterator[Exempted]:
    since = (
        _status_since(known, exemption, paid)
        if exemption.kind is ExemptionKind.STATUS
        else _event_since(pack, known, exemption, paid)
    )
    if since is None:
        return
    january = year_start(year)
    on_time = in_window(pack.enrolment_window.of(year), paid)
    start = january if on_time else max(january, START[exemption.benefit_start](paid))
    by = ExemptBy.STATUS if exemption.kind is ExemptionKind.STATUS else ExemptBy.EVENT
    yield Exempted(by, start, exemption.category, since)


def _status_since(known: Known, exemption: Exemption, paid: date) -> date | None:
    held = (i.start for i in known.identities if i.category in exemption.members and i.held_on(paid))
    return min(held, default=None)


def _event_since(pack: Pack, known: Known, exemption: Exemption, paid: date) -> date | None:
    if exemption.category == EMPLOYEE_STOPPED:
        last = last_month_up_to(known.employee, month_of(paid))
        if last is None or not _stopped_in_time(exemption.limit, last, paid):
            return None
        return end_of_month(last)
    days = (event.on for event in known.events if event.type == exemption.category and event.on <= paid)
    return max((day for day in days if _in_limit(pack, exemption.limit, day, paid)), default=None)


def _in_limit(pack: Pack, limit: Limit | None, day: date, paid: date) -> bool:
    if limit is None:
        return True
    if limit.type is LimitType.SAME_CALENDAR_YEAR:
        return day.year == paid.year
    count = limit.n or 0
    if limit.type is LimitType.DAYS:
        return (paid - day).days <= count
    return paid <= add_months(day, count, pack.waiting.month_end_rule)


def _stopped_in_time(limit: Limit | None, last: int, paid: date) -> bool:
    if limit is None:
        return True
    if limit.type is LimitType.SAME_CALENDAR_YEAR:
        return first_of_month(last).year == paid.year
    count = limit.n or 0
    if limit.type is LimitType.DAYS:
        return (paid - end_of_month(last)).days <= count
    return paid <= end_of_month(last + count)


def _transfer(pack: Pack, known: Known, year: int, paid: date) -> Iterator[Exempted]:
    rule = pack.transfer
    last = last_month_up_to(known.employee, month_of(paid)) if rule.enabled and known.employee else None
    if last is None:
        return
    if rule.gap_mode is GapMode.BY_DATE:
        in_time = paid <= end_of_month(last + rule.max_gap_months)
    else:
        in_time = month_of(paid) - last - 1 <= rule.max_gap_months
    if not in_time or prior_months(pack, known, year, last) < rule.min_prior_continuous_months:
        return
    starts = {
        TransferStart.GAP_START: first_of_month(last + 1),
        TransferStart.PAYMENT_MONTH_FIRST: paid.replace(day=1),
        TransferStart.PAYMENT_DATE: paid,
    }
    yield Exempted(
        ExemptBy.TRANSFER, max(year_start(year), starts[rule.benefit_start]), "", end_of_month(last)
    )


def prior_months(pack: Pack, known: Known, year: int, last: int) -> int:
    """Count the months of cover in either scheme that run back from a month without a hole."""
    spans = list(known.employee)
    for former in known.payments:
        if former < year and accepted_payment(pack, known, former) is not None:
            january = month_of(year_start(former))
            spans.append((january, january + MONTHS_IN_YEAR - 1))
    before = last
    while True:
        reached = min((first for first, end in spans if first <= before <= end), default=None)
        if reached is None:
            return last - before
        before = reached - 1
