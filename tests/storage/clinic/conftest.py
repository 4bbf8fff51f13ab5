"""An open clinic in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.clinic.desk import ClinicStore
from tests.storage.clinic.sample import new_clinic


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clinic"


@pytest.fixture
def store(folder: Path) -> Iterator[ClinicStore]:
    opened = new_clinic(folder)
    yield opened
    opened.close()
