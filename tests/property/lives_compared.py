"""Random lives under random rules, judged by the engine and by the literal reading of the same text."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from core.coverage.history import History
from core.policy.cases import Case, answer_plain
from core.policy.decision import decide
from core.policy.in_force import deep_merge, read_pack, tree_in_force
from core.policy.loader import load_shelf, packaged_sources
from tests.property.oracle.second_reading import Oracle
from tests.property.random_lives import a_person, some_rules

RULES_A_SEED = 10
LIVES_A_RULE = 50
FIELDS = (
    *("status", "reason", "fixed_months", "variable_months", "total_months", "waiting_start"),
    *("benefit_date", "missed_years", "repair_cost_cny", "flags"),
)
SHELF = load_shelf(packaged_sources())


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a seed: how often each reason was given, and every life judged differently."""

    reasons: Counter[str] = field(default_factory=Counter)
    differences: list[object] = field(default_factory=list)


def compare_seed(seed: int) -> Compared:
    rng, found = random.Random(seed), Compared()
    for _ in range(RULES_A_SEED):
        tree = dict(deep_merge(tree_in_force(SHELF, "CN", date(2026, 1, 1)), some_rules(rng)))
        pack = read_pack("random", tree)
        for _ in range(LIVES_A_RULE):
            target = rng.randint(2025, 2031)
            person, as_of = a_person(rng, target)
            ours = answer_plain(Case(0, {}), decide(pack, History.from_plain(person), target, as_of))
            theirs = Oracle(tree, person, as_of).judge(target)
            if {key: ours[key] for key in FIELDS} != theirs:
                found.differences.append((person, as_of, target, some_of(tree)))
            found.reasons[theirs["reason"]] += 1
    return found


def some_of(tree: dict[str, object]) -> dict[str, object]:
    return {key: tree[key] for key in ("waiting", "break", "repair", "transfer", "newborn", "exemptions")}
