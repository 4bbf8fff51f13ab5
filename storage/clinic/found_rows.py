"""Rows an index leads to, one stretch of it after the other, each row once."""

from collections.abc import Iterable
from contextlib import closing
from typing import Any

from storage.sqlcipher import Database

_WHOLE = -1
"""The limit of a stretch: it is read row by row, and left where enough were found."""

Span = tuple[str, tuple[Any, ...]]
"""A statement over one stretch of an index, and its parameters without the limit."""


def first_rows(database: Database, spans: Iterable[Span], wanted: int) -> list[int]:
    """Give the first rows of some stretches, in their order.

    A row may lie at several places of one stretch, as somebody with two readings does. With a limit in the
    statement these would count for others, and the pages of one question would not follow each other.
    """
    found: dict[int, None] = {}
    for statement, parameters in spans:
        with closing(database.execute(statement, (*parameters, _WHOLE))) as rows:
            for (row,) in rows:
                found[row] = None
                if len(found) >= wanted:
                    return list(found)
    return list(found)
