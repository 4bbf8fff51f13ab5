"""The explanation of an answer, step by step: each with its rule, article, inputs and result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.dates import year_end, year_start
from core.policy.insured_years import MissedYears, is_insured
from core.policy.known import Known
from core.policy.ordinary import LaterRepair, Months, Ordinary
from core.policy.status import Status
from core.policy.waiting_period import Answer

Plain = str | int | bool | None | tuple[int, ...] | tuple[str, ...]


class StepCode(StrEnum):
    """What a step works out."""

    PAYMENT = "payment"
    LATENESS = "lateness"
    MISSED_YEARS = "missed_years"
    FIXED_MONTHS = "fixed_months"
    VARIABLE_MONTHS = "variable_months"
    REPAIR = "repair"
    FLOOR = "floor"
    LONGEST = "longest"
    WAITING_START = "waiting_start"
    BENEFIT_DATE = "benefit_date"
    LATER_REPAIR = "later_repair"
    CARRY_OVER = "carry_over"
    EXEMPTION = "exemption"
    MOST_FAVOURABLE = "most_favourable"
    STATUS_GAINED = "status_gained"
    STATUS = "status"


class Article(StrEnum):
    """Which passage a step follows."""

    ENROLMENT_WINDOW = "enrolment_window"
    WAITING_PERIOD = "waiting_period"
    EXEMPT_GROUPS = "exempt_groups"
    NEWBORN = "newborn"
    TRANSFER = "transfer"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: rule id, article, what went in by name, what came out; days as ISO texts."""

    code: StepCode
    rule: str
    article: Article
    inputs: Mapping[str, Plain]
    result: Plain


def explain(answer: Answer, known: Known, status: Status) -> tuple[Step, ...]:
    """Give the steps of an answer in the order of the algorithm."""
    return (*_steps(answer, known), _status(answer, known, status))


def _steps(answer: Answer, known: Known) -> Iterator[Step]:
    yield _payment(answer, known)
    rule = answer.ordinary
    if rule is None or answer.missed is None:
        return
    yield _lateness(answer, rule)
    yield _missed(answer, answer.missed, known)
    if rule.late or rule.broken:
        yield from _months(answer, rule)
    else:
        yield _no_wait(answer, rule)
    for position, repair in enumerate(rule.later):
        former = rule.later[position - 1].benefit if position else rule.first_benefit
        yield _later_repair(rule, repair, former)
    yield from _beyond_the_ordinary(answer, rule)


def _payment(answer: Answer, known: Known) -> Step:
    window = answer.pack.enrolment_window.of(answer.year)
    first = known.payments.get(answer.year)
    inputs = {"year": answer.year, "paid_on": _iso(first), "last_payment": _iso(window.last_payment)}
    result = "accepted" if answer.paid else "none" if first is None else "too_late"
    return Step(StepCode.PAYMENT, "E2", Article.ENROLMENT_WINDOW, inputs, result)


def _lateness(answer: Answer, rule: Ordinary) -> Step:
    window = answer.pack.enrolment_window.of(answer.year)
    inputs = {
        "year": answer.year,
        "paid_on": _iso(rule.paid_on),
        "close": _iso(window.close),
        "extended_close": _iso(window.extended_close),
    }
    late = rule.paid_on > window.last_on_time
    result = "late" if late else "extended" if rule.paid_on > window.close else "on_time"
    return Step(StepCode.LATENESS, "W2", Article.WAITING_PERIOD, inputs, result)


def _missed(answer: Answer, missed: MissedYears, known: Known) -> Step:
    years = range(missed.counted_from, answer.year)
    insured = tuple(year for year in years if is_insured(answer.pack, known, year))
    inputs: dict[str, Plain] = {
        "year": answer.year,
        "counted_from": missed.counted_from,
        "insured": insured,
        "earlier_record": missed.earlier_record,
        "scope": answer.pack.breaks.scope.value,
        "longest_run": missed.longest_run,
    }
    return Step(StepCode.MISSED_YEARS, "W1", Article.WAITING_PERIOD, inputs, missed.years)


def _months(answer: Answer, rule: Ordinary) -> Iterator[Step]:
    law, months = answer.pack.waiting, rule.first_months
    yield Step(
        StepCode.FIXED_MONTHS, "W3", Article.WAITING_PERIOD,
        {"late": rule.late, "broken": rule.broken, "fixed_months": law.fixed_months}, law.fixed_months,
    )  # fmt: skip
    if rule.broken:
        yield Step(
            StepCode.VARIABLE_MONTHS, "W4", Article.WAITING_PERIOD,
            {"counted": months.counted, "per_year": law.variable_months_per_year,
             "mode": law.variable_count_mode.value}, months.raw,
        )  # fmt: skip
    yield from _shortening(answer, rule, months)
    yield Step(
        StepCode.WAITING_START, "A2", Article.READING,
        {"paid_on": _iso(rule.paid_on), "start_rule": law.start_rule.value,
         "early": law.early_payment_start.value, "year_start": _iso(year_start(answer.year))},
        _iso(rule.start),
    )  # fmt: skip
    yield Step(
        StepCode.BENEFIT_DATE, "A6", Article.READING,
        {"start": _iso(rule.start), "months": months.total, "month_end": law.month_end_rule.value,
         "year_start": _iso(year_start(answer.year))}, _iso(rule.first_benefit),
    )  # fmt: skip


def _shortening(answer: Answer, rule: Ordinary, months: Months) -> Iterator[Step]:
    law = answer.pack.waiting
    unrepaired = law.fixed_months + months.raw
    if rule.repaired:
        yield Step(
            StepCode.REPAIR, "W5", Article.WAITING_PERIOD,
            {"raw": months.raw, "repaired": rule.repaired, "per_year": law.variable_months_per_year},
            months.raw - months.shortened,
        )  # fmt: skip
    if months.floor_held:
        longest = answer.missed.longest_run if answer.missed else 0
        yield Step(
            StepCode.FLOOR, "W6", Article.WAITING_PERIOD,
            {"run": longest, "from_years": law.floor_min_missed_years, "floor": law.floor_total_months,
             "unrepaired": unrepaired, "repaired_total": unrepaired - months.shortened},
            max(unrepaired - months.shortened, min(law.floor_total_months, unrepaired)),
        )  # fmt: skip
    if months.cap_held:
        yield Step(StepCode.LONGEST, "A16", Article.READING, {"longest": law.max_total_months}, months.total)


def _no_wait(answer: Answer, rule: Ordinary) -> Step:
    inputs: dict[str, Plain] = {
        "months": 0,
        "year_start": _iso(year_start(answer.year)),
        "paid_on": _iso(rule.paid_on),
        "extended": rule.extended,
        "extended_start": answer.pack.enrolment_window.extended_benefit_start.value,
    }
    return Step(StepCode.BENEFIT_DATE, "E2", Article.ENROLMENT_WINDOW, inputs, _iso(rule.first_benefit))


def _later_repair(rule: Ordinary, repair: LaterRepair, former: date) -> Step:
    inputs: dict[str, Plain] = {
        "year": repair.year,
        "paid_on": _iso(repair.paid_on),
        "months": repair.months.total,
        "floor_held": repair.months.floor_held,
        "start": _iso(rule.start),
        "former": _iso(former),
    }
    return Step(StepCode.LATER_REPAIR, "W5", Article.WAITING_PERIOD, inputs, _iso(repair.benefit))


def _beyond_the_ordinary(answer: Answer, rule: Ordinary) -> Iterator[Step]:
    if answer.carried is not None:
        former = answer.carried
        yield Step(
            StepCode.CARRY_OVER, "A14", Article.READING,
            {"former_year": former.year, "former_start": _iso(former.start),
             "former_months": former.months.total, "ordinary": _iso(rule.benefit)}, _iso(former.benefit),
        )  # fmt: skip
    for one in answer.exempted:
        rule_id, article = _EXEMPT_BY[one.by.value]
        yield Step(
            StepCode.EXEMPTION, rule_id, article,
            {"by": one.by.value, "category": one.category, "since": _iso(one.since),
             "paid_on": _iso(rule.paid_on)}, _iso(one.benefit),
        )  # fmt: skip
    if answer.exempted:
        yield Step(
            StepCode.MOST_FAVOURABLE, "W8", Article.EXEMPT_GROUPS,
            {"ordinary": _iso(answer.carried.benefit if answer.carried else rule.benefit),
             "exempted": tuple(one.benefit.isoformat() for one in answer.exempted)},
            answer.taken.by.value if answer.taken else "ordinary",
        )  # fmt: skip
    if answer.gained_on is not None:
        inputs = {"gained_on": _iso(answer.gained_on), "year_start": _iso(year_start(answer.year))}
        yield Step(StepCode.STATUS_GAINED, "A12", Article.READING, inputs, _iso(answer.benefit))


_EXEMPT_BY: Mapping[str, tuple[str, Article]] = {
    "exempt_newborn": ("E3", Article.NEWBORN),
    "exempt_status": ("W8", Article.EXEMPT_GROUPS),
    "exempt_event": ("W8", Article.EXEMPT_GROUPS),
    "transfer": ("H2", Article.TRANSFER),
}


def _status(answer: Answer, known: Known, status: Status) -> Step:
    inputs = {
        "as_of": _iso(known.as_of),
        "start": _iso(answer.start),
        "benefit": _iso(answer.benefit),
        "year_end": _iso(year_end(answer.year)),
    }
    return Step(StepCode.STATUS, "W1", Article.WAITING_PERIOD, inputs, status.value)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
