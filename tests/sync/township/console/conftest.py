"""Every test of the console's pages runs on both engines; the tables are made once a file of tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.township.console_tables import console_users
from storage.township.engines import TownshipDatabase, open_embedded
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.township_store import data_folder
from tests.storage.township.conftest import shared_postgres as shared_postgres


@pytest.fixture(scope="module")
def shared_embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownshipDatabase]:
    opened = open_embedded(data_folder(tmp_path_factory.mktemp("embedded")), create=True)
    yield opened
    opened.close()


@pytest.fixture(params=["embedded", "postgres"])
def database(request: pytest.FixtureRequest) -> TownshipDatabase:
    shared: TownshipDatabase = request.getfixturevalue(f"shared_{request.param}")
    with shared.writing() as connection:
        for table in console_users.metadata.sorted_tables:
            connection.execute(table.delete())
    return shared


@pytest.fixture
def world(database: TownshipDatabase, tmp_path: Path) -> ConsoleWorld:
    return ConsoleWorld(database, tmp_path / "uploads")
