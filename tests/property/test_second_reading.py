"""Two readings of the same written rules, one fast and one literal, give the same answers.

A run compares 6,000 random lives under 120 random sets of rules; `make campaign` compares many more.
"""

import pytest

from tests.property.lives_compared import LIVES_A_RULE, RULES_A_SEED, compare_seed


@pytest.mark.parametrize("seed", range(12))
def test_the_engine_and_the_literal_reading_agree_on_random_lives(seed: int) -> None:
    found = compare_seed(seed)
    assert found.differences == []
    assert found.reasons.total() == RULES_A_SEED * LIVES_A_RULE
    assert len(found.reasons) >= 8, "the random lives are too tame to prove anything"
