"""The fake world holds together for every seed, notices when somebody breaks it, and tells it shortly."""

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from subprocess import run

import pytest

from sync.sim.invariants import Broken
from sync.sim.plan import Deed, plan_of
from sync.sim.shrinking import MOST_LIVES, shrink
from sync.sim.simulation import DEEDS
from tests.helpers.sim_machines import Stage, live_seed
from tests.helpers.sim_plants import results_in_the_cache
from tests.helpers.sim_tally import Tally, counts_of, everything
from tests.helpers.source import ROOT

SEEDS = 200
GROUP = 10
LEAST = 2
"""How often everything there is has to happen in these lives, and each invariant to be put to a test."""
_ELSEWHERE = """
from sync.sim.plan import plan_of
from tests.helpers.sim_machines import a_stage, live_seed
with a_stage() as stage:
    print(*(live_seed(stage, plan_of(seed)).hash for seed in (5, 40)))
"""


@pytest.mark.parametrize("first", range(0, SEEDS, GROUP))
def test_everything_holds_whatever_goes_wrong_and_everything_does(
    stage: Stage, tally: Tally, first: int
) -> None:
    counts = Counter[str]()
    for seed in range(first, first + GROUP):
        plan = plan_of(seed)
        try:
            counts.update(counts_of(live_seed(stage, plan)))
        except Broken as broken:
            raise shrink(plan, lambda shorter: live_seed(stage, shorter), broken) from broken
    tally.add(first, counts)
    total = tally.total(SEEDS // GROUP)  # there once the last group is lived
    assert total is None or {name: total[name] for name in everything() if total[name] < LEAST} == {}


def test_where_a_township_founded_anew_has_no_stick_to_write_none_is_read(stage: Stage) -> None:
    deeds = (Deed("lose_township", 1), Deed("read_stick", 2))
    live_seed(stage, replace(plan_of(5), pcs=(1,), trouble=0.0, risk=0.0, deeds=deeds))


def test_a_tally_is_there_once_all_groups_are(tmp_path: Path) -> None:
    tally = Tally(tmp_path / "tally")
    tally.add(0, {"a power cut at rest": 1})
    assert tally.total(2) is None
    tally.add(10, {"a power cut at rest": 2})
    assert tally.total(2) == {"a power cut at rest": 3}


def test_the_same_seed_is_the_same_run(stage: Stage) -> None:
    plans = [plan_of(seed) for seed in (11, 12, 13)]
    once = [live_seed(stage, plan) for plan in plans]
    again = [live_seed(stage, plan) for plan in plans]
    assert [(one.lines, one.hash) for one in once] == [(one.lines, one.hash) for one in again]
    assert len({one.hash for one in once}) == len(plans)


def test_the_same_seed_is_the_same_run_in_another_process(stage: Stage) -> None:
    here = [live_seed(stage, plan_of(seed)).hash for seed in (5, 40)]
    found = run([sys.executable, "-c", _ELSEWHERE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == here


def test_every_deed_is_done_by_some_seed() -> None:
    done = {deed.name for seed in range(SEEDS) for deed in plan_of(seed).deeds}
    assert done == set(DEEDS)


def test_a_failing_life_is_told_with_the_deeds_it_needs_and_no_others(stage: Stage) -> None:
    plan = replace(plan_of(5), pcs=(1,), trouble=0.0, risk=0.0)
    needed = [Deed("sync", 2), Deed("spoil_cache", 3)]
    others = [Deed("wait", 4), Deed("publish", 5), Deed("restart", 6), Deed("note", 7)]
    mixed = [Deed("visit", 1), *others[:2], needed[0], others[2], needed[1], others[3]]
    lives = 0

    def lived(shorter: object) -> object:
        nonlocal lives
        lives += 1
        with results_in_the_cache():
            return live_seed(stage, shorter)  # type: ignore[arg-type]

    with pytest.raises(Broken, match="8: a fault of the cache changed the ledger") as caught:
        lived(plan.with_deeds(tuple(mixed)))
    assert caught.value.seed == 5
    short = shrink(plan.with_deeds(tuple(mixed)), lived, caught.value)  # type: ignore[arg-type]
    assert [line for line in short.story if not line.startswith("  ")] == ["sync", "spoil_cache"]
    assert lives <= MOST_LIVES + 1
