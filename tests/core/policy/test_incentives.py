"""The critical-illness cap: raises, clearing, cuts and their limits (C1 to C6, H3)."""

from datetime import date
from typing import Any

import pytest

from core.money import Fen
from core.policy.in_force import deep_merge, read_pack, tree_in_force
from core.policy.incentives import CapDecision, YearOfCover, decide_cap
from tests.core.policy.lives import SHELF


def decided(
    years: list[YearOfCover], target: int, repaired: tuple[int, ...] = (), **over: Any
) -> CapDecision:
    tree = tree_in_force(SHELF, "CN-23", date(2026, 1, 1))
    rule = read_pack(
        "here", deep_merge(tree, {"critical_illness": {"base_cap_cny": 300000, **over}})
    ).critical_illness
    return decide_cap(rule, years, repaired, target)


def span(first: int, last: int, missed: tuple[int, ...] = (), **more: Any) -> list[YearOfCover]:
    given = {"fund_paid": Fen(100), **more}
    return [YearOfCover(year, year not in missed, **given) for year in range(first, last + 1)]


def yuan(amount: Fen | None) -> int | None:
    return None if amount is None else amount // 100


@pytest.mark.parametrize(("target", "bonus"), [(2028, 0), (2029, 1000), (2031, 3000)])
def test_after_four_full_years_each_further_one_raises_the_cap(target: int, bonus: int) -> None:
    assert yuan(decided(span(2025, target), target).continuous_bonus) == bonus


def test_where_the_next_year_counts_the_raise_comes_a_year_later() -> None:
    found = decided(span(2025, 2029), 2029, continuous_effect="next_year")
    assert (len(found.continuous), found.continuous_bonus) == (5, 0)


def test_a_break_begins_the_consecutive_years_anew_and_lowers_the_cap() -> None:
    found = decided(span(2025, 2031, missed=(2027,)), 2031)
    assert (found.continuous, yuan(found.penalty), yuan(found.effective_cap)) == (
        (2028, 2029, 2030, 2031),
        1000,
        299000,
    )


def test_a_year_in_another_scheme_ends_the_row_but_is_no_break() -> None:
    years = [year for year in span(2025, 2031) if year.year != 2027]
    found = decided(years, 2031)
    assert (found.continuous, yuan(found.penalty)) == ((2028, 2029, 2030, 2031), 0)


def test_a_year_without_any_payment_raises_the_next_one() -> None:
    years = [YearOfCover(2025, True), YearOfCover(2026, True)]
    assert yuan(decided(years, 2025).zero_claim_bonus) == 0
    assert yuan(decided(years, 2026).zero_claim_bonus) == 1000


def test_using_the_bonus_clears_what_had_gathered_from_the_next_year_on() -> None:
    years = [YearOfCover(2025, True), YearOfCover(2026, True, Fen(1), Fen(1), True), YearOfCover(2027, True)]
    assert yuan(decided(years, 2026).zero_claim_bonus) == 1000
    assert decided(years, 2027).zero_claims == ()
    assert decided(years, 2027).cleared_in == 2026
    assert decided(years, 2028).zero_claims == (2027,)


def test_a_critical_payment_within_the_old_cap_clears_only_where_the_pack_says_so() -> None:
    years = [YearOfCover(2025, True), YearOfCover(2026, True, Fen(1), Fen(1), False)]
    assert decided(years, 2027).zero_claims == (2025,)
    assert decided(years, 2027, zero_claim_cleared_by="any_critical_payment").zero_claims == ()


def test_a_break_clears_zero_claim_years_only_where_the_pack_says_so() -> None:
    years = [YearOfCover(2025, True), YearOfCover(2026, False), YearOfCover(2027, True)]
    assert decided(years, 2028).zero_claims == (2025, 2027)
    assert decided(years, 2028, zero_claim_cleared_on_break=True).zero_claims == (2027,)


def test_raises_together_stay_within_a_fifth_of_the_cap() -> None:
    years = [YearOfCover(year, True) for year in range(2025, 2041)]
    together = decided(years, 2040, continuous_step_cny=5000, zero_claim_step_cny=5000)
    assert (yuan(together.total_bonus), yuan(together.effective_cap)) == (60000, 360000)
    apart = decided(
        years, 2040, continuous_step_cny=5000, zero_claim_step_cny=5000, bonus_cap_scope="separate"
    )
    assert yuan(apart.total_bonus) == 120000


def test_cuts_stay_within_a_fifth_of_the_cap_too() -> None:
    years = span(2025, 2040, missed=tuple(range(2025, 2040)))
    assert yuan(decided(years, 2040, break_penalty_step_cny=5000).penalty) == 60000


def test_a_repair_restores_or_forgives_only_where_the_pack_says_so() -> None:
    years = span(2025, 2030, missed=(2027,))
    assert decided(years, 2030, (2027,)).continuous == (2028, 2029, 2030)
    assert len(decided(years, 2030, (2027,), repair_restores_continuity=True).continuous) == 6
    assert yuan(decided(years, 2030, (2027,), repair_removes_penalty=True).penalty) == 0


def test_capped_amounts_are_cut_to_whole_yuan() -> None:
    years = [YearOfCover(year, True) for year in range(2025, 2041)]
    found = decided(years, 2040, base_cap_cny=12344, continuous_step_cny=5000)
    assert found.total_bonus == 246800


def test_without_a_base_cap_there_is_no_sum() -> None:
    found = decided(span(2025, 2030), 2030, base_cap_cny=None)
    assert (found.total_bonus, found.penalty, found.effective_cap) == (None, None, None)
    assert yuan(found.continuous_bonus) == 2000
