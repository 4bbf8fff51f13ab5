"""Writing the search keys of a build: gathered kind by kind, sorted, and many rows to a statement."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

from storage.clinic.database import StoreFile

SLICE = 2_000
"""Keys written in one transaction: less than a hundredth of a second, then somebody may look something up."""
_RUN = 6_000
"""Keys sorted in one go."""
_STEP = 250
"""One of so many keys of a run says where to cut; what all runs have between two cuts is merged at once."""
_AT_ONCE = 200
"""Rows of one statement. Handing rows over one by one takes the driver longer than writing them."""

Key = tuple[str, int]
"""A key and the row it leads to."""
_KEY = itemgetter(0)
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

    kinds: dict[Kind, list[Key]] = field(default_factory=lambda: defaultdict(list))

    def write(self, file: StoreFile, table: KeyTable, build: int) -> Iterator[None]:
        """Write all, a slice between two yields, and forget each kind with its last slice.

        In the order of their index they touch each page of it once.
        """
        for kind in sorted(self.kinds):
            runs = list[list[Key]]()
            for run in _runs(self.kinds.pop(kind)):
                runs.append(run)
                yield
            for keys in _merged(runs):
                for start in range(0, len(keys), SLICE):
                    _write_some(file, table, (build, *kind), keys[start : start + SLICE])
                    yield


def _runs(keys: list[Key]) -> Iterator[list[Key]]:
    """Sort by key, some at a time; sorts are stable, so that the rows of one key stay in ascending order."""
    for start in range(0, len(keys), _RUN):
        yield sorted(keys[start : start + _RUN], key=_KEY)


def _merged(runs: Sequence[list[Key]]) -> Iterator[list[Key]]:
    """Give the keys of sorted runs in order, about a slice at a time."""
    cuts = sorted(key for run in runs for key, _ in run[_STEP::_STEP])[:: SLICE // _STEP]
    done = [0] * len(runs)
    for cut in [*cuts, None]:
        ends = [len(run) if cut is None else bisect_left(run, cut, key=_KEY) for run in runs]
        parts = [run[start:end] for run, start, end in zip(runs, done, ends, strict=True)]
        yield sorted(chain.from_iterable(parts), key=_KEY)
        done = ends


def _write_some(file: StoreFile, table: KeyTable, common: Kind, keys: list[Key]) -> None:
    whole = len(keys) - len(keys) % _AT_ONCE
    many = table.insert_many(_AT_ONCE)
    with file.writing() as database:
        for start in range(0, whole, _AT_ONCE):
            values = [value for pair in keys[start : start + _AT_ONCE] for value in pair]
            database.conn.execute(many, (*common, *values))
        database.conn.executemany(table.insert, [(*common, *pair) for pair in keys[whole:]])
