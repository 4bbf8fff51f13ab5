"""Killed at any moment, the program has everything it said it had: a small share of `make campaign`."""

from itertools import cycle, islice

from tests.campaign.all_deeds import Stage
from tests.campaign.kills import kill_seed
from tests.campaign.nursery import Nursery

KILLS = 30
OFTEN = ("record", "roster", "record", "users", "record", "forms", "record", "rekey", "second-copy", "set-up")
ONCE = ("program-record", "program-import", "import")


def test_thirty_kills_cost_nothing_that_was_promised(children: Nursery, stage: Stage) -> None:
    kills = 0
    for seed, name in enumerate([*ONCE, *islice(cycle(OFTEN), KILLS - len(ONCE))]):
        kills += kill_seed(stage, children, name, seed)[0]
    assert kills >= KILLS - 3, "a deed may be done before its killer comes, but not often"
