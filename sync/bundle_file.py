"""The file a bundle travels in: written under another name, flushed, then renamed; never half there."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import Hindrance, Refusal

_UNFINISHED = ".unfinished"
_PIECE = 1024 * 1024
ENDING = ".cunzhen"


@contextmanager
def new_bundle(path: Path) -> Iterator[Callable[[bytes], Any]]:
    """Lend what takes the bytes of a bundle; the file has its name only once all of it is on the carrier.

    Whatever ends it early, what was begun is taken away again, where the carrier is still there.

    Raises:
        Hindrance: `stick_full`, `stick_write_protected`, `stick_gone`, `stick_not_writable`: nothing is
            there, or, the power gone, an unfinished file nobody reads.
    """
    beside = path.with_name(path.name + _UNFINISHED)
    try:
        with beside.open("wb") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        _tidied(beside)
        raise _not_written(error, path) from error
    except BaseException:  # given up half way, or what should have been written could not be had
        _tidied(beside)
        raise


def _tidied(beside: Path) -> None:
    with suppress(OSError):
        beside.unlink(missing_ok=True)


def _not_written(error: OSError, path: Path) -> Hindrance:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return Hindrance("stick_full", file=path.name)
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return Hindrance("stick_write_protected", file=path.name)
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.EIO | errno.ENOTDIR:
            return Hindrance("stick_gone", file=path.name)
    return Hindrance("stick_not_writable", file=path.name)


@contextmanager
def found_bundle(path: Path) -> Iterator[BinaryIO]:
    """Open a bundle for reading.

    Raises:
        Refusal: `bundle_missing`.
        Hindrance: `stick_not_readable`.
    """
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise Refusal("bundle_missing", file=path.name) from error
    except OSError as error:
        raise Hindrance("stick_not_readable", file=path.name) from error


def bundles_in(folder: Path) -> Sequence[Path]:
    """List the bundles in a folder and those below it, in the order of their names.

    Raises:
        Refusal: `bundle_missing`: there is none.
        Hindrance: `stick_not_readable`.
    """
    try:
        found = sorted(folder.rglob(f"*{ENDING}"))
    except OSError as error:
        raise Hindrance("stick_not_readable", file=folder.name) from error
    if not found:
        raise Refusal("bundle_missing", file=folder.name)
    return found


def digest_of_file(path: Path) -> bytes:
    """Give SHA-256 of a bundle: by it the same file is known again wherever it turns up.

    Raises:
        Refusal, Hindrance: as `found_bundle`.
    """
    found = hashlib.sha256()
    with found_bundle(path) as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.digest()
