"""How sure an answer is, told again by trying every reading of the law on whole parameter trees."""

import copy
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.coverage.history import History
from core.policy.certainty import can_matter
from core.policy.decision import Decision, decide
from core.policy.in_force import always, deep_merge, read_pack, tree_in_force
from core.policy.known import known_on
from core.policy.loader import load_shelf, packaged_sources
from core.policy.pack import Pack
from core.policy.variation import variant
from core.policy.waiting_period import Matter
from tests.property.oracle.second_reading import Oracle
from tests.property.random_lives import a_person, some_rules

Tree = dict[str, Any]
Outcome = tuple[str, str | None]
SHELF = load_shelf(packaged_sources())
NEVER = "9999"


def assigned(tree: Tree, path: str, value: Any) -> Tree:
    changed = copy.deepcopy(tree)
    places: list[Any] = [changed]
    *above, last = path.split(".")
    for key in above:
        places = [inner for place in places for inner in (place if key == "*" else [place[key]])]
    for place in places:
        place[last] = value
    return changed


def outcome(tree: Tree, person: Tree, as_of: date, year: int) -> Outcome:
    found = Oracle(tree, person, as_of).judge(year)
    return found["status"], found["benefit_date"]


def outcomes(tree: Tree, person: Tree, as_of: date, year: int) -> list[Outcome]:
    """Evaluate the pack itself, each alternative alone, all earliest and all latest."""

    def asked(changed: Tree) -> Outcome:
        return outcome(changed, person, as_of, year)

    own = asked(tree)
    found, earliest, latest = [own], tree, tree
    for path, values in tree["alternatives"].items():
        alone = {str(value): asked(assigned(tree, path, value)) for value in values}
        found += alone.values()
        days = [(own[1] or NEVER, -1), *((alone[str(v)][1] or NEVER, i) for i, v in enumerate(values))]
        first, last = min(days), max(days, key=lambda day: (day[0], -day[1]))
        earliest = assigned(earliest, path, values[first[1]]) if first[0] < days[0][0] else earliest
        latest = assigned(latest, path, values[last[1]]) if last[0] > days[0][0] else latest
    return [*found, asked(earliest), asked(latest)]


def expected(found: list[Outcome]) -> tuple[str, str | None, str | None]:
    days = [day for _, day in found if day]
    first, last = min(days, default=None), None if len(days) < len(found) else max(days)
    if len({status for status, _ in found}) > 1:
        return "cannot_tell", first, last
    return "sure" if len(set(found)) == 1 else "confirm", first, last


def told(decision: Decision) -> tuple[str, str | None, str | None]:
    first, last = decision.earliest_benefit, decision.latest_benefit
    days = [None if day is None else day.isoformat() for day in (first, last)]
    return decision.certainty.value, days[0], days[1]


def random_packs(rng: random.Random) -> Iterator[tuple[Tree, Pack]]:
    for _ in range(10):
        tree = dict(deep_merge(tree_in_force(SHELF, "CN", date(2026, 1, 1)), some_rules(rng)))
        yield tree, read_pack("random", tree)


def random_lives(rng: random.Random) -> Iterator[tuple[Tree, date, int]]:
    for _ in range(25):
        target = rng.randint(2025, 2031)
        yield *a_person(rng, target), target


@pytest.mark.parametrize("seed", range(3))
def test_certainty_is_what_trying_every_reading_gives(seed: int) -> None:
    rng = random.Random(seed)
    seen: Counter[str] = Counter()
    for tree, pack in random_packs(rng):
        for person, as_of, target in random_lives(rng):
            decision = decide(pack, History.from_plain(person), target, as_of)
            assert told(decision) == expected(outcomes(tree, person, as_of, target)), (person, as_of, target)
            seen[decision.certainty.value] += 1
    assert set(seen) == {"sure", "confirm", "cannot_tell"}


@pytest.mark.parametrize("seed", range(3))
def test_a_reading_is_spared_only_where_it_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    spared: Counter[str] = Counter()
    for _, pack in random_packs(rng):
        for person, as_of, target in random_lives(rng):
            matter = Matter(always(pack), known_on(History.from_plain(person), as_of))
            own = matter.answer(target)
            for path, values in pack.alternatives.items():
                if can_matter(path, matter):
                    continue
                for index in range(len(values)):
                    other = Matter(always(variant(pack, ((path, index),))), matter.known).answer(target)
                    assert replace(other, pack=pack, carried=None) == replace(own, carried=None), path
                    spared[path] += 1
    assert set(spared) == set(pack.alternatives)
