"""The first look at what a start asks for, before anything of Typer or Qt is read in."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path


def speak_utf8() -> None:
    """Write UTF-8 whatever the console's code page, so that a pipe or log never breaks on a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def window_alone(arguments: Sequence[str], default_data: Callable[[], Path]) -> Path | None:
    """Give the data folder where the window alone is asked for; None where commands are to be read.

    The lock screen shows in half the time without the machinery of the commands.
    """
    match arguments:
        case []:
            return default_data()
        case ["--data", folder]:
            return Path(folder)
    return None
