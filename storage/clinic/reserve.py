"""Room kept for a month of visits: a file of nothing that is let go when the disk is full."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from core.errors import Hindrance

T = TypeVar("T")
RESERVE = "reserve"
RESERVE_BYTES = 12 * 2**20
"""1,040 visits of a busy month (40 a day, eight lines each) measured 4.2 kB each in the ledger; as much again
for what the township says about them, and 4 MB for the write-ahead log."""
_PLENTY = 4
"""How many times the reserve must be free before it is laid in again."""


@dataclass(slots=True)
class Reserve:
    """The file in a data folder.

    Each of `givers` gives the disk back what it can do without and tells whether that was anything; they are
    asked first, in their order.
    """

    folder: Path
    size: int = RESERVE_BYTES
    givers: tuple[Callable[[], bool], ...] = ()
    released: int = 0
    """How often it was let go since the start."""

    @property
    def path(self) -> Path:
        """Name the file."""
        return self.folder / RESERVE

    @property
    def whole(self) -> bool:
        """Tell whether the room is there."""
        try:
            return self.path.stat().st_size >= self.size
        except OSError:
            return False

    def lay_in(self) -> None:
        """Keep the room, where there is plenty; a disk without it is told by `whole`."""
        if self.size == 0 or self.whole:
            return
        with suppress(OSError):
            if shutil.disk_usage(self.folder).free >= self.size * _PLENTY:
                _occupy(self.path, self.size)

    def with_room(self, deed: Callable[[], T]) -> T:
        """Do something to the ledger; on a full disk room is made for it, and it is tried again.

        Raises:
            Hindrance: `disk_full` where nothing could make room, and whatever else the deed says.
        """
        try:
            return deed()
        except Hindrance as hindrance:
            if hindrance.code != "disk_full":
                raise
            full = hindrance
        for _ in self.ways_to_make_room():
            with suppress(Hindrance):
                return deed()
        raise full

    def ways_to_make_room(self) -> Iterator[None]:
        """Make room on a full disk, one way after the other; after each one it is worth trying again."""
        yield from self._asked()
        if self._let_go():
            for giver in self.givers:
                _given(giver)  # tidying up takes a little room itself: now there is some
            yield

    def _asked(self) -> Iterator[None]:
        for giver in self.givers:
            if _given(giver):
                yield

    def _let_go(self) -> bool:
        try:
            there = self.path.stat().st_size > 0
            self.path.unlink()
        except OSError:
            return False
        self.released += there
        return there


def _given(giver: Callable[[], bool]) -> bool:
    try:
        return giver()
    except Hindrance:
        return False  # what has no room to tidy up gives nothing


def _occupy(path: Path, size: int) -> None:
    """Take room that is really there: a file with a hole in it would hold nothing free."""
    try:
        with path.open("wb") as file:
            if sys.platform == "win32":
                file.truncate(size)  # NTFS sets the clusters aside
            else:
                os.posix_fallocate(file.fileno(), 0, size)
    except OSError:
        path.unlink(missing_ok=True)
        raise
