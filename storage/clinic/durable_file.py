"""Files that change whole or not at all, and the lock that keeps a second program out."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from core.errors import Hindrance, Refusal
from storage.clinic.held_files import patiently, rename

_LOCK = "lock"


def replace_durably(path: Path, content: bytes) -> None:
    """Write a file by copy, flush and rename: after a power cut it is the old or the new one.

    Raises:
        Hindrance: `disk_full`, `store_not_writable`: the old file stands.
    """
    copy = path.with_name(path.name + ".new")
    try:
        with patiently(lambda: copy.open("wb")) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        rename(copy, path)
        flush_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # whoever holds it lets go, and the next writing takes its place
            copy.unlink(missing_ok=True)
        raise not_written(error, path.name) from error


def not_written(error: OSError, file: str) -> Hindrance:
    """Say what kept a file from being written."""
    if error.errno == errno.ENOSPC:
        return Hindrance("disk_full", file=file)
    return Hindrance("store_not_writable", file=file)


def flush_file(path: Path) -> None:
    """Make what was written to a file survive a power cut."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut; Windows does that by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def said_by(words: Callable[[Hindrance], Hindrance]) -> Iterator[None]:
    """Say in the words of the deed what would read as a visit that was not saved."""
    try:
        yield
    except Hindrance as hindrance:
        said = words(hindrance)
        if said is hindrance:
            raise
        raise said from hindrance


class FolderLock:
    """Holds a data folder for this process; the system lets go of it however the process ends.

    Raises:
        Refusal: `store_in_use`: another program has the folder open.
        Hindrance: `store_not_writable`.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._file = patiently(lambda: (folder / _LOCK).open("ab"))
        except OSError as error:
            raise Hindrance("store_not_writable", file=_LOCK) from error
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise Refusal("store_in_use", file=_LOCK) from error

    def release(self) -> None:
        """Let go."""
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
