"""A new roster of a whole clinic's size coming into use while the doctor goes on looking people up."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from random import Random
from time import perf_counter, thread_time

from core.data_sets import DataRow
from core.training.township import TrainingTownship
from storage.clinic.database import fold_beside
from sync.data_sets import row_of
from tests.bench.figures import Figure, percentile
from tests.helpers.open_desk import OpenDesk
from ui.sync_rounds import FOLD_EVERY

SECONDS, LOOK_UP_MS = 3.0, 20.0


def measure(desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Put 30,000 people in the place of as many; between any two slices somebody is looked up.

    A look-up may come at the beginning of a slice: then it waits for the slice, and that counts. The roster
    is in use once it answers; the one before is cleared away afterwards, in slices too. As in the window,
    another thread folds the log in meanwhile. The township sends rows in the order of their keys.
    """
    desk.bring_roster(town.entries)
    rows = sorted(
        (row_of(one.person.person_id, one.to_plain()) for one in town.entries), key=lambda row: row.key
    )
    numbers = [one.person.id_number for one in town.entries]
    found = _slices(desk, rows, numbers)
    seconds = Figure(f"a roster of {len(rows):,} coming into use", sum(found.slices), "s", SECONDS)
    wait = Figure("look-up meanwhile, p99", percentile(found.waits, 0.99) * 1000, "ms", LOOK_UP_MS)
    busy = percentile(found.busy, 0.99) * 1000
    return [
        replace(seconds, remark=f"{sum(found.processor):.1f} s of the lane's processor"),
        replace(wait, remark=f"{busy:.1f} ms of the lane's processor"),
    ]


@dataclass(slots=True)
class _Found:
    """Seconds of each slice up to the switch, and of each wait to its end; by the clock and of processor."""

    slices: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)


def _slices(desk: OpenDesk, rows: list[DataRow], numbers: list[str]) -> _Found:
    chance, found, version = Random(5), _Found(), 3
    slices = desk.slices_of(rows, version)
    with ThreadPoolExecutor(1) as other_lane:
        folding = other_lane.submit(fold_beside, desk.folder, desk.store.key)
        started, busy = perf_counter(), thread_time()
        for _ in slices:
            done, spent = perf_counter(), thread_time()
            if desk.store.records.entry_by_number(chance.choice(numbers)) is None:
                raise RuntimeError("somebody was not found while a roster came into use")
            found.waits.append(perf_counter() - started)
            found.busy.append(thread_time() - busy)
            if desk.store.records.versions()["roster"] != f"1.{version}":
                found.slices.append(done - started)
                found.processor.append(spent - busy)
            if len(found.waits) % FOLD_EVERY == 0 and folding.done():
                folding = other_lane.submit(fold_beside, desk.folder, desk.store.key)
            started, busy = perf_counter(), thread_time()
    return found
