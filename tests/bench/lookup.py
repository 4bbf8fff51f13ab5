"""Finding a person among 30,000 in the encrypted cache, as the one box does it."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import cast

from core.training.township import TrainingTownship
from storage.clinic.database import StoreFile
from storage.clinic.desk import ClinicStore
from storage.clinic.roster import Roster
from storage.clinic.search_keys import KeyKind
from storage.sqlcipher import Database
from tests.bench.figures import Figure, percentile
from tests.helpers.open_desk import OpenDesk

ASKED = 2_000
SHOWN = 20
LETTERS = 2
"""Initials typed: with two letters of 30,000 people's initials many match, and a full list is shown."""
BUDGET = 3.0
FLOOR = "the same look-up on plain sqlite3 with the same rows"


def measure(folder: Path, desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Look people up by number and by initials, in the encrypted file and in a plain copy."""
    chance = random.Random(3)
    numbers = [entry.person.id_number for entry in chance.choices(town.entries, k=ASKED)]
    initials = _initials(desk.store, chance)
    ours = desk.store.records.roster
    with _plain_copy(desk.store, folder / "plain.sqlite3") as file:
        bare = Roster(file, ours.codec)
        return [
            _figure(
                "look-up by number",
                _p99(ours.entry_by_number, numbers),
                _p99(bare.entry_by_number, numbers),
            ),
            _figure(
                "search by initials, list of 20",
                _p99(lambda text: ours.search(text, SHOWN), initials),
                _p99(lambda text: bare.search(text, SHOWN), initials),
            ),
        ]


def _figure(what: str, ours: float, floor: float) -> Figure:
    return Figure(f"{what}, 30,000 people, p99", ours * 1000, "ms", BUDGET, floor * 1000, FLOOR)


def _initials(store: ClinicStore, chance: random.Random) -> list[str]:
    (cache,) = (file for file in store.files if file.rebuildable)
    rows = cache.database.execute(
        "SELECT key FROM search_keys WHERE kind = ?", (KeyKind.INITIALS,)
    ).fetchall()
    return [key[:LETTERS] for (key,) in chance.choices(rows, k=ASKED)]


def _p99(look_up: Callable[[str], object], asked: Sequence[str]) -> float:
    for text in asked[:100]:
        look_up(text)
    times = []
    for text in asked:
        started = perf_counter()
        look_up(text)
        times.append(perf_counter() - started)
    return percentile(times, 0.99)


@contextmanager
def _plain_copy(store: ClinicStore, path: Path) -> Iterator[StoreFile]:
    """Write every row and index of the cache into a file without encryption."""
    (cache,) = (file for file in store.files if file.rebuildable)
    database = cache.database
    database.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
    database.execute("SELECT sqlcipher_export('plain')")
    database.execute("DETACH DATABASE plain")
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode = wal")
        yield StoreFile(cast("Database", plain), path)
