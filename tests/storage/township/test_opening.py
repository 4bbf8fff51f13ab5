"""Opening a store: keys, wrong places, old and new schemas."""

import secrets
import shutil
import stat
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.errors import Hindrance, Refusal
from core.ids import TownshipCode
from storage.township.console_tables import console_users
from storage.township.engines import PostgresPlace, TownshipDatabase, open_embedded, open_postgres
from storage.township.master_key import default_key_file
from storage.township.prescription_review import reviewed_prescriptions
from storage.township.reconciliation_tables import differences
from storage.township.store import SqlTownshipStore
from storage.township.townships import service_tls_key, township_codes
from tests.helpers.township_store import CLINIC, CODEC, Writer, a_device, a_store, a_township, data_folder


def test_the_migrations_make_the_tables_the_program_knows(database: TownshipDatabase) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert console_users.metadata is differences.metadata is reviewed_prescriptions.metadata
        assert compare_metadata(context, differences.metadata) == []


def test_a_store_opens_again_with_its_key(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    first = open_embedded(data, create=True)
    township = a_store(first).township()
    first.close()

    again = open_embedded(data)

    assert SqlTownshipStore(again, township.code, CODEC).township() == township
    again.close()


def test_what_the_embedded_store_was_told_waits_for_the_disk(tmp_path: Path) -> None:
    database = open_embedded(data_folder(tmp_path), create=True)
    with database.reading() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2
    database.close()


def test_the_key_lies_beside_the_data_for_its_owner_only(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    open_embedded(data, create=True).close()

    key_file = default_key_file(data)

    assert key_file.parent == data.parent
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(key_file.read_bytes()) == 32


def test_a_key_inside_the_data_is_refused(tmp_path: Path) -> None:
    data = data_folder(tmp_path)

    with pytest.raises(Refusal, match="master_key_inside_data"):
        open_embedded(data, data / "deep" / "master.key", create=True)
    assert not data.exists()


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    open_embedded(data, create=True).close()
    default_key_file(data).write_bytes(secrets.token_bytes(32))

    with pytest.raises(Refusal, match="master_key_wrong"):
        open_embedded(data)


@pytest.mark.parametrize("content", [None, b"", b"short", bytes(33)])
def test_a_lost_or_spoilt_key_is_refused_and_never_replaced(tmp_path: Path, content: bytes | None) -> None:
    data = data_folder(tmp_path)
    open_embedded(data, create=True).close()
    key_file = default_key_file(data)
    key_file.unlink()
    if content is not None:
        key_file.write_bytes(content)

    with pytest.raises(Refusal, match="master_key_missing" if content is None else "master_key_not_readable"):
        open_embedded(data, create=True)
    assert key_file.exists() == (content is not None)


def test_nothing_is_made_where_nothing_was_and_nobody_asked(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="township_store_missing"):
        open_embedded(data_folder(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_a_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Hindrance, match="store_not_writable"):
        open_embedded(tmp_path / "file" / "township", tmp_path / "key", create=True)


def test_the_file_shows_nothing_without_the_key(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    database = open_embedded(data, create=True)
    a_store(database)
    database.close()

    content = b"".join(file.read_bytes() for file in data.iterdir())

    assert b"SQLite format" not in content
    assert "王医生".encode() not in content


def test_private_keys_lie_sealed_in_the_tables(database: TownshipDatabase) -> None:
    keys = a_store(database).township().keys

    with database.reading() as connection:
        row = connection.execute(sqlalchemy.text("select * from townships")).one()

    held = b"".join(value for value in row if isinstance(value, bytes))
    assert keys.signing not in held
    assert keys.tls not in held


@pytest.mark.parametrize("engine", ["embedded", "postgres"])
def test_a_store_of_a_newer_program_is_left_alone(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    def opened(create: bool = False) -> TownshipDatabase:
        if engine == "embedded":
            return open_embedded(data_folder(tmp_path), create=create)
        place = PostgresPlace(request.getfixturevalue("postgres_url"))
        return open_postgres(place, data_folder(tmp_path), create=create)

    database = opened(create=True)
    with database.writing() as connection:
        connection.execute(sqlalchemy.text("update alembic_version set version_num = 'from the future'"))
    database.close()

    with pytest.raises(Refusal, match="store_newer_than_program"):
        opened()


@pytest.mark.parametrize("url", ["nonsense", "mysql://root@host/db", "sqlite:///file"])
def test_an_address_that_is_no_postgresql_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Refusal, match="database_url_wrong"):
        open_postgres(PostgresPlace(url), data_folder(tmp_path), create=True)


@pytest.mark.parametrize("url", ["postgresql://me:secret@host/db", "postgresql://me@host/db?password=secret"])
def test_a_password_in_the_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Refusal, match="password_in_database_url") as caught:
        open_postgres(PostgresPlace(url), data_folder(tmp_path), create=True)
    assert "secret" not in str(caught.value)


def test_a_postgresql_that_is_down_is_a_hindrance(tmp_path: Path) -> None:
    place = PostgresPlace(f"postgresql:///nowhere?host={tmp_path}", password="secret")

    with pytest.raises(Hindrance, match="store_not_reachable"):
        open_postgres(place, data_folder(tmp_path), create=True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_postgresql_is_not_taken_for_a_township(postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="township_store_missing"):
        open_postgres(PostgresPlace(postgres_url), data_folder(tmp_path))


def test_a_full_disk_keeps_nothing_half(tmp_path: Path) -> None:
    database = open_embedded(data_folder(tmp_path), create=True)
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    with database.engine.connect() as connection:  # the pool gives this one connection again
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()
        connection.exec_driver_sql(f"pragma max_page_count = {pages + 10}")
    events = [writer.write(secrets.token_bytes(30_000)) for _ in range(3)]

    with pytest.raises(Hindrance, match="disk_full"):
        store.accept(device, writer.incarnation, events)

    assert (store.counts().events, store.held(device.device, writer.incarnation).sequence) == (0, 0)
    assert store.check() == []
    database.close()


def test_a_township_is_set_up_once(database: TownshipDatabase) -> None:
    store = a_store(database)

    with pytest.raises(Refusal, match="township_exists"):
        store.create_township(a_township())
    with pytest.raises(Refusal, match="township_not_set_up"):
        SqlTownshipStore(database, TownshipCode("T9"), CODEC).township()


def test_townships_of_a_service_share_a_tls_key_and_nothing_else(database: TownshipDatabase) -> None:
    assert service_tls_key(database) is None
    here, there = a_store(database), a_store(database, TownshipCode("T330112"))

    assert township_codes(database) == ["T330111", "T330112"]
    assert service_tls_key(database) == b"tls key"
    there.keep_clinic(there.clinics()[0], [])
    assert len(here.staff(CLINIC)) == 1
    assert there.staff(CLINIC) == []


def test_a_page_that_was_half_folded_in_is_no_damage(tmp_path: Path) -> None:
    data, cut = data_folder(tmp_path), tmp_path / "cut"
    database = open_embedded(data, create=True)
    code = a_store(database).code
    database.close()
    database = open_embedded(data)
    a_device(SqlTownshipStore(database, code, CODEC))
    shutil.copytree(data, cut)
    database.close()
    shutil.copy(default_key_file(data), default_key_file(cut))
    log, file = (cut / "township.db-wal").read_bytes(), cut / "township.db"
    whole = bytearray(file.read_bytes())
    torn = {int.from_bytes(log[start : start + 4], "big") for start in range(32, len(log), 24 + 4096)}
    for page in torn:
        whole[page * 4096 - 2048 : page * 4096] = bytes(2048)
    file.write_bytes(whole)

    database = open_embedded(cut)

    assert SqlTownshipStore(database, code, CODEC).check() == []
    assert torn
    database.close()
