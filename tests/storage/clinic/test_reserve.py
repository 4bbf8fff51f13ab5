"""A full disk keeps no visit from being saved: the cache gives first, then the room that was kept."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storage.clinic.desk import Desk, create_clinic, open_clinic
from storage.clinic.reserve import RESERVE, RESERVE_BYTES, Reserve
from tests.storage.clinic.sample import (
    DOCTOR,
    ENROLMENT,
    EPOCH,
    PASSWORD,
    Pen,
    bring_roster,
    desk_in,
    new_clinic,
    person,
    visit_of,
)

ROOM = 64 * 1024


def desk_with_reserve(folder: Path, size: int = ROOM) -> Desk:
    return replace(desk_in(folder), reserve_bytes=size)


def test_the_room_is_kept_from_the_first_opening_and_is_really_there(folder: Path) -> None:
    desk = desk_with_reserve(folder, RESERVE_BYTES)
    create_clinic(desk, ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    open_clinic(desk, DOCTOR, PASSWORD).close()
    status = (folder / RESERVE).stat()
    assert status.st_size == RESERVE_BYTES
    if sys.platform != "win32":
        assert status.st_blocks * 512 >= RESERVE_BYTES


def test_a_month_of_visits_fits_into_the_room_that_is_kept(folder: Path) -> None:
    store = new_clinic(folder)
    pen, patient = Pen(), person(1, "王小满", "110105194912310021")
    visit = visit_of(patient)
    visit = replace(visit, lines=visit.lines * 8, complaint="咳嗽三天，夜间加重" * 6, remark="嘱多饮水" * 20)
    file = store.ledger.file

    def size() -> int:
        file.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return file.path.stat().st_size

    before = size()
    for _ in range(100):
        store.ledger.append(pen.draft(visit))
    each = (size() - before) / 100
    store.close()
    assert each * 1040 * 2 + 4 * 2**20 <= RESERVE_BYTES * 1.1


def test_a_disk_without_plenty_keeps_no_room_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = Reserve(tmp_path, ROOM)
    with monkeypatch.context() as patch:
        patch.setattr("storage.clinic.reserve._PLENTY", 2**60)
        reserve.lay_in()
        assert not reserve.whole
    reserve.lay_in()
    assert reserve.whole
    assert len(list(reserve.ways_to_make_room())) == 1
    assert (reserve.whole, reserve.released) == (False, 1)
    assert list(reserve.ways_to_make_room()) == []


def test_the_cache_gives_before_the_reserve_does(folder: Path) -> None:
    desk = desk_with_reserve(folder)
    create_clinic(desk, ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    store = open_clinic(desk, DOCTOR, PASSWORD)
    bring_roster(store, [person(number, "李小满") for number in range(300)])
    pen = Pen()
    for _ in range(5):
        store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
    assert (folder / "cache-wal").stat().st_size > 0
    ways = store.ledger.reserve.ways_to_make_room()
    next(ways)
    assert (folder / "cache-wal").stat().st_size == 0
    next(ways)
    assert (folder / "ledger-wal").stat().st_size == 0
    assert store.ledger.reserve.whole
    next(ways)
    assert not store.ledger.reserve.whole
    assert list(ways) == []
    store.close()


FULL_DISK = """
import sys
from pathlib import Path
from core.errors import Hindrance
from tests.storage.clinic.sample import *
from tests.storage.clinic.test_reserve import *
folder = Path(sys.argv[1]) / "clinic"
desk = desk_with_reserve(folder, 512 * 1024)
create_clinic(desk, ENROLMENT, EPOCH, DOCTOR, PASSWORD)
store = open_clinic(desk, DOCTOR, PASSWORD)
pen = Pen()
store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
filler = (Path(sys.argv[1]) / "other people's films").open("wb", buffering=0)
try:
    while True:
        filler.write(bytes(4096))
except OSError:
    pass
saved = 1
try:
    while True:
        store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
        saved += 1
except Hindrance as hindrance:
    code = hindrance.code
assert store.ledger.head().sequence == saved
filler.truncate(0)
store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
shown = len(store.records.visits(NOON.date(), NOON.date(), 10_000))
print(saved, code, store.ledger.reserve.released, shown, store.verify())
store.close()
"""


NO_ROOM_TO_OPEN = """
import sys
from pathlib import Path
from core.errors import Hindrance
from storage.clinic.resting import come_back, rest
from tests.storage.clinic.sample import *
from tests.storage.clinic.test_reserve import *
folder = Path(sys.argv[1]) / "clinic"
desk = desk_with_reserve(folder, 512 * 1024)
create_clinic(desk, ENROLMENT, EPOCH, DOCTOR, PASSWORD)
open_clinic(desk, DOCTOR, PASSWORD).close()
filler = (Path(sys.argv[1]) / "other people's films").open("wb", buffering=0)

def fill():
    try:
        while True:
            filler.write(bytes(4096))
    except OSError:
        pass

fill()
store = open_clinic(desk, DOCTOR, PASSWORD)
store.ledger.append(Pen().draft(visit_of(person(1, "王小满"))))
rest(store)
fill()
try:
    come_back(desk, store, PASSWORD)
except Hindrance as hindrance:
    print(hindrance.code)
filler.truncate(0)
come_back(desk, store, PASSWORD)
print(store.ledger.head().sequence, store.verify())
store.close()
"""


def test_a_full_disk_is_opened_into_the_room_kept_and_told_as_full_without_it(tmp_path: Path) -> None:
    assert on_a_small_disk(NO_ROOM_TO_OPEN, tmp_path).split() == ["disk_full_not_opened", "1", "[]"]


def test_on_a_really_full_disk_saving_goes_on_until_the_room_kept_is_used_up(tmp_path: Path) -> None:
    saved, code, released, shown, faults = on_a_small_disk(FULL_DISK, tmp_path).split(maxsplit=4)
    assert (code, released, faults.strip()) == ("disk_full", "1", "[]")
    assert int(saved) > 100
    assert int(shown) == int(saved) + 1


def on_a_small_disk(program: str, room: Path) -> str:
    """Run a program on a small file system of its own, which it fills as somebody else would."""
    disk = room / "disk"
    disk.mkdir()
    mounted = f"mount -t tmpfs -o size=6m none {disk} && exec {sys.executable} - {disk}"
    ran = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted],
        input=program,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
