"""Bugs planted in the sync do not get past the fake world; each is found within its number of seeds."""

import pytest

from tests.helpers.sim_machines import Stage
from tests.helpers.sim_plants import PLANTS, Plant, seeds_to_find

CHEAP = 10
"""Seeds a plant may need here; those that need more are looked for by `make campaign`."""


@pytest.mark.parametrize("plant", [pytest.param(one, id=one.name) for one in PLANTS if one.within <= CHEAP])
def test_a_planted_bug_is_found(stage: Stage, plant: Plant) -> None:
    assert seeds_to_find(plant, stage) is not None
