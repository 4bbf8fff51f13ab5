"""What keeps files from being opened, told as what it is at the door: nothing was being saved yet.

On a full disk the files cannot even be opened, for what lies beside them while they are open takes a little
room. The room that is kept is there for that too.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from core.errors import Hindrance
from storage.clinic.reserve import RESERVE

_NO_ROOM = 256 * 1024
"""Bytes free on a disk where a failure to write needs no other reason."""


class _OfFolder(Protocol):
    @property
    def folder(self) -> Path: ...


D = TypeVar("D", bound=_OfFolder)
P = ParamSpec("P")
T = TypeVar("T")


def with_room_to_open(opening: Callable[Concatenate[D, P], T]) -> Callable[Concatenate[D, P], T]:
    """Let the opening of a data folder have the room that is kept, once, where the disk is full.

    Raises:
        Hindrance: `disk_full_not_opened`, `store_not_opened` for what would read as a failure to save.
    """

    @wraps(opening)
    def opened(desk: D, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return opening(desk, *args, **kwargs)
        except Hindrance as hindrance:
            if not _for_want_of_room(desk.folder, hindrance) or not _let_go(desk.folder / RESERVE):
                raise _told(desk.folder, hindrance) from hindrance
        try:
            return opening(desk, *args, **kwargs)
        except Hindrance as hindrance:
            raise _told(desk.folder, hindrance) from hindrance

    return opened


def _for_want_of_room(folder: Path, hindrance: Hindrance) -> bool:
    if hindrance.code == "store_not_writable":
        with suppress(OSError):
            return shutil.disk_usage(folder).free < _NO_ROOM
    return hindrance.code == "disk_full"


def _let_go(reserve: Path) -> bool:
    try:
        reserve.unlink()
    except OSError:
        return False
    return True


def _told(folder: Path, hindrance: Hindrance) -> Hindrance:
    if _for_want_of_room(folder, hindrance):
        return Hindrance("disk_full_not_opened", **hindrance.facts)
    if hindrance.code == "store_not_writable":
        return Hindrance("store_not_opened", **hindrance.facts)
    return hindrance
