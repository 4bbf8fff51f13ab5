"""Bringing a file of an older program up to date: a copy first, step by step, and back if a step fails."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from core.errors import Hindrance, Refusal
from storage.clinic.copies import UNFINISHED, copy_sealed, disk_hindrance, drop_file, sizes_of
from storage.clinic.held_files import rename
from storage.sqlcipher import Database, Migrations, Sealed, open_database, translated

_BEFORE = ".before-"
_HAS_STEPS = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
_MIB = 2**20


def open_up_to_date(sealed: Sealed, migrations: Migrations, keep_copy: bool) -> Database:
    """Open a file and apply the steps it lacks, each in a transaction of its own.

    A kill between two steps leaves a file that the next start brings further. A step that fails puts the copy
    back, so that the older program still opens its file.

    Args:
        keep_copy: whether the file holds what nobody can give back; `drop_copies` ends its keeping.

    Raises:
        Refusal: `store_newer_than_program`.
        Hindrance: `no_room_for_upgrade`, and those of opening; the file is as it was.
    """
    database = open_database(sealed)
    try:
        with translated(sealed.path.name):
            taken = _taken(database)
            lacking = _lacking(taken, migrations, sealed.path.name)
            if not lacking:
                return database
            if not taken or not keep_copy:
                migrations.apply(database)
                return database
            copy = _copied(sealed, lacking[0])
    except BaseException:
        database.close()
        raise
    return _upgraded(database, migrations, sealed, copy)


def _upgraded(database: Database, migrations: Migrations, sealed: Sealed, copy: Path) -> Database:
    try:
        with translated(sealed.path.name):
            migrations.apply(database)
    except Exception:
        database.close()
        _put_back(copy, sealed.path)
        raise
    except BaseException:
        database.close()
        raise
    return database


def _put_back(copy: Path, path: Path) -> None:
    drop_file(path.with_name(path.name + UNFINISHED))
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    try:
        rename(copy, path)
    except OSError as error:
        raise disk_hindrance(error, path.name) from error


def _copied(sealed: Sealed, first_step: str) -> Path:
    copy = sealed.path.with_name(f"{sealed.path.name}{_BEFORE}{first_step}")
    try:
        copy_sealed(sealed, copy)
    except Hindrance as hindrance:
        if hindrance.code != "disk_full":
            raise
        needed = -(-sizes_of(sealed.path) // _MIB)
        raise Hindrance("no_room_for_upgrade", file=sealed.path.name, mib=needed) from hindrance
    return copy


def copies_before(path: Path) -> list[Path]:
    """List the copies taken before upgrades of a file that are still kept."""
    return sorted(path.parent.glob(f"{path.name}{_BEFORE}*"))


def drop_copies(path: Path) -> None:
    """Let the copies go: the upgraded file has opened well."""
    for copy in copies_before(path):
        with suppress(OSError):  # another program holds it: the next start does it
            drop_file(copy)


def _taken(database: Database) -> set[str]:
    """Name the steps a file has taken; at every start but the first that is all there is to ask."""
    if database.execute(_HAS_STEPS).fetchone() is None:
        return set()
    return {name for (name,) in database.execute("SELECT name FROM _sqlite_migrations").fetchall()}


def _lacking(taken: set[str], migrations: Migrations, file: str) -> list[str]:
    """Name the steps a file lacks, in order."""
    if not taken <= set(step_names(migrations)):
        raise Refusal("store_newer_than_program", file=file)
    return [name for name in step_names(migrations) if name not in taken]


@cache
def step_names(migrations: Migrations) -> tuple[str, ...]:
    """Name all steps this program knows, in order."""
    empty = Database(memory=True, execute_plugins=False)
    try:
        return tuple(step.name for step in migrations.pending(empty))
    finally:
        empty.close()
