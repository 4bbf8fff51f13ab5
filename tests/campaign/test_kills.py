"""Killed at any moment, the program has everything it said it had: a small share of `make campaign`."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.campaign.all_deeds import Stage
from tests.campaign.kills import kill_seed
from tests.campaign.nursery import Nursery, nursery

KILLS = 30
OFTEN = ("record", "roster", "record", "users", "record", "forms", "record", "set-up", "record")
ONCE = ("program-record", "program-import", "import")


@pytest.fixture(scope="module")
def children() -> Iterator[Nursery]:
    with nursery() as server:
        yield server


def test_thirty_kills_cost_nothing_that_was_promised(children: Nursery, tmp_path: Path) -> None:
    stage, kills = Stage(tmp_path), 0
    for seed, name in enumerate([*ONCE, *islice(cycle(OFTEN), KILLS - len(ONCE))]):
        kills += kill_seed(stage, children, name, seed)[0]
    assert kills >= KILLS - 3, "a deed may be done before its killer comes, but not often"
