"""Writing the search keys of a build: gathered kind by kind, sorted, and many rows to a statement."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from storage.clinic.database import StoreFile

SLICE = 2_000
"""Keys written in one transaction: less than a hundredth of a second, then somebody may look something up."""
_RUN = 6_000
"""Keys sorted in one go; sorted runs are merged in about the same time."""
_AT_ONCE = 200
"""Rows of one statement. Handing rows over one by one takes the driver longer than writing them."""

Kind = tuple[Any, ...]
"""What the keys of one kind have in common: the columns before the key itself, without the build."""


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Where search keys go: the statement for one row. Numbered places hold what a kind has in common."""

    insert: str

    def insert_many(self, rows: int) -> str:
        """Write the statement for so many rows of one build and kind."""
        row = self.insert.rpartition("VALUES ")[2]
        return self.insert + f", {row}" * (rows - 1)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Keys by their kind, each with the row it leads to; rows are gathered in ascending order."""

    kinds: dict[Kind, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))

    def write(self, file: StoreFile, table: KeyTable, build: int) -> Iterator[None]:
        """Write all, a slice between two yields, and forget each kind with its last slice.

        In the order of their index they touch each page of it once.
        """
        for kind in sorted(self.kinds):
            keys = self.kinds.pop(kind)
            yield from _sorted(keys)
            for start in range(0, len(keys), SLICE):
                _write_some(file, table, (build, *kind), keys[start : start + SLICE])
                yield


def _sorted(keys: list[tuple[str, int]]) -> Iterator[None]:
    """Sort by key; the sort is stable, so that the rows of one key stay in ascending order."""
    for start in range(0, len(keys), _RUN):
        keys[start : start + _RUN] = sorted(keys[start : start + _RUN], key=itemgetter(0))
        yield
    keys.sort(key=itemgetter(0))
    yield


def _write_some(file: StoreFile, table: KeyTable, common: Kind, keys: list[tuple[str, int]]) -> None:
    whole = len(keys) - len(keys) % _AT_ONCE
    many = table.insert_many(_AT_ONCE)
    with file.writing() as database:
        for start in range(0, whole, _AT_ONCE):
            values = [value for pair in keys[start : start + _AT_ONCE] for value in pair]
            database.conn.execute(many, (*common, *values))
        database.conn.executemany(table.insert, [(*common, *pair) for pair in keys[whole:]])
