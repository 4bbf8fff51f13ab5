"""Files that another program, such as a virus scanner on Windows, holds for a moment: tried again."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_HELD = (5, 32, 33)
"""What Windows answers while another program has a file open: access denied, sharing and lock violation."""
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds between the tries; whoever looks at a file of this size is done with it by then."""


def patiently(deed: Callable[[], T]) -> T:
    """Do something to a file, again and again while another program holds it.

    Raises:
        OSError: it is held for longer, or something else is wrong with it.
    """
    for pause in _PAUSES:
        try:
            return deed()
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(pause)
    return deed()


def rename(source: Path, target: Path) -> None:
    """Give a file the name of another, in its place."""
    patiently(lambda: source.replace(target))


def unlink_patiently(path: Path) -> None:
    """Remove a file that may be gone already."""
    patiently(lambda: path.unlink(missing_ok=True))


def content_of(path: Path) -> bytes:
    """Read a small file whole."""
    return patiently(path.read_bytes)
