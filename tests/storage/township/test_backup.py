"""A backup of a service holds every table of one moment, on both engines, and goes back into either."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from core.errors import Hindrance, Refusal
from core.ids import TownshipCode
from storage.township import backup as backup_module
from storage.township.backup import MANIFEST, Safe, read_backup
from storage.township.engines import DATABASE_FILE, PostgresPlace, StoreAddress, TownshipDatabase
from storage.township.store import SqlTownshipStore
from storage.township.tables import metadata
from tests.helpers.source import ROOT
from tests.helpers.township_store import CODEC, NOW, Writer, a_device, a_store, code_of, data_folder

OTHER = TownshipCode("T330112")


@pytest.fixture(params=["embedded", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreAddress]:
    if request.param == "embedded":
        yield StoreAddress(data_folder(tmp_path))
    else:
        url: str = request.getfixturevalue("postgres_url")
        yield StoreAddress(data_folder(tmp_path), None, PostgresPlace(url))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def fill(database: TownshipDatabase) -> Writer:
    store = a_store(database)
    a_store(database, OTHER)
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(3)
    store.accept(device, writer.incarnation, writer.events)
    return writer


def everything(database: TownshipDatabase) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def test_every_table_of_the_store_is_one_a_backup_knows(address: StoreAddress) -> None:
    with closing(address.open(create=True)) as database, database.reading() as connection:
        names = set(inspect(connection).get_table_names())
    assert names - {"alembic_version"} == {table.name for table in metadata.sorted_tables}


def test_a_backup_knows_every_file_of_tables_by_itself() -> None:
    files = {file.stem for file in (ROOT / "storage/township").glob("*_tables.py")}
    assert files <= set(vars(backup_module))


def test_what_was_backed_up_while_it_was_open_comes_back(address: StoreAddress, stick: Path) -> None:
    with closing(address.open(create=True)) as database:
        writer = fill(database)
        before = everything(database)
        backup = Safe(address, CODEC).make(stick, NOW)
        a_device(SqlTownshipStore(database, OTHER, CODEC))  # after it: not in it
    assert (backup.folder.name, backup.townships) == (
        "cunzhen-township-20260506T173000",
        ["T330111", "T330112"],
    )
    assert backup.rows == sum(map(len, before.values()))

    elsewhere = StoreAddress(address.data.with_name("elsewhere"), address.data.with_name("township.key"))
    with Safe(elsewhere, CODEC).restored(read_backup(backup.folder), replace=False) as townships:
        assert [store.code for store in townships] == ["T330111", "T330112"]
        assert townships[0].held(writer.device, writer.incarnation).sequence == 3
    with closing(elsewhere.open()) as database:
        assert everything(database) == before
    assert sorted(file.name for file in elsewhere.data.iterdir()) == [DATABASE_FILE]


def test_a_backup_goes_into_an_empty_postgresql_and_into_no_other(
    postgres_url: str, tmp_path: Path, stick: Path
) -> None:
    source = StoreAddress(data_folder(tmp_path))
    with closing(source.open(create=True)) as database:
        fill(database)
        before = everything(database)
    backup = Safe(source, CODEC).make(stick, NOW)
    postgres = StoreAddress(tmp_path / "beside", tmp_path / "township.key", PostgresPlace(postgres_url))
    with Safe(postgres, CODEC).restored(backup, replace=False):
        pass
    with closing(postgres.open()) as database:
        assert everything(database) == before
    with pytest.raises(Refusal) as caught, Safe(postgres, CODEC).restored(backup, replace=True):
        pass
    assert code_of(caught) == "database_not_empty"


def test_nobody_is_overwritten_and_a_service_at_work_is_left_alone(tmp_path: Path, stick: Path) -> None:
    address = StoreAddress(data_folder(tmp_path))
    with closing(address.open(create=True)) as database:
        fill(database)
        backup = Safe(address, CODEC).make(stick, NOW)
        for replace, code in ((False, "township_store_there"), (True, "store_in_use")):
            with pytest.raises(Refusal) as caught, Safe(address, CODEC).restored(backup, replace):
                pass
            assert code_of(caught) == code
        a_device(SqlTownshipStore(database, OTHER, CODEC))
        later = everything(database)
    with Safe(address, CODEC).restored(backup, replace=True):
        pass
    aside = address.data / f"{DATABASE_FILE}.replaced-by-20260506T173000"
    assert sorted(file.name for file in address.data.iterdir()) == [DATABASE_FILE, aside.name]
    (tmp_path / "aside").mkdir()
    shutil.copyfile(aside, tmp_path / "aside" / DATABASE_FILE)
    with closing(StoreAddress(tmp_path / "aside", tmp_path / "township.key").open()) as database:
        assert everything(database) == later


def test_what_fails_while_it_is_put_back_leaves_what_lay_there(tmp_path: Path, stick: Path) -> None:
    address = StoreAddress(data_folder(tmp_path))
    with closing(address.open(create=True)) as database:
        fill(database)
        before = everything(database)
    backup = Safe(address, CODEC).make(stick, NOW)
    with pytest.raises(Hindrance), Safe(address, CODEC).restored(backup, replace=True) as townships:
        a_device(townships[0])
        raise Hindrance("disk_full")
    assert [file.name for file in address.data.iterdir()] == [DATABASE_FILE]
    with closing(address.open()) as database:
        assert everything(database) == before


def test_another_key_and_a_spoiled_backup_are_named(tmp_path: Path, stick: Path) -> None:
    address = StoreAddress(data_folder(tmp_path))
    with closing(address.open(create=True)) as database:
        fill(database)
    backup = Safe(address, CODEC).make(stick, NOW)
    foreign = StoreAddress(tmp_path / "foreign")
    foreign.open(create=True).close()
    strange = StoreAddress(tmp_path / "new", tmp_path / "foreign.key")
    with pytest.raises(Refusal) as caught, Safe(strange, CODEC).restored(backup, replace=False):
        pass
    assert code_of(caught) == "master_key_wrong"

    content = bytearray(backup.file.read_bytes())
    content[len(content) // 2] ^= 1
    backup.file.write_bytes(content)
    with pytest.raises(Hindrance) as hindered, Safe(strange, CODEC).restored(backup, replace=False):
        pass
    assert hindered.value.code == "backup_damaged"
    manifest = backup.folder / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b"T330111", b"T330113"))
    with pytest.raises(Hindrance) as hindered:
        read_backup(backup.folder)
    assert hindered.value.code == "backup_damaged"
    with pytest.raises(Refusal) as caught:
        read_backup(stick)
    assert code_of(caught) == "backup_not_found"


def test_the_oldest_go_and_what_was_left_half_written_too(tmp_path: Path, stick: Path) -> None:
    address = StoreAddress(data_folder(tmp_path))
    with closing(address.open(create=True)) as database:
        fill(database)
    (stick / "cunzhen-township-20260101T000000.unfinished").mkdir()
    names = [Safe(address, CODEC).make(stick, NOW + timedelta(days=day), 2).folder.name for day in range(3)]
    assert sorted(folder.name for folder in stick.iterdir()) == names[1:]
    with pytest.raises(Hindrance) as caught:
        Safe(address, CODEC).make(tmp_path / "pulled out", NOW)
    assert caught.value.code == "backup_folder_missing"
