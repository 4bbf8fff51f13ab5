"""Every test of the township's store runs on both engines."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.township.engines import PostgresPlace, TownshipDatabase, open_postgres
from storage.township.set_tables import chunks
from storage.township.store import SqlTownshipStore
from tests.helpers.throwaway_postgres import VARIABLE, fresh_database
from tests.helpers.township_store import a_store, data_folder, fresh_embedded


@pytest.fixture(scope="module")
def shared_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownshipDatabase]:
    """Make the tables once a file of tests: on PostgreSQL that takes longer than any of the tests."""
    server = os.environ.get(VARIABLE)
    if not server:
        pytest.skip(f"no PostgreSQL: `make postgres` starts one, {VARIABLE} names it")
    with fresh_database(server) as url:
        folder = data_folder(tmp_path_factory.mktemp("postgres"))
        opened = open_postgres(PostgresPlace(url), folder, create=True)
        yield opened
        opened.close()


@pytest.fixture(params=["embedded", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TownshipDatabase]:
    if request.param == "embedded":
        opened = fresh_embedded(data_folder(tmp_path))
        yield opened
        opened.close()
    else:
        shared: TownshipDatabase = request.getfixturevalue("shared_postgres")
        empty(shared)
        yield shared


def empty(database: TownshipDatabase) -> None:
    """Take everything out of all tables."""
    with database.writing() as connection:
        for table in chunks.metadata.sorted_tables:
            connection.execute(table.delete())


@pytest.fixture
def store(database: TownshipDatabase) -> SqlTownshipStore:
    return a_store(database)
