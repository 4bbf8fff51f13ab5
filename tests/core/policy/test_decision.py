"""Decisions: edges of the rules, certainty, gaps in the data, versions in time, steps that add up."""

import random
from datetime import date
from typing import Any

import pytest

from core.coverage.history import History
from core.policy.certainty import Certainty
from core.policy.decision import Decision, decide
from core.policy.in_force import PackOn, deep_merge, packs_of, read_pack, tree_in_force
from core.policy.loader import load_shelf, packaged_sources
from core.policy.status import Status
from core.policy.steps import Step, StepCode
from core.policy.waiting_period import Reason
from core.policy.worlds import MissingKind
from tests.core.policy.lives import SHELF, employed, in_time, life, paid, repaired
from tests.property.random_lives import a_person

CN, HLJ, FUXIN = (packs_of(SHELF, code) for code in ("CN", "CN-23", "CN-210900"))


def with_rules(base: str = "CN", **over: Any) -> Any:
    return read_pack("here", deep_merge(tree_in_force(SHELF, base, date(2026, 1, 1)), over))


def step(decision: Decision, code: StepCode) -> Step:
    return next(one for one in decision.steps if one.code is code)


def test_a_repair_on_the_very_benefit_date_comes_too_late() -> None:
    pack = with_rules(contribution={"personal_cny": {"2027": 420}})
    before = life(*in_time(2024), paid(2027, "2026-11-20"), repaired(2025, "2027-04-30"))
    after = life(*in_time(2024), paid(2027, "2026-11-20"), repaired(2025, "2027-05-01"))
    assert decide(pack, before, 2027, date(2027, 5, 1)).repair_cost == 42000
    assert decide(pack, after, 2027, date(2027, 5, 1)).repair_cost == 0


def test_a_repair_on_the_day_of_payment_belongs_to_the_payment() -> None:
    pack = with_rules(repair={"deadline": "with_enrolment"})
    history = life(*in_time(2024), paid(2027, "2026-11-20"), repaired(2025, "2026-11-20"))
    assert decide(pack, history, 2027, date(2027, 1, 1)).total_months == 3


def test_an_old_gap_repaired_on_the_day_of_payment_still_counts_cumulatively() -> None:
    pack = with_rules("CN", **{"break": {"scope": "cumulative"}})
    history = life(*in_time(2024, 2026), paid(2028, "2027-11-15"), repaired(2025, "2027-11-15"))
    assert decide(pack, history, 2028, date(2028, 1, 1)).missed_years == (2025, 2027)
    earlier = life(*in_time(2024, 2026), paid(2028, "2027-11-15"), repaired(2025, "2027-11-14"))
    assert decide(pack, earlier, 2028, date(2028, 1, 1)).missed_years == (2027,)


def test_a_former_wait_that_ends_with_the_ordinary_one_does_not_carry_over() -> None:
    history = life(*in_time(2025), paid(2026, "2026-10-05"), paid(2027, "2027-01-01"))
    longer = with_rules(enrolment_window={"extended_close": "Y:02-last"}, waiting={"fixed_months": 3})
    decision = decide(longer, history, 2027, date(2027, 1, 2))
    assert (decision.reason, decision.benefit_date) == (Reason.CARRY_OVER, date(2027, 1, 5))
    same = life(*in_time(2025), paid(2026, "2026-10-05"), paid(2027, "2027-01-05"))
    decision = decide(longer, same, 2027, date(2027, 1, 5))
    assert (decision.reason, decision.benefit_date) == (Reason.EXTENDED_WINDOW, date(2027, 1, 5))


def test_a_payment_made_too_late_is_said_to_be_not_accepted() -> None:
    pack = with_rules(enrolment_window={"last_payment": "Y:06-30"})
    decision = decide(pack, life(paid(2026, "2026-07-01")), 2026, date(2026, 7, 2))
    assert (decision.status, decision.reason) == (Status.NOT_ENROLLED, Reason.PAYMENT_NOT_ACCEPTED)
    assert (decision.benefit_date, decision.missed_years, decision.repair_cost) == (None, (), 0)


def test_a_payment_of_tomorrow_is_not_known_today() -> None:
    history = life(*in_time(2025), paid(2026, "2026-03-02"))
    assert decide(CN, history, 2026, date(2026, 3, 1)).status is Status.NOT_ENROLLED
    assert decide(CN, history, 2026, date(2026, 3, 2)).status is Status.WAITING


def test_one_who_is_exempt_when_paying_is_not_held_by_the_former_wait() -> None:
    history = life(
        *in_time(2024), paid(2025, "2025-11-06"), paid(2026, "2025-12-20"),
        identities=[{"category": "dibao", "from": "2025-12-01", "to": None}],
    )  # fmt: skip
    decision = decide(HLJ, history, 2026, date(2026, 1, 1))
    assert (decision.reason, decision.benefit_date) == (Reason.EXEMPT_STATUS, date(2026, 1, 1))


@pytest.mark.parametrize(("rule", "benefit"), [("ignore", (2026, 6, 1)), ("end_wait_on_gain", (2026, 4, 10))])
def test_a_status_gained_during_the_wait_tells_only_where_the_pack_says_so(
    rule: str, benefit: tuple[int, int, int]
) -> None:
    history = life(
        *in_time(2025), paid(2026, "2026-03-01"),
        identities=[{"category": "dibao", "from": "2026-04-10", "to": None}],
    )  # fmt: skip
    decision = decide(with_rules("CN-23", exemption_gained_during_wait=rule), history, 2026, date(2026, 5, 1))
    assert (decision.benefit_date, decision.total_months) == (date(*benefit), 3)


def test_a_price_that_is_missing_is_said_to_be_missing() -> None:
    history = life(*in_time(2024), paid(2027, "2026-11-20"), repaired(2025, "2026-11-20"))
    assert decide(CN, history, 2027, date(2027, 1, 1)).repair_cost is None


def test_records_in_any_order_give_the_same_decision() -> None:
    rng = random.Random(7)
    for _ in range(100):
        person, as_of = a_person(rng, 2028)
        history = History.from_plain(person)
        turned = History.from_plain({**person, "records": person["records"][::-1]})
        again = History.from_plain(history.to_plain())
        assert decide(HLJ, history, 2028, as_of) == decide(HLJ, turned, 2028, as_of)
        assert decide(HLJ, history, 2028, as_of) == decide(HLJ, again, 2028, as_of)


# Certainty


def test_nothing_is_in_doubt_for_one_who_always_paid_in_time() -> None:
    decision = decide(CN, life(*in_time(2024, 2025, 2026)), 2026, date(2026, 6, 1))
    assert (decision.certainty, decision.doubts, decision.missing) == (Certainty.SURE, (), ())
    assert decision.earliest_benefit == decision.latest_benefit == date(2026, 1, 1)


def test_where_only_dates_differ_the_range_is_given_for_confirmation() -> None:
    history = life(*in_time(2024), paid(2026, "2025-12-03"))
    decision = decide(CN, history, 2026, date(2026, 2, 1))
    assert decision.certainty is Certainty.CONFIRM
    assert (decision.earliest_benefit, decision.latest_benefit) == (date(2026, 4, 1), date(2026, 5, 1))
    assert [doubt.path for doubt in decision.doubts] == ["waiting.variable_count_mode"]


def test_where_todays_status_differs_nobody_pretends() -> None:
    history = life(*in_time(2024), paid(2026, "2025-12-03"))
    assert decide(CN, history, 2026, date(2026, 4, 15)).certainty is Certainty.CANNOT_TELL
    assert decide(CN, history, 2026, date(2026, 5, 1)).certainty is Certainty.CONFIRM


def test_a_pack_that_confirmed_its_reading_is_sure() -> None:
    history = life(*in_time(2024), paid(2026, "2025-12-03"))
    assert decide(FUXIN, history, 2026, date(2026, 4, 15)).certainty is Certainty.SURE


# Gaps in the data


def test_a_payment_on_an_unknown_day_cannot_be_told() -> None:
    decision = decide(FUXIN, life(*in_time(2025), paid(2026, None)), 2026, date(2026, 2, 1))
    assert decision.certainty is Certainty.CANNOT_TELL
    assert [(one.kind, one.year) for one in decision.missing] == [(MissingKind.PAYMENT_DATE, 2026)]


def test_an_unknown_day_that_cannot_matter_is_no_obstacle() -> None:
    history = life(paid(2024, None), *in_time(2025, 2026))
    decision = decide(FUXIN, history, 2026, date(2026, 2, 1))
    assert (decision.certainty, decision.missing) == (Certainty.SURE, ())


def test_an_unknown_day_may_even_have_been_too_late() -> None:
    decision = decide(FUXIN, life(*in_time(2025), paid(2026, None)), 2026, date(2027, 2, 1))
    assert decision.certainty is Certainty.CANNOT_TELL
    assert decision.latest_benefit is None


def test_years_before_the_records_begin_may_have_been_missed_or_not() -> None:
    history = life(*in_time(2028), history_from_year=2028)
    decision = decide(FUXIN, history, 2028, date(2028, 2, 1))
    assert decision.certainty is Certainty.CANNOT_TELL
    assert [(one.kind, one.year) for one in decision.missing] == [(MissingKind.EARLIER_YEARS, 2028)]


def test_records_that_begin_with_the_first_counted_year_are_complete() -> None:
    history = life(*in_time(2026), history_from_year=2025)
    assert decide(FUXIN, history, 2026, date(2026, 2, 1)).missing == ()
    moved = life(employed("2025-01", "2025-06"), paid(2025, "2025-08-10"), history_from_year=2025)
    assert decide(FUXIN, moved, 2025, date(2025, 8, 20)).missing == ()


def test_years_missing_behind_an_insured_one_do_not_matter() -> None:
    history = life(*in_time(2027, 2028), history_from_year=2027)
    assert decide(FUXIN, history, 2028, date(2028, 2, 1)).certainty is Certainty.SURE


def test_earlier_years_may_carry_a_change_of_scheme() -> None:
    history = life(employed("2027-01", "2027-06"), paid(2027, "2027-08-10"), history_from_year=2027)
    decision = decide(FUXIN, history, 2027, date(2027, 8, 20))
    assert decision.certainty is Certainty.CANNOT_TELL


# Versions in time


def two_versions() -> PackOn:
    head = (
        'schema = "policy-pack/1"\npack_id = "CN-99"\nregion_code = "990000"\nregion_name = "某省"\n'
        'parent = "CN"\neffective_from = {since}\n{until}\n[verification]\nstatus = "unverified"\n'
    )
    first = head.format(since="2025-01-01", until="effective_to = 2026-06-30")
    second = head.format(since="2026-07-01", until="") + "[waiting]\nfixed_months = 1\n"
    texts = {**packaged_sources(), "CN-99/pack.toml": first, "CN-99-b/pack.toml": second}
    return packs_of(load_shelf(texts), "CN-99")


@pytest.mark.parametrize(("day", "months"), [("2026-06-30", 3), ("2026-07-01", 1)])
def test_the_rules_in_force_on_the_day_of_payment_decide(day: str, months: int) -> None:
    decision = decide(two_versions(), life(*in_time(2025), paid(2026, day)), 2026, date(2026, 12, 31))
    assert decision.total_months == months
    assert decision.pack.effective_from == (date(2025, 1, 1) if months == 3 else date(2026, 7, 1))


# Steps


def test_steps_name_their_rules_and_recompute_to_the_result() -> None:
    history = life(
        *in_time(2024), paid(2028, "2028-02-20"), repaired(2026, "2028-02-20"), repaired(2027, "2028-04-01")
    )
    decision = decide(HLJ, history, 2028, date(2028, 5, 1))
    fixed, variable = step(decision, StepCode.FIXED_MONTHS), step(decision, StepCode.VARIABLE_MONTHS)
    repair, later = step(decision, StepCode.REPAIR), step(decision, StepCode.LATER_REPAIR)
    assert [one.rule for one in (fixed, variable, repair)] == ["W3", "W4", "W5"]
    assert (fixed.result, variable.result, repair.result) == (3, 2, 1)
    assert step(decision, StepCode.BENEFIT_DATE).result == "2028-06-20"
    assert later.inputs["former"] == "2028-06-20"
    assert later.result == decision.benefit_date.isoformat() == "2028-05-20"  # type: ignore[union-attr]
    assert step(decision, StepCode.STATUS).result == "waiting"


def test_the_steps_of_any_life_end_in_its_result() -> None:
    rng = random.Random(11)
    for _ in range(300):
        target = rng.randint(2025, 2031)
        person, as_of = a_person(rng, target)
        decision = decide(HLJ, History.from_plain(person), target, as_of)
        last = decision.steps[-1]
        assert last.result == decision.status.value
        assert last.inputs["benefit"] == (
            decision.benefit_date.isoformat() if decision.benefit_date else None
        )
        days = [
            one.result
            for one in decision.steps
            if one.code
            in (
                *(StepCode.BENEFIT_DATE, StepCode.LATER_REPAIR, StepCode.CARRY_OVER, StepCode.EXEMPTION),
                StepCode.STATUS_GAINED,
            )
        ]
        assert decision.benefit_date is None or decision.benefit_date.isoformat() in days
        missed = [one.result for one in decision.steps if one.code is StepCode.MISSED_YEARS]
        assert missed in ([], [decision.missed_years])
