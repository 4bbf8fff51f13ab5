"""The one door to SQLCipher: the driver, opening an encrypted file, and what its errors mean.

sqlite-utils binds to a module named `pysqlite3` when it is first imported; whoever needs sqlite-utils in this
room imports this module first, so that it works on SQLCipher and catches SQLCipher's exceptions.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from core.errors import Hindrance
from storage.secret import Secret

sys.modules["pysqlite3"] = sys.modules["pysqlite3.dbapi2"] = driver

from sqlite_utils import Database, Migrations  # noqa: E402 -- the shim above must be in place first

__all__ = [
    "Database",
    "Migrations",
    "Sealed",
    "change_key",
    "connect",
    "driver",
    "open_database",
    "translated",
    "unlock",
]

KEY_BYTES = 32

_PRIMARY = 0xFF
"""Low byte of an extended result code: the kind of failure."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted file: where it lies, its 32-byte key, and how hard a commit presses on the disk.

    `synchronous` FULL survives a power cut after every commit, NORMAL may lose the last ones, never breaks.
    """

    path: Path
    key: Secret = field(repr=False)
    synchronous: str = "FULL"
    cache_kib: int = 16_384


def connect(sealed: Sealed) -> Any:
    """Open a DB-API connection on an encrypted file, making the file if it is not there.

    The connection may move between threads, but only one may use it at a time: every store has one lane.

    Raises:
        Hindrance: `store_not_ours`: another key, or not an encrypted file of ours; `store_not_writable`.
    """
    if len(sealed.key) != KEY_BYTES:
        raise ValueError("a key of a store has 32 bytes")
    with translated(sealed.path.name):
        connection = driver.connect(str(sealed.path), check_same_thread=False)
        try:
            _prepare(connection, sealed)
        except BaseException:
            connection.close()
            raise
    return connection


def unlock(connection: Any, key: Secret) -> None:
    """Give a fresh connection its key; nothing of the file is changed.

    Raises:
        driver.DatabaseError: another key, or not an encrypted file.
    """
    connection.execute("PRAGMA cipher_log_level = NONE")  # else a wrong key writes to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _prepare(connection: Any, sealed: Sealed) -> None:
    unlock(connection, sealed.key)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {sealed.synchronous}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{sealed.cache_kib}")


def change_key(sealed: Sealed, key: Secret) -> None:
    """Encrypt a file nobody else uses under another key; cut short, it is worth nothing, so only do it to a
    copy.

    Raises:
        Hindrance: as `connect`, and `disk_full`.
    """
    connection = connect(replace(sealed, synchronous="OFF"))
    try:
        with translated(sealed.path.name):
            connection.execute("PRAGMA journal_mode = DELETE")
            _rekey(connection, key, sealed.path.name)
    finally:
        connection.close()


def _rekey(connection: Any, key: Secret, file: str) -> None:
    try:
        connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
    except driver.OperationalError as error:
        # Whatever keeps pages from being written anew, SQLCipher calls by one general number.
        if getattr(error, "sqlite_errorcode", None) != driver.SQLITE_ERROR:
            raise
        raise Hindrance("store_not_writable", file=file) from error


def open_database(sealed: Sealed) -> Database:
    """Open an encrypted file as a sqlite-utils database; write to it inside `atomic()` only."""
    return Database(connect(sealed), execute_plugins=False)


@contextmanager
def translated(file: str) -> Iterator[None]:
    """Turn SQLCipher's errors about disk, lock and key into a Hindrance that names the file.

    A broken constraint or wrong SQL is a bug and passes through.
    """
    try:
        yield
    except driver.DatabaseError as error:
        stop = _stop(error, file)
        if stop is error:
            raise
        raise stop from error


def _stop(error: Exception, file: str) -> Exception:
    number = getattr(error, "sqlite_errorcode", None)
    match number & _PRIMARY if isinstance(number, int) else None:
        case driver.SQLITE_FULL:
            return Hindrance("disk_full", file=file)
        case driver.SQLITE_IOERR | driver.SQLITE_READONLY | driver.SQLITE_CANTOPEN | driver.SQLITE_PERM:
            return Hindrance("store_not_writable", file=file)
        case driver.SQLITE_BUSY | driver.SQLITE_LOCKED:
            return Hindrance("store_in_use", file=file)
        case driver.SQLITE_CORRUPT:
            return Hindrance("store_damaged", file=file)
        case driver.SQLITE_NOTADB:
            return Hindrance("store_not_ours", file=file)
    return error
