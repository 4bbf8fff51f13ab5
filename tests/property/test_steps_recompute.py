"""Every step of an explanation, worked out again from nothing but what it says went in."""

import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from core.coverage.history import History
from core.policy.decision import decide
from core.policy.in_force import deep_merge, read_pack, tree_in_force
from core.policy.loader import load_shelf, packaged_sources
from core.policy.steps import Step, StepCode
from tests.property.oracle.days_by_hand import day_by_rule, plus_months
from tests.property.random_lives import a_person, some_rules

SHELF = load_shelf(packaged_sources())
NOT_WORKED_OUT = object()


def day(value: Any) -> date:
    return date.fromisoformat(value)


def recomputed(step: Step) -> Any:
    given: Any = step.inputs
    match step.code:
        case StepCode.PAYMENT:
            if given["paid_on"] is None:
                return "none"
            return "accepted" if step.result == "accepted" else "too_late"
        case StepCode.LATENESS:
            if given["paid_on"] > (given["extended_close"] or given["close"]):
                return "late"
            return "extended" if given["paid_on"] > given["close"] else "on_time"
        case StepCode.MISSED_YEARS:
            return missed(given)
        case StepCode.FIXED_MONTHS:
            return given["fixed_months"]
        case StepCode.VARIABLE_MONTHS:
            first = 1 if given["mode"] == "beyond_first" else 0
            return max(given["counted"] - first, 0) * given["per_year"]
        case StepCode.REPAIR:
            per_year = given["per_year"]
            return (
                given["raw"]
                - min(len(given["repaired"]), given["raw"] // per_year if per_year else 0) * per_year
            )
        case StepCode.FLOOR:
            return max(given["repaired_total"], min(given["floor"], given["unrepaired"]))
        case StepCode.LONGEST:
            return given["longest"]
        case StepCode.WAITING_START:
            start = day_by_rule(given["start_rule"], day(given["paid_on"]))
            held = given["early"] == "coverage_year_start"
            return max(start, day(given["year_start"])).isoformat() if held else start.isoformat()
        case StepCode.BENEFIT_DATE if "start" in given:
            rule = {"waiting": {"month_end_rule": given["month_end"]}}
            reached = plus_months(rule, day(given["start"]), given["months"])
            return max(reached, day(given["year_start"])).isoformat()
        case StepCode.MOST_FAVOURABLE if step.result == "ordinary":
            return "ordinary" if given["ordinary"] <= min(given["exempted"]) else "exempted"
    return NOT_WORKED_OUT


def missed(given: Any) -> Any:
    """Read the years off: the gap that ends with last year; cumulative years are left to the oracle."""
    if given["scope"] == "cumulative" or not given["earlier_record"]:
        return NOT_WORKED_OUT
    years, year = [], given["year"] - 1
    while year >= given["counted_from"] and year not in given["insured"]:
        years.append(year)
        year -= 1
    return tuple(reversed(years))


@pytest.mark.parametrize("seed", range(4))
def test_each_step_recomputes_to_its_result(seed: int) -> None:
    rng, seen = random.Random(seed), Counter[StepCode]()
    for _ in range(15):
        tree = dict(deep_merge(tree_in_force(SHELF, "CN", date(2026, 1, 1)), some_rules(rng)))
        pack = read_pack("random", tree)
        for _ in range(40):
            target = rng.randint(2025, 2031)
            person, as_of = a_person(rng, target)
            for step in decide(pack, History.from_plain(person), target, as_of).steps:
                again = recomputed(step)
                if again is not NOT_WORKED_OUT:
                    assert again == step.result, (step, person)
                    seen[step.code] += 1
    assert len(seen) >= 9


def test_the_months_of_an_explanation_add_up_to_the_answer() -> None:
    rng = random.Random(5)
    pack = read_pack("own", tree_in_force(SHELF, "CN", date(2026, 1, 1)))
    for _ in range(400):
        target = rng.randint(2025, 2031)
        person, as_of = a_person(rng, target)
        decision = decide(pack, History.from_plain(person), target, as_of)
        results: dict[StepCode, Any] = {step.code: step.result for step in decision.steps}
        if (
            decision.reason.value not in ("late", "break", "late_and_break")
            or StepCode.LATER_REPAIR in results
        ):
            continue
        variable = results.get(StepCode.REPAIR, results.get(StepCode.VARIABLE_MONTHS, 0))
        total = results.get(StepCode.FLOOR, results[StepCode.FIXED_MONTHS] + variable)
        assert results.get(StepCode.LONGEST, total) == decision.total_months
