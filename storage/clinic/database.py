"""The clinic's two encrypted files: where they lie, how each is opened, and what happens when one is bad."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import Hindrance, Refusal
from storage.clinic.migrations_cache import cache_migrations
from storage.clinic.migrations_ledger import ledger_migrations
from storage.clinic.subkey import subkey
from storage.secret import Secret, wiped
from storage.sqlcipher import Database, Migrations, Sealed, open_database, translated

VAULT = "vault"
LEDGER = "ledger"
CACHE = "cache"
_DAMAGED = ".damaged"
_SIDE_FILES = ("", "-wal", "-shm", _DAMAGED)


@dataclass(frozen=True, slots=True)
class StoreFile:
    """An open encrypted file.

    One thread at a time may use it; the lane of the store sees to that. Damage found in a rebuildable file is
    remembered, so that the next start makes it anew.
    """

    database: Database
    path: Path
    rebuildable: bool

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Lend the database for looking things up.

        Raises:
            Hindrance: `store_damaged` and the others of `storage.sqlcipher.translated`.
        """
        try:
            with translated(self.path.name):
                yield self.database
        except Hindrance as hindrance:
            if hindrance.code == "store_damaged" and self.rebuildable:
                self.path.with_name(self.path.name + _DAMAGED).touch()
            raise

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """Lend the database for one transaction: all of it is kept, or nothing.

        Raises:
            Hindrance: `disk_full`, `store_not_writable`, `store_damaged`.
        """
        with self.reading() as database, database.atomic():
            yield database

    def faults(self) -> list[str]:
        """Check every page against its seal and every index against its table; give what is wrong."""
        try:
            with self.reading() as database:
                seals = [row[0] for row in database.execute("PRAGMA cipher_integrity_check").fetchall()]
                shape = [row[0] for row in database.execute("PRAGMA integrity_check(20)").fetchall()]
        except Hindrance as hindrance:
            return [hindrance.code]
        return seals + [line for line in shape if line != "ok"]

    def close(self) -> None:
        """Close the file; its write-ahead log is folded in."""
        self.database.close()


def open_ledger(folder: Path, key: Secret) -> StoreFile:
    """Open the ledger, fully durable.

    Raises:
        Hindrance: `ledger_missing`: a ledger is never made in passing; `store_not_ours`, `store_damaged`.
        Refusal: `store_newer_than_program`.
    """
    path = folder / LEDGER
    if not path.is_file() or path.stat().st_size == 0:
        raise Hindrance("ledger_missing", file=path.name)
    with wiped(subkey(key, LEDGER)) as own:
        return _opened(Sealed(path, own), ledger_migrations)


def make_ledger(folder: Path, key: Secret) -> StoreFile:
    """Make an empty ledger."""
    with wiped(subkey(key, LEDGER)) as own:
        return _opened(Sealed(folder / LEDGER, own), ledger_migrations)


def open_cache(folder: Path, key: Secret) -> StoreFile:
    """Open the cache; one that is missing, foreign or damaged is replaced by an empty one.

    Raises:
        Hindrance: `disk_full`, `store_not_writable`.
        Refusal: `store_newer_than_program`.
    """
    with wiped(subkey(key, CACHE)) as own:
        return _opened_or_new(Sealed(folder / CACHE, own, synchronous="NORMAL"))


def _opened_or_new(sealed: Sealed) -> StoreFile:
    if sealed.path.with_name(CACHE + _DAMAGED).exists():
        _drop(sealed.path)
    try:
        return _opened(sealed, cache_migrations)
    except Hindrance as hindrance:
        if hindrance.code not in ("store_not_ours", "store_damaged"):
            raise
    _drop(sealed.path)
    return _opened(sealed, cache_migrations)


def _drop(path: Path) -> None:
    for ending in _SIDE_FILES:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _opened(sealed: Sealed, migrations: Migrations) -> StoreFile:
    database = open_database(sealed)
    try:
        with translated(sealed.path.name):
            _migrate(database, migrations, sealed.path.name)
    except BaseException:
        database.close()
        raise
    return StoreFile(database, sealed.path, rebuildable=sealed.path.name == CACHE)


def _migrate(database: Database, migrations: Migrations, file: str) -> None:
    if {step.name for step in migrations.applied(database)} - _steps(migrations):
        raise Refusal("store_newer_than_program", file=file)
    if migrations.pending(database):
        migrations.apply(database)


def _steps(migrations: Migrations) -> set[str]:
    empty = Database(memory=True, execute_plugins=False)
    try:
        return {step.name for step in migrations.pending(empty)}
    finally:
        empty.close()
