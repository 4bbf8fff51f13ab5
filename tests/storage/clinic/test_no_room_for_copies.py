"""A stick or disk that takes no copy: what was not done is said, not that a visit was lost."""

import errno
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Hindrance
from storage.clinic.access import Access
from storage.clinic.backup import make_backup, to_back_up
from storage.clinic.copies import UNFINISHED
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.restore import restore_clinic
from storage.clinic.vault_file import VAULT
from tests.storage.clinic.sample import DOCTOR, ENROLMENT, NOON, PASSWORD, desk_in

NEW_PASSWORD = "qing shan yuan lu chang"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def backed_up(store: ClinicStore, folder: Path, stick: Path) -> Path:
    return make_backup(to_back_up(desk_in(folder), store), stick, NOON + timedelta(minutes=1)).folder


def test_a_stick_nobody_may_write_on_is_told_apart_from_a_visit_that_was_not_saved(
    store: ClinicStore, folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def protected(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "protected")

    with monkeypatch.context() as stuck:
        stuck.setattr(Path, "mkdir", protected)
        with pytest.raises(Hindrance, match="backup_not_written"):
            backed_up(store, folder, stick)
    backed_up(store, folder, stick)


def test_what_a_stick_pulled_out_left_behind_takes_no_room_from_the_next_backup(
    store: ClinicStore, folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = stick / f"cunzhen-{ENROLMENT.clinic}-20260101T000000{UNFINISHED}"
    left.mkdir()
    room = shutil._ntuple_diskusage(10**9, 0, 10**9)
    full = shutil._ntuple_diskusage(10**9, 10**9, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full if left.exists() else room)
    backed_up(store, folder, stick)
    assert not left.exists()


def test_a_restore_that_finds_no_room_says_so_and_leaves_what_lay_there(
    store: ClinicStore, folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(store, folder, stick)
    store.close()
    before = sorted(one.name for one in folder.iterdir())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, 0))
    with pytest.raises(Hindrance, match="restore_no_room"):
        restore_clinic(desk_in(folder), backup, DOCTOR, PASSWORD, replace=True)
    assert sorted(one.name for one in folder.iterdir()) == before


def test_a_password_that_could_not_be_kept_is_said_to_be_the_old_one_still(
    store: ClinicStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    before = (folder / VAULT).read_bytes()

    def full(*_: object) -> None:
        raise Hindrance("disk_full", file=VAULT)

    with monkeypatch.context() as stuck:
        stuck.setattr("storage.clinic.vault_file.replace_durably", full)
        with pytest.raises(Hindrance, match="password_not_kept"):
            Access(desk_in(folder)).change_password(DOCTOR, PASSWORD, NEW_PASSWORD)
    assert (folder / VAULT).read_bytes() == before
    open_clinic(desk_in(folder), DOCTOR, PASSWORD).close()
