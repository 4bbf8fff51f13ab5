"""Finding a person among 300,000 in the encrypted cache, as the one box does it."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import cast

from storage.clinic.database import StoreFile
from storage.clinic.desk import ClinicStore
from storage.clinic.roster import Roster
from storage.clinic.search_keys import KeyKind
from storage.sqlcipher import Database
from tests.bench.figures import Figure, percentile
from tests.helpers.open_desk import OpenDesk

ASKED = 2_000
SHOWN = 20
LETTERS = 3
"""Initials typed: three letters are what one types of a name."""
RATIO = 2.0
NUMBER_MS, INITIALS_MS = 2.0, 15.0
SIZE = 1.05
_PLAIN = "plain sqlite3, same rows, indexes and code"
_KEYS = """SELECT key FROM search_keys
    WHERE kind = ? AND build = (SELECT build FROM data_sets WHERE name = 'roster') ORDER BY row"""


def measure(folder: Path, desk: OpenDesk) -> list[Figure]:
    """Look people up by number and by initials, in the encrypted file and in a plain copy, turn by turn."""
    chance = random.Random(3)
    numbers = chance.choices(keys_of(desk.store, KeyKind.NUMBER), k=ASKED)
    initials = [key[:LETTERS] for key in chance.choices(keys_of(desk.store, KeyKind.INITIALS), k=ASKED)]
    ours = desk.store.records.roster
    with _plain_copy(desk.store, folder / "plain.sqlite3") as file:
        bare = Roster(file, ours.codec)
        by_number = _p99_each((ours.entry_by_number, bare.entry_by_number), numbers)
        by_initials = _p99_each(
            (lambda text: ours.search(text, SHOWN), lambda text: bare.search(text, SHOWN)), initials
        )
        sizes = [one.path.stat().st_size / 1e6 for one in (_cache(desk.store), file)]
    look_up = Figure("look-up by number, 300,000 people, p99", by_number[0], "ms", NUMBER_MS)
    search = Figure(f"search by {LETTERS} initials, 300,000 people, p99", by_initials[0], "ms", INITIALS_MS)
    return [
        *(one for one in (look_up, search)),
        replace(look_up, what=f"{look_up.what}, ratio", budget=RATIO, floor=by_number[1], floor_name=_PLAIN),
        replace(search, what=f"{search.what}, ratio", budget=RATIO, floor=by_initials[1], floor_name=_PLAIN),
        Figure("size of the encrypted cache", sizes[0], "MB", SIZE, sizes[1], _PLAIN),
    ]


def _cache(store: ClinicStore) -> StoreFile:
    (cache,) = (file for file in store.files if file.rebuildable)
    return cache


def keys_of(store: ClinicStore, kind: KeyKind) -> list[str]:
    """Give the search keys of a kind."""
    rows = _cache(store).database.execute(_KEYS, (kind,)).fetchall()
    return [key for (key,) in rows]


def _p99_each(look_ups: Sequence[Callable[[str], object]], asked: Sequence[str]) -> list[float]:
    """Ask everybody in turn, so that all meet the same machine; give milliseconds."""
    times: list[list[float]] = [[] for _ in look_ups]
    for place, text in enumerate(asked):
        for look_up, mine in zip(look_ups, times, strict=True):
            started = perf_counter()
            look_up(text)
            if place >= ASKED // 20:
                mine.append(perf_counter() - started)
    return [percentile(mine, 0.99) * 1000 for mine in times]


@contextmanager
def _plain_copy(store: ClinicStore, path: Path) -> Iterator[StoreFile]:
    """Write every row and index of the cache into a file without encryption; both without free pages."""
    database = _cache(store).database
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    database.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
    database.execute("SELECT sqlcipher_export('plain')").fetchall()
    database.execute("DETACH DATABASE plain")
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode = wal")
        plain.execute("PRAGMA cache_size = -16384")
        yield StoreFile(cast("Database", plain), path)
