"""The clinic's two encrypted files: where they lie, how each is opened, and what happens when one is bad."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import Hindrance
from storage.clinic.copies import faults_of, sizes_of
from storage.clinic.migrations_cache import cache_migrations
from storage.clinic.migrations_ledger import ledger_migrations
from storage.clinic.subkey import subkey
from storage.clinic.upgrade import open_up_to_date
from storage.secret import Secret, wiped
from storage.sqlcipher import Database, Migrations, Sealed, driver, translated, unlock

VAULT = "vault"
LEDGER = "ledger"
CACHE = "cache"
_DAMAGED = ".damaged"
_SIDE_FILES = ("", "-wal", "-shm", _DAMAGED)


@dataclass(slots=True, eq=False)
class StoreFile:
    """An open encrypted file; at rest it is closed and can be opened again behind the same object.

    One thread at a time may use it; the lane of the store sees to that. Damage found in a rebuildable file is
    remembered, so that the next start makes it anew.
    """

    database: Database
    path: Path
    rebuildable: bool
    resting: bool = False

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Lend the database for looking things up.

        Raises:
            Hindrance: `store_resting`; `store_damaged` and the others of `storage.sqlcipher.translated`.
        """
        if self.resting:
            raise Hindrance("store_resting", file=self.path.name)
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
        with suppress(Hindrance):  # seals are read from the file alone, where a page may be half folded in
            self.fold_in()
        try:
            with self.reading() as database:
                return faults_of(database)
        except Hindrance as hindrance:
            return [hindrance.code]

    def shrink(self) -> bool:
        """Give the disk back what this file can do without: its write-ahead log, and pages it does not use.

        Raises:
            Hindrance: it could not; nothing of it is lost.
        """
        before = sizes_of(self.path)
        self.fold_in()
        return sizes_of(self.path) < before

    def fold_in(self) -> None:
        """Bring what the write-ahead log holds into the file itself.

        Raises:
            Hindrance: it could not; nothing is lost.
        """
        with self.reading() as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def rest(self) -> None:
        """Close the file for a while."""
        self.close()
        self.resting = True

    def wake(self, opened: "StoreFile") -> None:
        """Go on with the same file opened again."""
        self.database, self.resting = opened.database, False

    def close(self) -> None:
        """Close the file, unless it rests; its write-ahead log is folded in where the disk allows."""
        if not self.resting:
            self.database.close()

    def close_whole(self) -> None:
        """Close a file that is to be moved or copied: everything is in it.

        Raises:
            Hindrance: the write-ahead log beside it still holds a part.
        """
        try:
            self.fold_in()
        finally:
            self.close()


def ledger_key(key: Secret) -> bytearray:
    """Derive the key of the ledger's file; who is done with it wipes it."""
    return subkey(key, LEDGER)


def open_copy(sealed: Sealed) -> StoreFile:
    """Open a copy for looking at it: nothing is written, no file appears beside it.

    Raises:
        Hindrance: `store_not_ours`, `store_damaged`.
    """
    with translated(sealed.path.name):
        connection = driver.connect(f"{sealed.path.absolute().as_uri()}?immutable=1", uri=True)
        try:
            unlock(connection, sealed.key)
        except BaseException:
            connection.close()
            raise
    return StoreFile(Database(connection, execute_plugins=False), sealed.path, rebuildable=False)


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
    rebuildable = sealed.path.name == CACHE
    database = open_up_to_date(sealed, migrations, keep_copy=not rebuildable)
    return StoreFile(database, sealed.path, rebuildable)
