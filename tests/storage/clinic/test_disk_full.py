"""When the disk takes no more, nothing half is kept and everything before stays."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.errors import Hindrance
from storage.clinic.database import StoreFile
from storage.clinic.desk import ClinicStore, create_clinic, require_free
from storage.clinic.durable_file import replace_durably
from tests.storage.clinic.sample import (
    DOCTOR,
    ENROLMENT,
    EPOCH,
    NOON,
    PASSWORD,
    Pen,
    bring_roster,
    chain_holds,
    desk_in,
    new_clinic,
    person,
    reopened,
    visit_of,
)
from tests.storage.clinic.test_vault import refused


@contextmanager
def no_more_pages(file: StoreFile) -> Iterator[None]:
    """Let the file grow no further, as on a full disk."""
    (pages,) = file.database.execute("PRAGMA page_count").fetchone()
    (before,) = file.database.execute("PRAGMA max_page_count").fetchone()
    file.database.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        file.database.execute(f"PRAGMA max_page_count = {before}")


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Let the system refuse every write beyond a size, in any file of this process."""
    quiet = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, quiet)


def write_until_stopped(store: ClinicStore, pen: Pen) -> tuple[int, Hindrance]:
    for count in range(500):
        try:
            store.ledger.append(pen.draft(visit_of(person(count, "王小满"))))
        except Hindrance as hindrance:
            return count, hindrance
    raise AssertionError("the disk never filled up")


def test_a_visit_that_found_no_room_is_told_and_leaves_nothing(store: ClinicStore, folder: Path) -> None:
    pen = Pen()
    with no_more_pages(store.ledger.file):
        saved, hindrance = write_until_stopped(store, pen)
        assert hindrance.code == "disk_full"
        assert store.ledger.head().sequence == saved
    store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
    store = reopened(store, folder)
    events = store.ledger.events_after(0, 10**9)
    faults = store.verify()
    store.close()
    assert len(events) == saved + 1
    assert chain_holds(events)
    assert faults == []


def test_a_system_that_refuses_to_write_is_told_and_leaves_nothing(store: ClinicStore, folder: Path) -> None:
    pen = Pen()
    with files_no_longer_than(150_000):
        saved, hindrance = write_until_stopped(store, pen)
        assert hindrance.code in ("disk_full", "store_not_writable")
        assert saved > 0
        assert store.ledger.head().sequence == saved
    store = reopened(store, folder)
    events = store.ledger.events_after(0, 10**9)
    faults = store.verify()
    store.close()
    assert len(events) == saved
    assert chain_holds(events)
    assert faults == []


def test_a_roster_that_found_no_room_leaves_the_old_one(store: ClinicStore, folder: Path) -> None:
    bring_roster(store, [person(1, "王小满")])
    (cache,) = (file for file in store.files if file.rebuildable)
    with no_more_pages(cache), refused("disk_full"):
        bring_roster(store, [person(number, "李四") for number in range(2000)], number=2)
    assert store.sync.standing().data_sets == {"roster": 1}
    assert store.records.entry(person(1, "").person_id) is not None
    bring_roster(store, [person(number, "李四") for number in range(2000)], number=2)
    assert len(store.records.search("李四", 5)) == 5


def test_a_visit_saved_beside_a_full_cache_is_saved(store: ClinicStore) -> None:
    (cache,) = (file for file in store.files if file.rebuildable)
    pen = Pen()
    with no_more_pages(cache):
        for number in range(30):
            store.ledger.append(pen.draft(visit_of(person(number, "王小满"))))
    assert len(store.records.visits(NOON.date(), NOON.date(), 100)) == 30


def test_a_small_file_that_found_no_room_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    replace_durably(path, b"old")
    with files_no_longer_than(100), pytest.raises(Hindrance):
        replace_durably(path, b"new" * 100)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["vault"]


def test_no_code_is_spent_on_a_disk_without_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_free(folder)
    monkeypatch.setattr("storage.clinic.desk._ROOM", 2**80)
    with pytest.raises(Hindrance, match="disk_full"):
        require_free(folder)


def test_a_set_up_that_found_no_room_leaves_the_folder_as_it_was(folder: Path) -> None:
    with files_no_longer_than(40_000), pytest.raises(Hindrance):
        create_clinic(desk_in(folder), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    assert [one.name for one in folder.iterdir()] == ["lock"]
    new_clinic(folder).close()
