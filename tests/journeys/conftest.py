"""One served township for all command tests of a worker; passwords are cheap to try."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import main
from tests.helpers.open_desk import CHEAP
from tests.helpers.served_town import ClinicFolder, Town, served
from tests.ui.conftest import qapp_cls

__all__ = ["qapp_cls"]


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        real = main.clinic_folder
        patch.setattr(main, "clinic_folder", lambda data: replace(real(data), cost=CHEAP))
        yield


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with served(Path(tmp_path_factory.mktemp("town"))) as opened:
        yield opened


@pytest.fixture
def clinic(town: Town, tmp_path: Path) -> ClinicFolder:
    """Give a freshly enrolled clinic that has never called."""
    return town.enrol(tmp_path / "clinic")
