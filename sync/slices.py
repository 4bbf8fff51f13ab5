"""Work done a slice at a time, so that somebody can be looked up in between; or all of it at once."""

from collections.abc import Generator
from typing import Any, TypeVar

Made = TypeVar("Made")


def at_once(slices: Generator[Any, None, Made]) -> Made:
    """Do all slices one after the other, and give what they made."""
    while True:
        try:
            next(slices)
        except StopIteration as done:
            made: Made = done.value
            return made
