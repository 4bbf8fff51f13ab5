"""The two engines under the township's tables: one encrypted file, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from core.errors import Hindrance, Refusal
from storage.secret import keep_memory_to_itself
from storage.township.master_key import Sealer, default_key_file, derive, read_master_key
from storage.township.schema import bring_up_to_date

DATABASE_FILE = "township.db"
_BUSY_MILLISECONDS = 20_000
_POOL = 8
_SQLITE_FULL = 13


class TownshipDatabase:
    """An open store of a service: transactions on its tables, and the sealer of its secrets."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self.engine = engine
        self.sealer = sealer

    @property
    def embedded(self) -> bool:
        """Say whether this is the encrypted file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give one consistent view of the tables.

        Raises:
            Hindrance: `store_not_reachable`, `township_file_damaged`.
        """
        with _translated(), self.engine.connect() as connection:
            if not self.embedded:
                connection.execute(text("set transaction isolation level repeatable read read only"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give one transaction: everything in it happens, durably, or nothing does.

        Raises:
            Hindrance: `disk_full`, `store_busy`, `store_not_reachable`, `township_file_damaged`.
        """
        with (
            _translated(),
            self.engine.connect() as connection,
            connection.execution_options(cunzhen_writes=True).begin(),
        ):
            yield connection

    def fold_in(self) -> None:
        """Bring what the write-ahead log of the encrypted file holds into the file, where nobody reads it."""
        if self.embedded:
            with _translated(), self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute("pragma wal_checkpoint(truncate)").fetchall()  # outside of any transaction

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_embedded(data: Path, key_file: Path | None = None, create: bool = False) -> TownshipDatabase:
    """Open the encrypted file of a data folder; `create` makes what is missing, the master key with it.

    Raises:
        Refusal: `township_store_missing`, `master_key_inside_data`, `master_key_missing`,
            `master_key_not_readable`, `master_key_wrong`, `store_newer_than_program`.
        Hindrance: `store_not_writable`, `disk_full`.
    """
    file = data / DATABASE_FILE
    if not file.exists() and not create:
        raise Refusal("township_store_missing")
    master = read_master_key(key_file or default_key_file(data), data, create=not file.exists())
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Hindrance("store_not_writable") from error
    engine = _embedded_engine(file, derive(master, "embedded-store"))
    return _ready(TownshipDatabase(engine, Sealer(master)))


def embedded_in_use(data: Path, key_file: Path) -> bool:
    """Tell whether somebody has the encrypted file open; where nobody has, its log is folded into it.

    A file that is too damaged to be opened is not in use.

    Raises:
        Refusal: those of `open_embedded` about the key.
    """
    key = derive(read_master_key(key_file, data, create=False), "embedded-store")
    with closing(sqlcipher.connect(str(data / DATABASE_FILE), timeout=0, isolation_level=None)) as connection:
        connection.execute("pragma cipher_log_level = NONE")
        connection.execute(f"pragma key = \"x'{key.hex()}'\"")
        try:
            connection.execute(
                "pragma journal_mode = delete"
            ).fetchall()  # only who is alone may leave the log
        except sqlcipher.DatabaseError as error:
            return "locked" in str(error)
        return False


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """Where a PostgreSQL is and how to sign in; the URL itself never carries the password."""

    url: str
    password: str | None = field(default=None, repr=False)


def open_postgres(
    place: PostgresPlace, data: Path, key_file: Path | None = None, create: bool = False
) -> TownshipDatabase:
    """Open the tables on PostgreSQL; only the master key lies on this machine, beside `data` if not named.

    Raises:
        Refusal: `township_store_missing`, `database_url_wrong`, `password_in_database_url`, and those of
            `open_embedded` about the key.
        Hindrance: `store_not_reachable`.
    """
    engine = _postgres_engine(place.url, place.password)
    try:
        empty = _is_empty(engine)
        if empty and not create:
            raise Refusal("township_store_missing")
        master = read_master_key(key_file or default_key_file(data), data, create=empty)
    except BaseException:
        engine.dispose()
        raise
    return _ready(TownshipDatabase(engine, Sealer(master)))


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where a service's tables lie: `postgres` None = the encrypted file in `data`."""

    data: Path
    key_file: Path | None = None
    postgres: PostgresPlace | None = None

    def open(self, create: bool = False) -> TownshipDatabase:
        """Open the tables on the engine named.

        Raises:
            Refusal, Hindrance: as `open_embedded` and `open_postgres`.
        """
        if self.postgres is None:
            return open_embedded(self.data, self.key_file, create)
        return open_postgres(self.postgres, self.data, self.key_file, create)


def _ready(database: TownshipDatabase) -> TownshipDatabase:
    keep_memory_to_itself()
    try:
        with database.writing() as connection:
            bring_up_to_date(connection)
    except BaseException:
        database.close()
        raise
    return database


def _postgres_engine(url: str, password: str | None) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Refusal("database_url_wrong") from None
    if parsed.get_backend_name() != "postgresql":
        raise Refusal("database_url_wrong")
    if parsed.password is not None or "password" in parsed.query:
        raise Refusal("password_in_database_url")
    parsed = parsed.set(drivername="postgresql+psycopg", password=password)
    return create_engine(parsed, pool_size=_POOL, pool_pre_ping=True, hide_parameters=True)


def _is_empty(engine: Engine) -> bool:
    with _translated(), engine.connect() as connection:
        return not engine.dialect.has_table(connection, "townships")


def _embedded_engine(file: Path, key: bytes) -> Engine:
    def connect() -> Any:
        connection = sqlcipher.connect(
            str(file), timeout=_BUSY_MILLISECONDS / 1000, check_same_thread=False, isolation_level=None
        )
        connection.execute("pragma cipher_log_level = NONE")
        connection.execute(f"pragma key = \"x'{key.hex()}'\"")
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlcipher.DatabaseError as error:
            connection.close()
            if "not a database" in str(error):
                raise Refusal("master_key_wrong") from None
            raise
        connection.execute("pragma synchronous = full")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=0,
        pool_timeout=_BUSY_MILLISECONDS / 1000,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its place in the queue at once: a reader that turns writer later could only fail.
        writes = connection.get_execution_options().get("cunzhen_writes", False)
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Hindrance("store_busy") from error
    except DBAPIError as error:
        hindrance = _hindrance(error)
        if hindrance is None:
            raise
        raise hindrance from error


def _hindrance(error: DBAPIError) -> Hindrance | None:
    if isinstance(error, IntegrityError):
        return None
    said = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None) or ""
    if (
        state == "53100"
        or "disk is full" in said
        or getattr(error.orig, "sqlite_errorcode", 0) == _SQLITE_FULL
    ):
        return Hindrance("disk_full")
    if "malformed" in said or "not a database" in said:
        return Hindrance("township_file_damaged")
    if "locked" in said or state in ("40001", "40P01", "55P03"):
        return Hindrance("store_busy")
    if "readonly" in said or "unable to open" in said:
        return Hindrance("store_not_writable")
    if error.connection_invalidated or state.startswith(("08", "57P", "28", "3D")) or _unreachable(error):
        return Hindrance("store_not_reachable")
    return None


def _unreachable(error: DBAPIError) -> bool:
    return type(error.orig).__name__ == "OperationalError" and not getattr(error.orig, "sqlstate", None)
