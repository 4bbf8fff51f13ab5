"""A new roster of a whole clinic's size coming into use while the doctor goes on looking people up."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import takewhile
from random import Random
from time import perf_counter, thread_time

from core.data_sets import DataRow, DataSetName
from core.township_rows import PublishedSet
from core.training.township import TrainingTownship
from storage.clinic.database import fold_beside
from sync.data_sets import Before, Edition, decode_manifest, pack_rows, row_of
from sync.download import Download
from tests.bench.figures import Figure, percentile
from tests.helpers.open_desk import TODAY, VALID, OpenDesk
from ui.application import collect_rarely
from ui.sync_rounds import FOLD_EVERY

SECONDS, LOOK_UP_MS = 3.0, 20.0
EDITION = Edition(DataSetName.ROSTER, "clinic:V01", 3, TODAY, TODAY + VALID)
CHANGED = 600
"""People of whom something changed since the last version."""


def measure(desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Put 30,000 people in the place of as many, from their chunks; between two slices somebody is looked up.

    A look-up may come at the beginning of a slice: then it waits for the slice, and that counts. The roster
    is in use once it answers; the one before is cleared away afterwards, in slices too. As in the window,
    another thread folds the log in meanwhile.
    """
    collect_rarely()
    desk.bring_roster(town.entries)
    rows = sorted(
        (row_of(one.person.person_id, one.to_plain()) for one in town.entries), key=lambda row: row.key
    )
    numbers = [one.person.id_number for one in town.entries]
    whole = _slices(desk, _a_snapshot(desk, rows), numbers, "1.3")
    step = _slices(desk, _a_step(desk, rows), numbers, "1.4")
    seconds = Figure(f"a roster of {len(rows):,} coming into use", sum(whole.slices), "s", SECONDS)
    return [
        replace(seconds, remark=f"{sum(whole.processor):.1f} s of the lane's processor"),
        whole.wait("look-up meanwhile, p99"),
        step.wait(f"the same while a roster is made of the last one and {CHANGED} changes"),
    ]


def _a_snapshot(desk: OpenDesk, rows: list[DataRow]) -> Iterator[object]:
    """Unpack a version as it comes to a PC that has none, and put it in use."""
    published, chunks = pack_rows(EDITION, rows, bytes)
    return _brought(desk, published, chunks, {})


def _a_step(desk: OpenDesk, rows: list[DataRow]) -> Iterator[object]:
    """Make the next version from the one in use, as the day's call does."""
    before, _ = pack_rows(EDITION, rows, bytes)
    manifest = decode_manifest(before.manifest)
    if manifest is None:
        raise RuntimeError("a roster is a set this program knows")
    new = [_with_phone(row) if n % (len(rows) // CHANGED) == 0 else row for n, row in enumerate(rows)]
    after, chunks = pack_rows(replace(EDITION, version=4), new, bytes, Before(manifest, rows))
    return _brought(desk, after, chunks, desk.store.sync.standing().data_sets)


def _brought(
    desk: OpenDesk, published: PublishedSet, chunks: Mapping[bytes, bytes], held: Mapping[DataSetName, int]
) -> Iterator[object]:
    for name, chunk in chunks.items():
        desk.store.sync.keep_chunk(name, chunk)
    download = Download(desk.store.sync)
    wanted = decode_manifest(published.manifest)
    download.begin([wanted] if wanted else [], held)
    return takewhile(bool, iter(download.work, None))


def _with_phone(row: DataRow) -> DataRow:
    return row_of(row.key, {**row.content, "person": {**row.content["person"], "phone": "00012345678"}})


@dataclass(slots=True)
class _Found:
    """Seconds of each slice up to the switch, and of each wait to its end; by the clock and of processor."""

    slices: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def wait(self, what: str) -> Figure:
        """Tell how long somebody waited who was looked up."""
        waited, busy = (percentile(values, 0.99) * 1000 for values in (self.waits, self.busy))
        remark = f"{busy:.1f} ms of the lane's processor; the longest {max(self.waits) * 1000:.0f} ms"
        return Figure(what, waited, "ms", LOOK_UP_MS, remark=remark)


def _slices(desk: OpenDesk, slices: Iterator[object], numbers: list[str], version: str) -> _Found:
    chance, found = Random(5), _Found()
    with ThreadPoolExecutor(1) as other_lane:
        folding = other_lane.submit(fold_beside, desk.folder, desk.store.key)
        started, busy = perf_counter(), thread_time()
        for _ in slices:
            done, spent = perf_counter(), thread_time()
            if desk.store.records.entry_by_number(chance.choice(numbers)) is None:
                raise RuntimeError("somebody was not found while a roster came into use")
            found.waits.append(perf_counter() - started)
            found.busy.append(thread_time() - busy)
            if desk.store.records.versions()["roster"] != version:
                found.slices.append(done - started)
                found.processor.append(spent - busy)
            if len(found.waits) % FOLD_EVERY == 0 and folding.done():
                folding = other_lane.submit(fold_beside, desk.folder, desk.store.key)
            started, busy = perf_counter(), thread_time()
    if desk.store.records.versions()["roster"] != version:
        raise RuntimeError("the roster did not come into use")
    return found
