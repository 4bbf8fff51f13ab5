"""A disk that fails, dies or remembers: the shim of `bad_disk.c`, built once, steered from inside a process.

A process that is to have such a disk is started with the environment `around()` gives.
"""

import ctypes
import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("bad_disk.c")
_JOURNALS = "BAD_DISK_JOURNALS"
_HEAD = struct.Struct("<cIQQ")


class Call(IntFlag):
    """Kinds of calls that change a file."""

    OPEN = 1
    WRITE = 2
    SYNC = 4
    RENAME = 8
    TRUNCATE = 16
    UNLINK = 32


class How(IntEnum):
    """What becomes of the call that was chosen: FULL is a disk that takes nothing more from there on."""

    COUNT = 0
    FAIL = 1
    FULL = 2
    SHORT = 3
    KILL = 4
    TORN = 5


EVERY = Call.OPEN | Call.WRITE | Call.SYNC | Call.RENAME | Call.TRUNCATE | Call.UNLINK


@dataclass(frozen=True, slots=True)
class Fault:
    """The `nth` call of some kinds, counted from 1, and what becomes of it."""

    kinds: Call
    nth: int
    how: How


def no_shim() -> str | None:
    """Say why this machine cannot have such a disk; None where it can."""
    if not sys.platform.startswith("linux"):
        return "the bad disk preloads itself as Linux does it"
    return None if shutil.which("cc") else "no C compiler to build the bad disk with"


@cache
def library() -> Path:
    """Build the shim unless this very source was built here before."""
    text = SOURCE.read_bytes()
    built = Path(tempfile.gettempdir()) / f"bad_disk-{os.getuid()}-{hashlib.sha256(text).hexdigest()[:16]}.so"
    if not built.exists():
        made = built.with_suffix(f".{os.getpid()}")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", made, SOURCE], check=True)
        made.rename(built)
    return built


def around(journals: Path | None = None) -> Mapping[str, str]:
    """Give an environment that preloads the shim; with a folder, every process journals into a file there."""
    return {
        **os.environ,
        "LD_PRELOAD": str(library()),
        **({_JOURNALS: str(journals)} if journals else {}),
    }


class BadDisk:
    """The shim inside this process."""

    def __init__(self, folder: Path) -> None:
        self._shim = ctypes.CDLL(None)
        for name in ("seen", "fired"):
            getattr(self._shim, f"bad_disk_{name}").restype = ctypes.c_long
        self._shim.bad_disk_watch(os.fsencode(folder))

    def arm(self, fault: Fault) -> None:
        """Begin to count, and strike at the chosen call."""
        self._shim.bad_disk_arm(int(fault.kinds), ctypes.c_long(fault.nth), int(fault.how))

    def seen(self) -> int:
        """Tell how many calls of the armed kinds there were."""
        return int(self._shim.bad_disk_seen())

    def fired(self) -> int:
        """Tell how many of them were struck."""
        return int(self._shim.bad_disk_fired())

    def journal(self, file: Path) -> None:
        """Write every change down from now on."""
        self._shim.bad_disk_journal(os.fsencode(file))

    def note(self, text: str) -> None:
        """Put a line of one's own between the changes."""
        self._shim.bad_disk_note(text.encode())


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a journal.

    Kinds: C created, W written, T truncated to `at`, S file synced, D folder synced, R renamed to `data`,
    U removed, M folder made, N noted.
    """

    kind: str
    path: str
    at: int
    data: bytes


def read_journal(file: Path) -> Iterator[Change]:
    """Read what a process wrote down; a record it died in is left out."""
    content = file.read_bytes()
    start = 0
    while start + _HEAD.size <= len(content):
        kind, name, at, size = _HEAD.unpack_from(content, start)
        start += _HEAD.size
        if start + name + size > len(content):
            return
        path, data = content[start : start + name], content[start + name : start + name + size]
        yield Change(kind.decode(), os.fsdecode(path), at, data)
        start += name + size
