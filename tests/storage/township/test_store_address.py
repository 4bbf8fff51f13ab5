"""Where a service's tables lie decides the engine, and nothing is made unless it is asked for."""

from contextlib import closing
from pathlib import Path

import pytest

from core.errors import Refusal
from storage.township.engines import PostgresPlace, StoreAddress
from tests.helpers.township_store import data_folder


def test_a_folder_alone_is_the_encrypted_file(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    with closing(StoreAddress(data).open(create=True)) as database:
        assert database.embedded
    assert {file.name for file in tmp_path.iterdir()} == {data.name, f"{data.name}.key"}
    with closing(StoreAddress(data).open()) as database:
        assert database.embedded


def test_a_named_key_file_is_the_one_used(tmp_path: Path) -> None:
    data, key = data_folder(tmp_path), tmp_path / "safe" / "key"
    StoreAddress(data, key).open(create=True).close()
    assert key.is_file()
    assert not data.with_name(f"{data.name}.key").exists()
    with pytest.raises(Refusal, match="master_key_missing"):
        StoreAddress(data).open()


def test_nothing_is_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="township_store_missing"):
        StoreAddress(data_folder(tmp_path)).open()
    assert list(tmp_path.iterdir()) == []


def test_an_address_of_postgresql_is_taken_at_its_word(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="password_in_database_url"):
        StoreAddress(data_folder(tmp_path), None, PostgresPlace("postgresql://me:secret@127.0.0.1/x")).open()
    with pytest.raises(Refusal, match="database_url_wrong"):
        StoreAddress(data_folder(tmp_path), None, PostgresPlace("sqlite:///x")).open()
    assert list(tmp_path.iterdir()) == []


def test_on_postgresql_only_the_key_lies_here(postgres_url: str, tmp_path: Path) -> None:
    place = StoreAddress(data_folder(tmp_path), None, PostgresPlace(postgres_url))
    with pytest.raises(Refusal, match="township_store_missing"):
        place.open()
    with closing(place.open(create=True)) as database:
        assert not database.embedded
    place.open().close()
    assert [file.suffix for file in tmp_path.iterdir()] == [".key"]
