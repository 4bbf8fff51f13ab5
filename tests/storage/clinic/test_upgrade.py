"""A file of an older program is brought up to date, or stands as it was; every released schema is tried."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import Hindrance
from storage.clinic.copies import page_faults
from storage.clinic.database import LEDGER
from storage.clinic.desk import open_clinic
from storage.clinic.upgrade import copies_before, drop_copies, open_up_to_date
from storage.sqlcipher import Database, Migrations, Sealed, open_database
from tests.storage.clinic.released.writer import EXPECTED, HOW, content_of, newest, released
from tests.storage.clinic.sample import DOCTOR, PASSWORD, Pen, desk_in, person, visit_of
from tests.storage.clinic.test_disk_full import files_no_longer_than
from tests.storage.clinic.test_vault import refused

KEY = bytes(range(32))


def steps(count: int, deed: str = "") -> Migrations:
    """Make a set of `count` steps; the last one does what the deed says besides its table."""
    made = Migrations("sample")

    def add(number: int) -> None:
        @made(name=f"{number:04d}_step")
        def step(db: Database) -> None:
            db.execute(f"CREATE TABLE t{number} (x)")
            if number == count and deed == "fail":
                raise ValueError("a step with a bug")
            if number == count and deed == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if number == count and deed == "fill":
                for _ in range(100):
                    db.execute("INSERT INTO t1 VALUES (randomblob(4000))")

    for number in range(1, count + 1):
        add(number)
    return made


def sealed_in(folder: Path) -> Sealed:
    return Sealed(folder / "sample", KEY)


def made_by(folder: Path, count: int) -> Sealed:
    """Leave a closed file as the program with `count` steps wrote it, with one row."""
    database = open_up_to_date(sealed_in(folder), steps(count), keep_copy=True)
    with database.atomic():
        database.execute("INSERT INTO t1 VALUES ('kept')")
    database.close()
    return sealed_in(folder)


def tables(sealed: Sealed) -> list[str]:
    database = open_database(sealed)
    found = sorted(name for name in database.table_names() if name.startswith("t"))
    assert [row[0] for row in database.execute("SELECT x FROM t1").fetchall()] == ["kept"]
    database.close()
    return found


def test_a_new_file_needs_no_copy(tmp_path: Path) -> None:
    sealed = made_by(tmp_path, 1)
    assert copies_before(sealed.path) == []


def test_a_copy_as_it_was_is_kept_beside_the_upgraded_file(tmp_path: Path) -> None:
    sealed = made_by(tmp_path, 1)
    open_up_to_date(sealed, steps(3), keep_copy=True).close()
    (copy,) = copies_before(sealed.path)
    assert tables(sealed) == ["t1", "t2", "t3"]
    kept = Sealed(copy, KEY)
    assert page_faults(kept) == []
    assert tables(kept) == ["t1"]
    assert b"kept" not in copy.read_bytes()
    drop_copies(sealed.path)
    assert [file.name for file in tmp_path.iterdir()] == ["sample"]


def test_the_copy_holds_what_lay_in_the_write_ahead_log_only(tmp_path: Path) -> None:
    sealed = made_by(tmp_path, 1)
    still_open = open_database(sealed)
    with still_open.atomic():
        still_open.execute("INSERT INTO t1 VALUES ('in the log')")
    open_up_to_date(sealed, steps(2), keep_copy=True).close()
    (copy,) = copies_before(sealed.path)
    database = open_database(Sealed(copy, KEY))
    assert [row[0] for row in database.execute("SELECT x FROM t1").fetchall()] == ["kept", "in the log"]
    database.close()
    still_open.close()


def test_a_step_with_a_bug_leaves_the_file_to_the_older_program(tmp_path: Path) -> None:
    sealed = made_by(tmp_path, 1)
    with pytest.raises(ValueError, match="a step with a bug"):
        open_up_to_date(sealed, steps(3, "fail"), keep_copy=True)
    assert [file.name for file in tmp_path.iterdir()] == ["sample"]
    assert tables(sealed) == ["t1"]
    open_up_to_date(sealed, steps(1), keep_copy=True).close()
    open_up_to_date(sealed, steps(3), keep_copy=True).close()
    assert tables(sealed) == ["t1", "t2", "t3"]


def test_an_upgrade_killed_in_a_step_goes_on_at_the_next_start(tmp_path: Path) -> None:
    sealed = made_by(tmp_path, 1)
    program = (
        "from pathlib import Path\n"
        "from tests.storage.clinic.test_upgrade import *\n"
        f"open_up_to_date(sealed_in(Path({str(tmp_path)!r})), steps(3, 'kill'), keep_copy=True)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert tables(sealed) == ["t1", "t2"]
    open_up_to_date(sealed, steps(3), keep_copy=True).close()
    assert tables(sealed) == ["t1", "t2", "t3"]
    assert tables(Sealed(copies_before(sealed.path)[0], KEY)) == ["t1"]


def test_a_disk_that_has_no_room_for_the_copy_leaves_the_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = made_by(tmp_path, 1)
    before = sealed.path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("storage.clinic.copies._SLACK", 2**80)
        with refused("no_room_for_upgrade", file="sample"):
            open_up_to_date(sealed, steps(2), keep_copy=True)
    assert sealed.path.read_bytes() == before
    with files_no_longer_than(len(before) - 100), pytest.raises(Hindrance):
        open_up_to_date(sealed, steps(2), keep_copy=True)
    assert {file.name for file in tmp_path.iterdir()} <= {"sample", "sample-wal", "sample-shm"}
    assert tables(sealed) == ["t1"]


def test_a_disk_that_fills_up_in_a_step_gives_the_old_file_back(tmp_path: Path) -> None:
    sealed = made_by(tmp_path, 1)
    with files_no_longer_than(150_000), pytest.raises(Hindrance):
        open_up_to_date(sealed, steps(3, "fill"), keep_copy=True)
    assert tables(sealed) == ["t1"]
    open_up_to_date(sealed, steps(1), keep_copy=True).close()


def test_a_copy_that_does_not_read_back_stops_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = made_by(tmp_path, 1)
    monkeypatch.setattr("storage.clinic.copies.page_faults", lambda _sealed: ["page 3"])
    with refused("copy_not_sound"):
        open_up_to_date(sealed, steps(2), keep_copy=True)
    assert tables(sealed) == ["t1"]


def test_the_newest_schema_has_its_clinic_among_the_released() -> None:
    assert newest() in [folder.name for folder in released()], f"write it once, and keep it: {HOW}"


@pytest.mark.parametrize("kept", released(), ids=lambda folder: str(folder.name))
def test_the_clinic_of_a_released_schema_opens_with_everything_in_it(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(kept, folder)
    (folder / EXPECTED).unlink()
    expected = json.loads((kept / EXPECTED).read_text("utf-8"))
    for times in range(2):
        store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
        found = content_of(store)
        assert {name: found[name][: len(expected[name])] for name in found if name != "drafts"} == {
            name: expected[name] for name in expected if name != "drafts"
        }
        assert found["drafts"] == expected["drafts"]
        assert store.verify() == []
        pen = Pen()
        pen.ids.start = f"another start {times}".encode()
        store.ledger.append(pen.draft(visit_of(person(9, "王小满"))))
        store.close()
    assert copies_before(folder / LEDGER) == []
