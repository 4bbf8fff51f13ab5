"""A backup holds everything while the clinic works; a restore loses nothing that was there, and says so."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from core.clinic import SignIn
from core.errors import Hindrance
from core.events import EventType
from core.ids import ClinicCode
from storage.clinic.access import Access
from storage.clinic.backup import MANIFEST, backups_in, make_backup, read_backup, to_back_up
from storage.clinic.copies import UNFINISHED, page_faults, take_away
from storage.clinic.database import CACHE, LEDGER, ledger_key
from storage.clinic.desk import ClinicStore, Desk, create_clinic, open_clinic
from storage.clinic.restore import RESTORING, restore_clinic
from storage.clinic.safekeeping import Safekeeping
from storage.clinic.summed_json import to_summed
from storage.clinic.vault_file import VAULT
from storage.sqlcipher import Sealed
from tests.storage.clinic.sample import (
    CODEC,
    DOCTOR,
    ENROLMENT,
    EPOCH,
    NOON,
    PASSWORD,
    HandClock,
    Pen,
    chain_holds,
    desk_in,
    new_clinic,
    person,
    reopened,
    visit_of,
)
from tests.storage.clinic.test_disk_full import files_no_longer_than
from tests.storage.clinic.test_leaks import SECRETS
from tests.storage.clinic.test_vault import refused
from ui.wording.reasons import sentence_for_code

PATIENT = person(7, "欧阳柳絮", "110105194912310021")
CLINIC = ClinicCode("C007")


@pytest.fixture
def store(folder: Path) -> Iterator[ClinicStore]:
    opened = new_clinic(folder)
    write(opened, 3)
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def write(store: ClinicStore, count: int, pen: Pen | None = None) -> list[str]:
    pen = pen or Pen()
    pen.ids.start += b"!" * (store.ledger.head().sequence + 1)
    return [store.ledger.append(pen.draft(visit_of(PATIENT))).header.event_id for _ in range(count)]


def backed_up(store: ClinicStore, folder: Path, stick: Path, kept: int = 7, minutes: int = 0) -> Path:
    of = to_back_up(desk_in(folder), store)
    return make_backup(of, stick, NOON + timedelta(minutes=minutes), kept).folder


def visits_in(store: ClinicStore) -> list[str]:
    found = [event.header for _, event in store.ledger.events_from(0)]
    return [header.event_id for header in found if header.type == EventType.VISIT_RECORDED]


def brought_back(backup: Path, desk: Desk, force: bool = False) -> tuple[list[str], dict[str, Any]]:
    """Restore, and give the distinct visits and what the first event of the new life says."""
    restored = restore_clinic(desk, backup, DOCTOR, PASSWORD, force)
    with_store = restored.store
    chain = list(with_store.ledger.events_after(0, 10**9))
    assert with_store.verify() == []
    assert chain_holds(chain)
    assert chain[0].header.type == EventType.INCARNATION_STARTED
    visits = list(dict.fromkeys(visits_in(with_store)))
    with_store.close()
    return visits, CODEC.decode(chain[0].body)


def test_a_backup_taken_while_visits_are_written_is_whole(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    before = visits_in(store)
    made: list[Path] = []
    copying = Thread(target=lambda: made.append(backed_up(store, folder, stick)))
    copying.start()
    write(store, 40)
    copying.join()
    visits, _ = brought_back(made[0], desk_in(tmp_path / "other"))
    assert visits[:3] == before
    assert visits == visits_in(store)[: len(visits)]


def test_a_backup_holds_what_lies_in_the_write_ahead_log_and_nothing_in_clear(
    store: ClinicStore, folder: Path, stick: Path
) -> None:
    store.drafts.keep_draft(PATIENT.person_id, {"name": PATIENT.name})
    backup = backed_up(store, folder, stick)
    assert {file.name for file in backup.iterdir()} == {VAULT, LEDGER, MANIFEST}
    assert page_faults(Sealed(backup / LEDGER, ledger_key(store.key))) == []
    texts = {file.name: file.read_bytes() for file in backup.iterdir()}
    secrets = [text.encode(code) for text in SECRETS for code in ("utf-8", "utf-16-le", "gb18030")]
    assert [name for name, text in texts.items() for secret in secrets if secret in text] == []
    assert set(json.loads(texts[MANIFEST])) == {"format", "clinic", "made_at", "sha256", "sum"}


def test_a_clinic_is_brought_back_on_another_pc_in_a_new_life(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    written = visits_in(store)
    head = store.ledger.head()
    backup = backed_up(store, folder, stick)
    other = replace(desk_in(tmp_path / "other"), machine=lambda: bytes(32))
    visits, born = brought_back(backup, other)
    assert visits == written
    assert (born["reason"], born["predecessor"], born["sequence"]) == (
        "restored",
        head.incarnation,
        head.sequence,
    )


def test_a_restore_over_a_living_clinic_needs_to_be_told_and_deletes_nothing(
    store: ClinicStore, folder: Path, stick: Path
) -> None:
    backup = backed_up(store, folder, stick)
    life = store.ledger.head().incarnation
    later = write(store, 2)
    store.close()
    with refused("clinic_lies_there"):
        restore_clinic(desk_in(folder), backup, DOCTOR, PASSWORD, replace=False)
    assert "--replace" in sentence_for_code("clinic_lies_there")
    visits, born = brought_back(backup, desk_in(folder), force=True)
    assert len(visits) == 3
    assert born["gaps"] == [{"incarnation": life, "first": 4, "last": 5}]
    (aside,) = folder.glob("replaced-*")
    shutil.copytree(aside, folder.parent / "aside")
    old = open_clinic(desk_in(folder.parent / "aside"), DOCTOR, PASSWORD)
    assert set(later) <= set(visits_in(old))
    old.close()


def test_two_restores_of_one_backup_are_two_lives(store: ClinicStore, folder: Path, stick: Path) -> None:
    backup = backed_up(store, folder, stick)
    store.close()
    lives = set()
    for _ in range(2):
        restored = restore_clinic(desk_in(folder), backup, DOCTOR, PASSWORD, replace=True)
        lives.add(restored.store.ledger.head().incarnation)
        restored.store.close()
    assert len(lives) == 2


def test_what_is_no_sound_backup_of_ours_is_told_apart_and_changes_nothing(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    backup = backed_up(store, folder, stick)
    write(store, 1)
    store.close()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def told(code: str, spoil: Any) -> None:
        spoilt = tmp_path / "spoilt" / backup.name
        shutil.rmtree(spoilt, ignore_errors=True)
        shutil.copytree(backup, spoilt)
        spoil(spoilt)
        with refused(code):
            restore_clinic(desk_in(folder), spoilt, DOCTOR, PASSWORD, replace=True)

    manifest = json.loads((backup / MANIFEST).read_text())
    told("backup_not_found", lambda one: (one / MANIFEST).unlink())
    told("backup_damaged", lambda one: (one / LEDGER).unlink())
    told("backup_damaged", lambda one: os.truncate(one / LEDGER, 9000))
    told("backup_damaged", lambda one: (one / MANIFEST).write_text("{"))
    told("backup_newer_than_program", lambda one: (one / MANIFEST).write_text(json.dumps({"format": 9})))
    manifest.pop("sum")
    other = to_summed(dict(manifest, clinic="C008"))
    told("backup_of_another_clinic", lambda one: (one / MANIFEST).write_bytes(other))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_wrong_password_brings_nothing_back_and_leaves_the_backup_as_it_was(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    backup = backed_up(store, folder, stick)
    with refused("backup_opens_as_of_then", made_on="2026-06-01"):
        restore_clinic(desk_in(tmp_path / "other"), backup, DOCTOR, "not the password", replace=False)
    assert [file.name for file in (tmp_path / "other").iterdir()] == ["lock"]
    read_backup(backup)


def test_a_backup_from_before_a_new_key_opens_with_the_password_of_then_and_says_what_came_back(
    store: ClinicStore, folder: Path, stick: Path
) -> None:
    backup = backed_up(store, folder, stick)
    store.close()
    desk, anew = desk_in(folder), PASSWORD + " anew"
    Access(desk).change_password(DOCTOR, PASSWORD, anew)
    Access(desk).rekey(DOCTOR, anew)
    with refused("backup_opens_as_of_then", made_on="2026-06-01"):
        restore_clinic(desk, backup, DOCTOR, anew, replace=True)
    restored = restore_clinic(desk, backup, DOCTOR, PASSWORD, replace=True)
    assert restored.other_ways_in
    again = backed_up(restored.store, folder, stick, minutes=1)
    restored.store.close()
    same = restore_clinic(desk, again, DOCTOR, PASSWORD, replace=True)
    assert not same.other_ways_in
    same.store.close()


def test_a_backup_whose_ledger_and_vault_do_not_belong_together_is_damaged(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    backup = backed_up(store, folder, stick)
    create_clinic(desk_in(tmp_path / "other"), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    shutil.copy(tmp_path / "other" / VAULT, backup / VAULT)
    with refused("backup_damaged"):
        read_backup(backup)


def test_a_backup_of_a_newer_program_is_told_apart(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    store.ledger.file.database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('ledger', '9999_later', 'later')"
    )
    backup = backed_up(store, folder, stick)
    with refused("store_newer_than_program", file=LEDGER):
        restore_clinic(desk_in(tmp_path / "other"), backup, DOCTOR, PASSWORD, replace=False)


def test_only_so_many_backups_stay_and_those_of_others_are_not_touched(
    store: ClinicStore, folder: Path, stick: Path
) -> None:
    other = stick / "cunzhen-C008-20260101T000000"
    other.mkdir()
    made = [backed_up(store, folder, stick, kept=2, minutes=minute) for minute in range(4)]
    assert [backup.folder for backup in backups_in(stick, CLINIC)] == [made[3], made[2]]
    assert other.exists()


def test_an_old_backup_whose_removal_was_cut_short_is_none_and_goes_with_the_next(
    store: ClinicStore, folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = backed_up(store, folder, stick)

    def cut_short(path: Path) -> None:
        (path / LEDGER).unlink()
        raise OSError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr("storage.clinic.copies.shutil.rmtree", cut_short)
        take_away(old)
    assert (backups_in(stick, CLINIC), len(list(stick.iterdir()))) == ([], 1)
    new = backed_up(store, folder, stick, minutes=1)
    assert list(stick.iterdir()) == [new]


def test_two_backups_of_one_second_have_two_names(store: ClinicStore, folder: Path, stick: Path) -> None:
    assert backed_up(store, folder, stick) != backed_up(store, folder, stick)


def test_a_stick_that_is_not_there_or_full_is_told(store: ClinicStore, folder: Path, stick: Path) -> None:
    with refused("backup_folder_missing"):
        backed_up(store, folder, stick / "missing")
    with files_no_longer_than(30_000), pytest.raises(Hindrance, match="backup_not_written"):
        backed_up(store, folder, stick)
    assert list(stick.iterdir()) == []
    backed_up(store, folder, stick)


def test_a_stick_pulled_out_in_the_middle_leaves_nothing_that_counts(
    store: ClinicStore, folder: Path, stick: Path
) -> None:
    sound = backed_up(store, folder, stick)
    half = stick / (sound.name.replace("T", "T9") + UNFINISHED)
    shutil.copytree(sound, half)
    assert [backup.folder for backup in backups_in(stick, CLINIC)] == [sound]
    backed_up(store, folder, stick, minutes=1)
    assert not half.exists()


RESTORE = """
import os, signal
from pathlib import Path
from tests.storage.clinic.test_backup import *
moves = 0
real = Path.replace
def counted(self, target):
    global moves
    if moves == {moves}:
        os.kill(os.getpid(), signal.SIGKILL)
    moves += 1
    return real(self, target)
Path.replace = counted
restore_clinic(desk_in(Path({folder!r})), Path({backup!r}), DOCTOR, PASSWORD, replace=True).store.close()
"""


@pytest.mark.parametrize("moves", range(5))
def test_a_restore_killed_at_any_move_can_be_done_again_and_nothing_is_lost(
    store: ClinicStore, folder: Path, stick: Path, moves: int
) -> None:
    backup = backed_up(store, folder, stick)
    later = write(store, 2)
    store.close()
    program = RESTORE.format(moves=moves, folder=str(folder), backup=str(backup))
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -signal.SIGKILL
    visits, _ = brought_back(backup, desk_in(folder), force=True)
    assert len(visits) == 3
    assert not (folder / RESTORING).exists()
    aside = set()
    for number, ledger in enumerate(folder.glob(f"replaced-*/{LEDGER}")):
        kept = folder.parent / f"kept{number}"
        kept.mkdir()
        shutil.copy(ledger, kept / LEDGER)
        shutil.copy(backup / VAULT, kept / VAULT)
        old = open_clinic(desk_in(kept), DOCTOR, PASSWORD)
        aside |= set(visits_in(old))
        old.close()
    assert set(later) <= aside


def test_a_restored_clinic_goes_on_working_and_is_backed_up_again(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    backup = backed_up(store, folder, stick)
    desk = desk_in(tmp_path / "other", HandClock())
    restored = restore_clinic(desk, backup, DOCTOR, PASSWORD, replace=False).store
    write(restored, 2)
    again = make_backup(to_back_up(desk, restored), stick, NOON + timedelta(days=1)).folder
    restored = reopened(restored, tmp_path / "other")
    assert restored.verify() == []
    assert (tmp_path / "other" / CACHE).exists()
    restored.close()
    assert len(brought_back(again, desk_in(tmp_path / "third"))[0]) == 5


def test_backup_and_restore_count_the_visits_of_every_life_of_the_ledger(
    store: ClinicStore, folder: Path, stick: Path, tmp_path: Path
) -> None:
    store.close()
    keeping, place = Safekeeping(desk_in), folder
    for life in range(2):
        made = keeping.backup(SignIn(place, DOCTOR, PASSWORD), stick, 7)
        place = tmp_path / f"life-{life}"
        restored = keeping.restore(SignIn(place, DOCTOR, PASSWORD), Path(made["folder"]), replace=False)
        assert (made["visits"], restored["visits"]) == (3, 3)
