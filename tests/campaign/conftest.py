"""One nursery for all proofs of a worker, and a stage for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaign.all_deeds import Stage
from tests.campaign.bad_disk import no_shim
from tests.campaign.nursery import Nursery, nursery


@pytest.fixture(scope="session")
def children() -> Iterator[Nursery]:
    with nursery(bad_disk=no_shim() is None) as server:
        yield server


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)
