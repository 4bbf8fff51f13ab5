"""Every test of the township's store runs on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.township.engines import PostgresPlace, TownshipDatabase, open_embedded, open_postgres
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import a_store, data_folder


@pytest.fixture(params=["embedded", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TownshipDatabase]:
    if request.param == "embedded":
        opened = open_embedded(data_folder(tmp_path), create=True)
    else:
        place = PostgresPlace(request.getfixturevalue("postgres_url"))
        opened = open_postgres(place, data_folder(tmp_path), create=True)
    yield opened
    opened.close()


@pytest.fixture
def store(database: TownshipDatabase) -> SqlTownshipStore:
    return a_store(database)
