"""A new key: everything is there under it, nothing under the old one, and no cut leaves neither."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Hindrance, Stop
from core.events import EventType
from core.ids import UserId
from storage.clinic import rekey
from storage.clinic.access import Access
from storage.clinic.backup import make_backup, to_back_up
from storage.clinic.database import CACHE, LEDGER, open_ledger
from storage.clinic.desk import ClinicStore, Desk, create_clinic, open_clinic
from storage.clinic.rekey import READY, STAGED, finish_rekey
from storage.clinic.restore import restore_clinic
from storage.clinic.subkey import subkey
from storage.clinic.vault_file import VAULT, VaultDeed
from storage.sqlcipher import Sealed, change_key
from tests.helpers.county import a_county
from tests.helpers.source import ROOT
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
from tests.storage.clinic.test_disk_full import files_no_longer_than
from ui.wording.reasons import sentence_for

SECOND, SECOND_PASSWORD = UserId("li.manager"), "qing shan yuan lu chang"
PATIENT = person(7, "欧阳柳絮", "110105194912310021")


def used(folder: Path) -> Desk:
    """Make a clinic with two users, a roster, a visit and a draft, and close it."""
    store = new_clinic(folder)
    bring_roster(store, [PATIENT])
    store.ledger.append(Pen().draft(visit_of(PATIENT)))
    store.drafts.keep_draft("typed", {"complaint": "x"})
    desk = desk_in(folder)
    desk.vault.add_user(store.key, SECOND, SECOND_PASSWORD)
    store.close()
    return desk


def everything(store: ClinicStore) -> tuple[object, ...]:
    return (
        store.ledger.head(),
        store.drafts.draft("typed"),
        [one.name for one in store.records.search("oylx", 5)],
        [one.event_id for one in store.records.visits_of([f"person {PATIENT.person_id}"], 5)],
        list(store.verify()),
    )


def opened(desk: Desk, user: UserId = DOCTOR, password: str = PASSWORD) -> tuple[object, ...]:
    store = open_clinic(desk, user, password)
    try:
        return everything(store)
    finally:
        store.close()


def test_everything_is_there_under_the_new_key_for_every_user(folder: Path) -> None:
    desk = used(folder)
    before, old = opened(desk), desk.vault.unlock(DOCTOR, PASSWORD)
    done = Access(desk).rekey(DOCTOR, PASSWORD)
    assert done["dropped_users"] == ()
    assert desk.vault.unlock(DOCTOR, PASSWORD) != old
    assert opened(desk) == opened(desk, SECOND, SECOND_PASSWORD) == before
    assert {one.name for one in folder.iterdir()} <= {VAULT, LEDGER, CACHE, "lock"}


def test_the_old_key_opens_nothing_any_more(folder: Path) -> None:
    desk = used(folder)
    old = desk.vault.unlock(DOCTOR, PASSWORD)
    Access(desk).rekey(DOCTOR, PASSWORD)
    with pytest.raises(Hindrance, match="store_not_ours"):
        open_ledger(folder, old)
    with pytest.raises(Hindrance, match="store_not_ours"):
        desk.vault.add_user(old, UserId("x"), SECOND_PASSWORD)


def test_an_older_copy_of_the_vault_opens_nothing_of_today(folder: Path, tmp_path: Path) -> None:
    desk = used(folder)
    copy = shutil.copy(folder / VAULT, tmp_path / "copied-vault")
    Access(desk).rekey(DOCTOR, PASSWORD)
    shutil.copy(copy, folder / VAULT)
    with pytest.raises(Hindrance, match="store_not_ours"):
        opened(desk)


def test_the_append_only_tables_stay_so(folder: Path) -> None:
    desk = used(folder)
    Access(desk).rekey(DOCTOR, PASSWORD)
    store = open_clinic(desk, DOCTOR, PASSWORD)
    with pytest.raises(Exception, match="append-only"), store.ledger.file.writing() as database:
        database.execute("DELETE FROM events")
    store.close()


def test_a_user_slipped_into_the_file_is_not_carried_along(folder: Path) -> None:
    """Somebody who can write the file, but has no password, must not be sealed the next key."""
    desk = used(folder)
    stranger = desk_in(folder.parent / "elsewhere")
    theirs = used(stranger.folder).vault.read().users[DOCTOR]
    content = desk.vault.read()
    desk.vault.write(content.with_user(UserId("thief"), theirs))
    done = Access(desk).rekey(DOCTOR, PASSWORD)
    assert done["dropped_users"] == ("thief",)
    assert desk.vault.users() == [SECOND, DOCTOR]
    assert [(one.deed, one.user) for one in desk.vault.notes()[0]] == [
        (VaultDeed.SLOT_NOT_OURS, "thief"),
        (VaultDeed.REKEYED, DOCTOR),
    ]


def test_a_rekey_makes_a_new_pair_and_announces_it(folder: Path) -> None:
    keys, _ = a_county()
    create_clinic(desk_in(folder), replace(ENROLMENT, county=keys), EPOCH, DOCTOR, PASSWORD)
    desk = desk_in(folder)
    opened(desk)
    Access(desk).rekey(DOCTOR, PASSWORD)
    opened(desk)
    recovery = desk.vault.read().recovery
    assert recovery is not None
    assert (recovery.pair.number, len(recovery.slots), recovery.announced, recovery.held) == (
        2,
        8,
        True,
        False,
    )
    store = open_clinic(desk, DOCTOR, PASSWORD)
    announced = [event for _, event in store.ledger.events_from(0)]
    bodies = [store.ledger.codec.decode(event.body) for event in announced]
    store.close()
    assert [event.header.type for event in announced] == [EventType.RECOVERY_PAIR_MADE] * 2
    assert bodies[1] == {"number": 2, "public": recovery.pair.public}


def test_a_clinic_that_is_open_elsewhere_is_left_alone(folder: Path) -> None:
    desk = used(folder)
    store = open_clinic(desk, DOCTOR, PASSWORD)
    with pytest.raises(Stop, match="store_in_use"):
        Access(desk).rekey(DOCTOR, PASSWORD)
    store.close()


@pytest.mark.parametrize("room", [0, 1000])
def test_without_room_for_a_second_set_nothing_happens(
    folder: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    desk = used(folder)
    before, vault = opened(desk), (folder / VAULT).read_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, room))
    with pytest.raises(Hindrance, match="rekey_no_room"):
        Access(desk).rekey(DOCTOR, PASSWORD)
    assert (folder / VAULT).read_bytes() == vault
    assert opened(desk) == before


@pytest.mark.parametrize("name", [LEDGER, CACHE])
def test_files_that_do_not_agree_with_the_old_ones_are_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    desk = used(folder)
    before, vault = opened(desk), (folder / VAULT).read_bytes()

    def spoiled(sealed: Sealed, key: bytes) -> None:
        change_key(sealed, key)
        if sealed.path.name == name:
            with sealed.path.open("r+b") as file:
                file.seek(4096 + 100)
                file.write(b"rot")

    monkeypatch.setattr(rekey, "change_key", spoiled)
    with pytest.raises(Hindrance, match=r"rekey_not_verified|store_damaged|store_not_ours"):
        Access(desk).rekey(DOCTOR, PASSWORD)
    assert (folder / VAULT).read_bytes() == vault
    assert not (folder / STAGED).exists()
    assert opened(desk) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_at_any_operation_the_old_or_the_new_set_is_whole(folder: Path, tmp_path: Path) -> None:
    desk = used(folder)
    before = opened(desk)
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "tests.storage.clinic.rekey_killer", str(folder), str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    keys = set()
    killed = sorted(one for one in out.iterdir() if one.is_dir())
    for one in killed:
        desk = desk_in(one)
        assert opened(desk) == before, one.name
        assert not (one / READY).exists()
        assert not (one / STAGED).exists()
        keys.add(desk.vault.read().check == json_check(folder))
    assert len(killed) > 20
    assert keys == {True, False}


def json_check(folder: Path) -> bytes:
    return bytes.fromhex(json.loads((folder / VAULT).read_bytes())["check"])


def test_what_is_complete_is_moved_without_a_password(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = used(folder)
    before, old = opened(desk), json_check(folder)
    with monkeypatch.context() as cut:
        cut.setattr(rekey, "_move", lambda *_: (_ for _ in ()).throw(OSError("plug pulled")))
        with pytest.raises(Hindrance, match="store_not_writable"):
            Access(desk).rekey(DOCTOR, PASSWORD)
    assert json_check(folder) == old
    finish_rekey(folder)
    assert json_check(folder) != old
    assert opened(desk) == before


def test_what_a_cut_left_of_a_rekey_does_not_lie_over_a_backup_that_is_brought_back(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = used(folder)
    store = open_clinic(desk, DOCTOR, PASSWORD)
    backup = make_backup(to_back_up(desk, store), tmp_path, desk.clock.now())
    store.close()
    with monkeypatch.context() as cut:
        cut.setattr(rekey, "_move", lambda *_: (_ for _ in ()).throw(OSError("plug pulled")))
        with pytest.raises(Hindrance, match="store_not_writable"):
            Access(desk).rekey(DOCTOR, PASSWORD)
    restored = restore_clinic(desk, backup.folder, DOCTOR, PASSWORD, replace=True)
    events = [event.header.event_id for _, event in restored.store.ledger.events_from(0)]
    restored.store.close()
    store = open_clinic(desk, DOCTOR, PASSWORD)
    assert [event.header.event_id for _, event in store.ledger.events_from(0)] == events
    assert list(store.verify()) == []
    store.close()


@pytest.mark.parametrize("part", [0.5, 1.0], ids=["of the copy", "of the new key"])
def test_a_disk_that_fills_up_within_a_rekey_is_a_sentence_and_the_old_files_go_on(
    folder: Path, part: float
) -> None:
    desk = used(folder)
    before, vault = opened(desk), (folder / VAULT).read_bytes()
    room = int((folder / LEDGER).stat().st_size * part) + 300
    with files_no_longer_than(room), pytest.raises(Hindrance) as met:
        Access(desk).rekey(DOCTOR, PASSWORD)
    assert met.value.code in ("disk_full", "store_not_writable")
    assert sentence_for(met.value)
    assert (folder / VAULT).read_bytes() == vault
    assert sorted(one.name for one in folder.glob("rekey*")) == []
    assert opened(desk) == before
    Access(desk).rekey(DOCTOR, PASSWORD)
    assert opened(desk) == before


def test_a_disk_that_takes_no_page_of_the_new_key_is_a_sentence(folder: Path) -> None:
    desk = used(folder)
    copy = folder / "copy"
    shutil.copyfile(folder / LEDGER, copy)
    key = subkey(desk.vault.unlock(DOCTOR, PASSWORD), LEDGER)
    with (
        files_no_longer_than(copy.stat().st_size + 300),
        pytest.raises(Hindrance, match="store_not_writable"),
    ):
        change_key(Sealed(copy, key), bytes(32))
