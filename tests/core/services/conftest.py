"""A desk open on a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.open_desk import OpenDesk, desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    with desk_in(tmp_path / "clinic") as opened:
        yield opened


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Give a desk before its first sync."""
    with desk_in(tmp_path / "empty", with_data=False) as opened:
        yield opened
