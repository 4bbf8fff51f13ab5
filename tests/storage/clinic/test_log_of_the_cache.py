"""While much is written the cache's log grows, and another thread folds it in; then all is as before."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.data_sets import DataSetName
from storage.clinic.database import CACHE, fold_beside
from storage.clinic.desk import ClinicStore
from tests.storage.clinic.sample import bring_roster, bring_set, person, reopened, roster_rows, version_of

MOST_BYTES = 4 * 2**20
PEOPLE = [person(number, "王小满") for number in range(1, 2_000)]


def folds_at(store: ClinicStore) -> int:
    (pages,) = store.records.sets.file.database.execute("PRAGMA wal_autocheckpoint").fetchone()
    return int(pages)


def bytes_of(folder: Path) -> int:
    return (folder / CACHE).stat().st_size


def test_no_commit_of_a_roster_folds_the_log_in_and_the_other_thread_does(
    store: ClinicStore, folder: Path
) -> None:
    store.records.sets.file.fold_in()
    before, rows = bytes_of(folder), roster_rows(PEOPLE)
    slices = store.sync.apply_in_slices(version_of(DataSetName.ROSTER, 1, rows), rows)
    with ThreadPoolExecutor(1) as other_lane:
        for written in slices:
            if written < len(rows):
                assert bytes_of(folder) == before
            elif bytes_of(folder) == before:
                other_lane.submit(fold_beside, folder, store.key).result()
                assert bytes_of(folder) > before
    assert store.records.entry(PEOPLE[7].person_id)
    assert len(store.records.search("wxm", 5)) == 5
    store = reopened(store, folder)
    assert store.records.entry(PEOPLE[7].person_id)
    store.close()


def test_afterwards_the_log_is_kept_as_short_as_before(store: ClinicStore) -> None:
    usual, rows = folds_at(store), roster_rows(PEOPLE[:300])
    slices = store.sync.apply_in_slices(version_of(DataSetName.ROSTER, 1, rows), rows)
    assert max(folds_at(store) for _ in slices) > usual
    assert folds_at(store) == usual
    given_up = store.sync.apply_in_slices(version_of(DataSetName.ROSTER, 2, rows[:200]), rows[:200])
    next(given_up)
    del given_up
    assert folds_at(store) == usual


def test_on_a_disk_nearly_full_the_log_stays_short(store: ClinicStore) -> None:
    store.records.sets.file.shrink()
    short, rows = folds_at(store), roster_rows(PEOPLE[:300])
    slices = store.sync.apply_in_slices(version_of(DataSetName.ROSTER, 1, rows), rows)
    assert {folds_at(store) for _ in slices} == {short}


def test_a_disk_that_fills_up_meanwhile_keeps_it_short_from_then_on(store: ClinicStore) -> None:
    rows = roster_rows(PEOPLE[:300])
    slices = store.sync.apply_in_slices(version_of(DataSetName.ROSTER, 1, rows), rows)
    while next(slices) == 0:
        pass
    store.records.sets.file.shrink()
    short = folds_at(store)
    assert {folds_at(store) for _ in slices} == {short}
    assert folds_at(store) == short


def test_the_file_of_a_log_that_was_folded_in_does_not_stay_long(store: ClinicStore, folder: Path) -> None:
    log = folder / f"{CACHE}-wal"
    bring_roster(store, [person(number, "王小满" * 60) for number in range(1, 4_000)])
    assert log.stat().st_size > 2 * MOST_BYTES
    fold_beside(folder, store.key)
    bring_set(store, DataSetName.SETTINGS, {"pack": {"value": "CN-23"}})
    assert log.stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("key", [bytes(32), b"another key of thirty-two bytes."], ids=["wiped", "other"])
def test_with_a_key_that_was_forgotten_nothing_happens(store: ClinicStore, folder: Path, key: bytes) -> None:
    bring_roster(store, PEOPLE[:5])
    before = bytes_of(folder)
    fold_beside(folder, bytearray(key))
    assert bytes_of(folder) == before
    assert store.verify() == []


def test_without_a_cache_none_is_made(tmp_path: Path) -> None:
    fold_beside(tmp_path, bytearray(32))
    assert list(tmp_path.iterdir()) == []
