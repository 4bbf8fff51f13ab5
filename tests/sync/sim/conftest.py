"""Prepared files for the fake world, one set for all lives of a process."""

import os
from collections.abc import Iterator

import pytest

from tests.helpers.sim_machines import Stage, a_stage
from tests.helpers.sim_tally import Tally


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Give a place to live lives on."""
    with a_stage() as made:
        yield made


@pytest.fixture(scope="session")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    """Give the counts of this whole run, whichever of its processes makes them."""
    own = tmp_path_factory.getbasetemp()
    return Tally((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "tally")
