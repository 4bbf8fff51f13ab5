"""Prepared files for the fake world, one set for all lives of a process."""

from collections.abc import Iterator

import pytest

from tests.helpers.sim_machines import Stage, a_stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Give a place to live lives on."""
    with a_stage() as made:
        yield made
