"""A new roster of a whole clinic's size coming into use while the doctor goes on looking people up."""

from random import Random
from time import perf_counter

from core.data_sets import DataRow
from core.training.township import TrainingTownship
from sync.data_sets import row_of
from tests.bench.figures import Figure, percentile
from tests.helpers.open_desk import OpenDesk

SECONDS, LOOK_UP_MS = 3.0, 20.0


def measure(desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Put 30,000 people in the place of as many; between any two slices somebody is looked up.

    A look-up may come at the beginning of a slice: then it waits for the slice, and that counts.
    """
    desk.bring_roster(town.entries)
    rows = [row_of(one.person.person_id, one.to_plain()) for one in town.entries]
    numbers = [one.person.id_number for one in town.entries]
    slices, waits = _slices(desk, rows, numbers)
    return [
        Figure(f"a roster of {len(rows):,} coming into use", sum(slices), "s", SECONDS),
        Figure("look-up meanwhile, p99", percentile(waits, 0.99) * 1000, "ms", LOOK_UP_MS),
    ]


def _slices(desk: OpenDesk, rows: list[DataRow], numbers: list[str]) -> tuple[list[float], list[float]]:
    chance = Random(5)
    slices, waits = [], []
    started = perf_counter()
    for _ in desk.slices_of(rows, version=3):
        done = perf_counter()
        if desk.store.records.entry_by_number(chance.choice(numbers)) is None:
            raise RuntimeError("somebody was not found while a roster came into use")
        answered = perf_counter()
        slices.append(done - started)
        waits.append(answered - started)
        started = perf_counter()
    return slices, waits
