"""Two readings of the same written rules, one fast and one literal, give the same answers."""

import random
from collections import Counter
from datetime import date

import pytest

from core.coverage.history import History
from core.policy.cases import Case, answer_plain
from core.policy.decision import decide
from core.policy.in_force import deep_merge, read_pack, tree_in_force
from core.policy.loader import load_shelf, packaged_sources
from tests.property.oracle.second_reading import Oracle
from tests.property.random_lives import a_person, some_rules

RULES = 60
LIVES = 50
FIELDS = (
    *("status", "reason", "fixed_months", "variable_months", "total_months", "waiting_start"),
    *("benefit_date", "missed_years", "repair_cost_cny", "flags"),
)
SHELF = load_shelf(packaged_sources())


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_and_the_literal_reading_agree_on_random_lives(seed: int) -> None:
    rng = random.Random(seed)
    reasons: Counter[str] = Counter()
    for _ in range(RULES // 6):
        tree = dict(deep_merge(tree_in_force(SHELF, "CN", date(2026, 1, 1)), some_rules(rng)))
        pack = read_pack("random", tree)
        for _ in range(LIVES):
            target = rng.randint(2025, 2031)
            person, as_of = a_person(rng, target)
            decision = decide(pack, History.from_plain(person), target, as_of)
            ours = answer_plain(Case(0, {}), decision)
            theirs = Oracle(tree, person, as_of).judge(target)
            assert {key: ours[key] for key in FIELDS} == theirs, (person, as_of, target, some_of(tree))
            reasons[theirs["reason"]] += 1
    assert len(reasons) >= 8, "the random lives are too tame to prove anything"


def some_of(tree: dict[str, object]) -> dict[str, object]:
    return {key: tree[key] for key in ("waiting", "break", "repair", "transfer", "newborn", "exemptions")}
