"""The clinic's two encrypted files: where they lie, how each is opened, and what happens when one is bad."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Hindrance
from storage.clinic.copies import faults_of, sizes_of
from storage.clinic.held_files import unlink_patiently
from storage.clinic.migrations_cache import cache_migrations
from storage.clinic.migrations_ledger import ledger_migrations
from storage.clinic.subkey import subkey
from storage.clinic.upgrade import open_up_to_date
from storage.secret import Secret, wiped
from storage.sqlcipher import Database, Migrations, Sealed, driver, open_database, translated, unlock

LEDGER = "ledger"
CACHE = "cache"
DAMAGED = ".damaged"
"""Ending of the mark that damage was met in a file: the next start sees to it."""
_BROKEN = ("store_damaged", "store_not_ours")
_FOLD_AT, _FOLD_AT_MOST, _THRIFTY_PAGES = 1_000, 16_000, 8
"""Pages of the write-ahead log at which a commit folds it in: usually, while much is written, on a full disk.
"""
_LOG_BYTES = 4 * 2**20
"""What of the log's file stays once it was folded in."""
_SIDE_FILES = ("", "-wal", "-shm", DAMAGED)


@dataclass(slots=True, eq=False)
class StoreFile:
    """An open encrypted file; at rest it is closed and can be opened again behind the same object.

    One thread at a time may use it; the lane of the store sees to that. Damage found in a file that can be
    made again is remembered for the next start, and the file is begun anew on the spot: whoever met it is
    told so, whoever asks next finds an empty file that fills with the next sync.

    Damage in any other file leaves the same mark and a fresh connection, which reads the sound pages again.

    Args:
        renewed: makes the file again; None for a file nothing could fill.
        connected: connects to the file once more; None where nobody goes on after damage.
        begun: how many times it was begun anew; what was read before says nothing of the file since.
    """

    database: Database
    path: Path
    renewed: Callable[[], Database] | None = field(default=None, repr=False)
    begun: int = 0
    resting: bool = False
    connected: Callable[[], Database] | None = field(default=None, repr=False)

    @property
    def rebuildable(self) -> bool:
        """Tell whether what is in it can be had again."""
        return self.renewed is not None

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Lend the database for looking things up.

        Raises:
            Hindrance: `store_resting`, `cache_begun_anew`, `store_damaged` and the others of
                `storage.sqlcipher.translated`.
        """
        if self.resting:
            raise Hindrance("store_resting", file=self.path.name)
        try:
            with translated(self.path.name):
                yield self.database
        except Hindrance as hindrance:
            if hindrance.code not in _BROKEN or self.renewed is None:
                self._read_around(hindrance.code)
                raise
            self._begin_anew(self.renewed)
            raise Hindrance("cache_begun_anew", file=self.path.name) from hindrance

    def _read_around(self, code: str) -> None:
        """Leave a mark and let whatever is sound be read and written on."""
        if code != "store_damaged" or self.connected is None:
            return
        with suppress(OSError):
            self.path.with_name(self.path.name + DAMAGED).touch()
        with suppress(Hindrance):
            fresh, former = self.connected(), self.database
            self.database = fresh
            with suppress(driver.Error):
                former.close()

    def _begin_anew(self, renewed: Callable[[], Database]) -> None:
        with suppress(OSError):  # without its mark the file is only found damaged once more
            self.path.with_name(self.path.name + DAMAGED).touch()
        with suppress(driver.Error):
            self.database.close()
        self.begun += 1
        self.database = renewed()

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
        if self.resting:
            return ["store_resting"]
        begun = self.begun
        with suppress(Hindrance):  # seals are read from the file alone, where a page may be half folded in
            self.fold_in()
        if self.begun != begun:
            return ["cache_begun_anew"]
        try:
            with translated(self.path.name):
                return faults_of(self.database)
        except Hindrance as hindrance:
            return [hindrance.code]

    def shrink(self) -> bool:
        """Give the disk back what lies twice in the write-ahead log; from then on that log is kept short.

        Raises:
            Hindrance: it could not; nothing of it is lost.
        """
        before = sizes_of(self.path)
        with self.reading() as database:
            database.execute(f"PRAGMA wal_autocheckpoint = {_THRIFTY_PAGES}")
        self.fold_in()
        return sizes_of(self.path) < before

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Let the write-ahead log grow while much is written, for `fold_beside` to fold in meanwhile.

        Whoever commits the page that makes the log long waits for the disk, and so does whoever looks
        somebody up after it. Where the disk is nearly full the log stays short.
        """
        with self.reading() as database:
            database.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
            usual = _fold_at(database)
            if usual == _FOLD_AT:
                _fold_at(database, _FOLD_AT_MOST)
        try:
            yield
        finally:
            with suppress(driver.Error):  # closed, or begun anew: then there is nothing to put back
                if _fold_at(self.database) == _FOLD_AT_MOST:
                    _fold_at(self.database, usual)

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
        self.database, self.renewed, self.resting = opened.database, opened.renewed, False
        self.connected = opened.connected

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


def _fold_at(database: Database, pages: int | None = None) -> int:
    """Tell, or set, at how many pages of the log a commit folds it in."""
    said = "" if pages is None else f" = {pages}"
    return int(database.execute(f"PRAGMA wal_autocheckpoint{said}").fetchone()[0])


def fold_beside(folder: Path, key: Secret) -> None:
    """Fold the cache's log in over a connection of its own, on another thread than the one that writes.

    Nobody waits for it; what it could not do the next one does.
    """
    path = (folder / CACHE).absolute()
    with (
        suppress(driver.Error),
        wiped(subkey(key, CACHE)) as own,
        closing(driver.connect(f"{path.as_uri()}?mode=rw", uri=True)) as beside,
    ):
        unlock(beside, own)
        beside.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


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
    return StoreFile(Database(connection, execute_plugins=False), sealed.path)


def open_ledger(folder: Path, key: Secret) -> StoreFile:
    """Open the ledger, fully durable.

    Raises:
        Hindrance: `ledger_missing`: a ledger is never made in passing; `store_not_ours`, `store_damaged`.
        Refusal: `store_newer_than_program`.
    """
    path = folder / LEDGER
    if not path.is_file() or path.stat().st_size == 0:
        raise Hindrance("ledger_missing", file=path.name)

    def connected() -> Database:
        with wiped(subkey(key, LEDGER)) as own, translated(LEDGER):
            return open_database(Sealed(path, own))

    with wiped(subkey(key, LEDGER)) as own:
        opened = _opened(Sealed(path, own), ledger_migrations)
    return StoreFile(opened, path, connected=connected)


def make_ledger(folder: Path, key: Secret) -> StoreFile:
    """Make an empty ledger."""
    with wiped(subkey(key, LEDGER)) as own:
        return StoreFile(_opened(Sealed(folder / LEDGER, own), ledger_migrations), folder / LEDGER)


def open_cache(folder: Path, key: Secret) -> StoreFile:
    """Open the cache; one that is missing, foreign or damaged is replaced by an empty one.

    Raises:
        Hindrance: `disk_full`, `store_not_writable`.
        Refusal: `store_newer_than_program`.
    """

    def opened() -> Database:
        with wiped(subkey(key, CACHE)) as own:
            return _opened_or_new(Sealed(folder / CACHE, own, synchronous="NORMAL"))

    return StoreFile(opened(), folder / CACHE, opened)


def _opened_or_new(sealed: Sealed) -> Database:
    if sealed.path.with_name(CACHE + DAMAGED).exists():
        _drop(sealed.path)
    try:
        return _opened(sealed, cache_migrations)
    except Hindrance as hindrance:
        if hindrance.code not in _BROKEN:
            raise
    _drop(sealed.path)
    return _opened(sealed, cache_migrations)


def _drop(path: Path) -> None:
    try:
        for ending in _SIDE_FILES:
            unlink_patiently(path.with_name(path.name + ending))
    except OSError as error:
        raise Hindrance("store_not_writable", file=path.name) from error


def _opened(sealed: Sealed, migrations: Migrations) -> Database:
    return open_up_to_date(sealed, migrations, keep_copy=sealed.path.name != CACHE)
