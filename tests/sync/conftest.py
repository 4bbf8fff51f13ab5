"""A fresh clinic and township for each test, copied from a pair that was enrolled once."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.sync_world import Template, World

_MEMORY = Path("/dev/shm")  # noqa: S108 -- files of the fake world need no disk under them


@pytest.fixture(scope="session")
def enrolled_pair() -> Iterator[Template]:
    """Give the template."""
    folder = Path(tempfile.mkdtemp(prefix="cunzhen-test-", dir=_MEMORY if _MEMORY.is_dir() else None))
    template = Template(folder / "pair")
    template.folder.mkdir()
    template.make()
    yield template
    shutil.rmtree(folder)


@pytest.fixture
def world(enrolled_pair: Template) -> Iterator[World]:
    """Give an open pair of its own."""
    place = enrolled_pair.folder.parent / "world"
    fresh = enrolled_pair.copy(place)
    yield fresh
    fresh.close()
    shutil.rmtree(place)
