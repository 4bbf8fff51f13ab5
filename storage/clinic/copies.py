"""Copies of an encrypted file: whole at one moment, sealed as it is, and looked at before they count."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import Hindrance
from storage.clinic.durable_file import flush_folder
from storage.clinic.held_files import rename, unlink_patiently
from storage.sqlcipher import Sealed, connect, driver, translated, unlock

UNFINISHED = ".unfinished"
"""Ending of a copy that is still being written: whoever finds one may throw it away."""
_SIDE_FILES = ("", "-wal", "-shm", "-journal")
_SLACK = 1.1


def copy_sealed(source: Sealed, target: Path) -> None:
    """Copy an encrypted file under the same key; what others write meanwhile is in it or not, never half.

    It is written under another name, flushed, read again whole, and only then given its name.

    Raises:
        Hindrance: `disk_full`, `store_not_writable`, `store_damaged`, `copy_not_sound`: no copy was left.
    """
    unfinished = target.with_name(target.name + UNFINISHED)
    with written_in_vain(unfinished):
        drop_file(unfinished)
        require_room(target.parent, source.path, sizes_of(source.path))
        with closing(connect(source)) as reading:
            _write(reading, replace(source, path=unfinished))
        require_sound(replace(source, path=unfinished))
        flush_file(unfinished)
        rename(unfinished, target)
        flush_folder(target.parent)


def _write(reading: Any, copy: Sealed) -> None:
    with translated(copy.path.name), closing(driver.connect(str(copy.path))) as writing:
        unlock(writing, copy.key)
        writing.execute("PRAGMA synchronous = OFF")  # flushed once, at the end
        _carry(reading, writing, copy.path.name)
        # One file without companions: a stick that is pulled out takes all of it or nothing.
        writing.execute("PRAGMA journal_mode = DELETE")


def _carry(reading: Any, writing: Any, file: str) -> None:
    """Copy page by page; the driver gives these errors no number, only SQLite's own words."""
    try:
        reading.backup(writing)
    except driver.OperationalError as error:
        raise Hindrance("disk_full" if "full" in str(error) else "store_not_writable", file=file) from error
    except driver.DatabaseError as error:
        raise Hindrance("store_damaged", file=file) from error


def require_sound(sealed: Sealed) -> None:
    """Read a closed copy again, every page and every index.

    Raises:
        Hindrance: `copy_not_sound`.
    """
    try:
        faults = page_faults(sealed)
    except Hindrance as hindrance:
        raise Hindrance("copy_not_sound", file=sealed.path.name) from hindrance
    if faults:
        raise Hindrance("copy_not_sound", file=sealed.path.name)


def page_faults(sealed: Sealed) -> list[str]:
    """Check every page against its seal and every index against its table, over a connection of its own.

    May run on another thread than the one that has the file open.

    Raises:
        Hindrance: what kept it from being read.
    """
    with translated(sealed.path.name), closing(driver.connect(str(sealed.path))) as connection:
        unlock(connection, sealed.key)
        connection.execute("PRAGMA query_only = ON")
        return faults_of(connection)


def faults_of(connection: Any) -> list[str]:
    """Give what is wrong with the pages of an open file; empty when sound."""
    seals = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    shape = [row[0] for row in connection.execute("PRAGMA integrity_check(20)").fetchall()]
    return seals + [line for line in shape if line != "ok"]


def require_room(folder: Path, file: Path, size: int) -> None:
    """Let nobody begin to write what has no room.

    Raises:
        Hindrance: `disk_full`, `store_not_writable`.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise Hindrance("store_not_writable", file=file.name) from error
    if free < size * _SLACK:
        raise Hindrance("disk_full", file=file.name)


def sizes_of(path: Path) -> int:
    """Sum a file and what of it still lies in its write-ahead log."""
    sides = (path.with_name(path.name + ending) for ending in _SIDE_FILES)
    return sum(side.stat().st_size for side in sides if side.exists())


def drop_file(path: Path) -> None:
    """Remove a closed file and its companions."""
    for ending in _SIDE_FILES:
        unlink_patiently(path.with_name(path.name + ending))


def take_away(folder: Path) -> None:
    """Remove the folder of a copy; cut short at any moment it is no longer one that looks whole.

    What is left then has the ending of one that is still being written. A folder somebody holds stays.
    """
    going = folder.with_name(folder.name + UNFINISHED)
    with suppress(OSError):
        folder.rename(going)
        shutil.rmtree(going)


def flush_file(path: Path) -> None:
    """Make the content of a closed file survive a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def written_in_vain(unfinished: Path) -> Iterator[None]:
    """Leave nothing half behind, and say what the world did in our words."""
    try:
        yield
    except BaseException as error:
        _forget(unfinished)
        if isinstance(error, OSError):
            raise disk_hindrance(error, unfinished.name.removesuffix(UNFINISHED)) from error
        raise


def _forget(unfinished: Path) -> None:
    try:
        drop_file(unfinished)
    except OSError:
        return  # the stick is gone: nothing can be taken away from it


def disk_hindrance(error: OSError, file: str) -> Hindrance:
    """Say what an error of the disk means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Hindrance("disk_full", file=file)
    return Hindrance("store_not_writable", file=file)
