"""The desk backs itself up and reads everything again in turn, and remembers how it went."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.audit import Deed
from core.errors import Hindrance
from core.ids import UserId
from core.safekeeping import Safety
from storage.clinic.access import Access
from storage.clinic.backup import backups_in
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.safekeeper import ClinicSafekeeper
from storage.clinic.verification import RECENT
from tests.storage.clinic.sample import (
    DOCTOR,
    NOON,
    PASSWORD,
    HandClock,
    Pen,
    desk_in,
    person,
    reopened,
    visit_of,
)
from tests.storage.clinic.test_vault import refused


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def keeper(store: ClinicStore, folder: Path, clock: HandClock) -> ClinicSafekeeper:
    return ClinicSafekeeper(desk_in(folder, clock), store)


def checked(keeper: ClinicSafekeeper) -> int:
    pages = keeper.page_job()()
    keeper.begin_check()
    slices = 0
    while keeper.check_slice():
        slices += 1
    keeper.note_check(pages)
    return slices


def backed_up(keeper: ClinicSafekeeper) -> None:
    try:
        keeper.backup_job()()
    except Hindrance as hindrance:
        keeper.note_backup(hindrance.code)
    else:
        keeper.note_backup("")


def test_a_new_clinic_has_no_backup_and_was_never_checked(keeper: ClinicSafekeeper) -> None:
    safety = keeper.safety()
    assert (safety.backup_folder, safety.backup_at, safety.backup_trouble) == ("", None, "")
    assert (safety.checked_at, safety.faults, safety.sentinel_sound) == (None, 0, True)
    assert not safety.backup_due(NOON)
    assert safety.check_due(NOON)
    with refused("backup_folder_not_chosen"):
        keeper.backup_job()


def test_a_backup_is_due_each_day_once_a_folder_is_chosen(
    keeper: ClinicSafekeeper, clock: HandClock, tmp_path: Path
) -> None:
    keeper.choose_folder(str(tmp_path))
    assert keeper.safety().backup_due(clock.now())
    backed_up(keeper)
    assert len(backups_in(tmp_path, keeper.store.enrolment.clinic)) == 1
    assert keeper.safety().backup_at == NOON
    assert not keeper.safety().backup_due(clock.now())
    clock.moment += timedelta(hours=24)
    assert keeper.safety().backup_due(clock.now())
    backed_up(keeper)
    assert len(backups_in(tmp_path, keeper.store.enrolment.clinic)) == 2


def test_a_backup_that_failed_is_told_and_stays_due(keeper: ClinicSafekeeper, tmp_path: Path) -> None:
    keeper.choose_folder(str(tmp_path / "no such stick"))
    backed_up(keeper)
    safety = keeper.safety()
    assert (safety.backup_trouble, safety.backup_at) == ("backup_folder_missing", None)
    assert safety.backup_due(NOON)


@pytest.mark.parametrize("password", [PASSWORD, PASSWORD + " anew"])
def test_once_another_key_or_password_counts_a_backup_is_due_at_once(
    keeper: ClinicSafekeeper, tmp_path: Path, password: str
) -> None:
    keeper.choose_folder(str(tmp_path))
    backed_up(keeper)
    keeper.store.close()
    access = Access(keeper.desk)
    if password == PASSWORD:
        access.rekey(DOCTOR, PASSWORD)
    else:
        access.change_password(DOCTOR, PASSWORD, password)
    with closing(open_clinic(keeper.desk, DOCTOR, password)) as store:
        fresh = ClinicSafekeeper(keeper.desk, store)
        assert (fresh.safety().backup_opens, fresh.safety().backup_due(NOON)) == (False, True)
        backed_up(fresh)
        assert (fresh.safety().backup_opens, fresh.safety().backup_due(NOON)) == (True, False)


def test_a_wrong_password_makes_no_backup_due(keeper: ClinicSafekeeper, tmp_path: Path) -> None:
    keeper.choose_folder(str(tmp_path))
    backed_up(keeper)
    with refused("wrong_password"):
        keeper.desk.vault.unlock(DOCTOR, "not the password")
    assert not keeper.safety().backup_due(NOON)


def test_who_was_taken_off_the_users_is_in_no_backup_that_counts(
    keeper: ClinicSafekeeper, tmp_path: Path
) -> None:
    vault, key = keeper.desk.vault, keeper.store.key
    vault.add_user(key, UserId("li"), "baiyun shang qing tian")
    keeper.choose_folder(str(tmp_path))
    backed_up(keeper)
    vault.remove_user(key, UserId("li"))
    assert keeper.safety().backup_due(NOON)


def test_a_password_changed_while_a_backup_is_made_makes_the_next_one_due(
    keeper: ClinicSafekeeper, tmp_path: Path
) -> None:
    keeper.choose_folder(str(tmp_path))
    job = keeper.backup_job()
    job()
    keeper.desk.vault.set_password(keeper.store.key, DOCTOR, PASSWORD + " anew")
    keeper.note_backup("")
    assert not keeper.safety().backup_opens


def test_everything_is_read_again_in_slices_and_the_outcome_is_kept(
    keeper: ClinicSafekeeper, store: ClinicStore, folder: Path, clock: HandClock
) -> None:
    pen = Pen()
    for _ in range(1100):
        store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
    assert checked(keeper) == 3 + 2
    store = reopened(store, folder)
    safety = ClinicSafekeeper(keeper.desk, store).safety()
    store.close()
    assert (safety.checked_at, safety.faults) == (NOON, 0)
    assert not safety.check_due(NOON + timedelta(days=6))
    assert safety.check_due(NOON + timedelta(days=7))


def test_a_flipped_bit_is_counted(keeper: ClinicSafekeeper, store: ClinicStore, folder: Path) -> None:
    store.ledger.append(Pen().draft(visit_of(person(1, "王小满"))))
    store.ledger.file.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    ledger = folder / "ledger"
    with ledger.open("rb+") as file:
        file.seek(ledger.stat().st_size - 2000)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    assert keeper.page_job()() >= 1


def test_a_last_link_that_was_tampered_with_is_met_at_the_start_and_saving_goes_on(
    store: ClinicStore, folder: Path
) -> None:
    pen = Pen()
    for _ in range(RECENT + 5):
        store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
    database = store.ledger.file.database
    database.execute("DROP TRIGGER events_never_update")
    database.execute(
        "UPDATE events SET body = ? WHERE position = (SELECT max(position) FROM events)", (b"x",)
    )
    store = reopened(store, folder)
    assert ClinicSafekeeper(desk_in(folder), store).safety().faults == 1
    store.ledger.append(pen.draft(visit_of(person(1, "王小满"))))
    store.close()


def test_what_was_done_stands_in_the_trail(keeper: ClinicSafekeeper, tmp_path: Path) -> None:
    keeper.choose_folder(str(tmp_path))
    backed_up(keeper)
    checked(keeper)
    deeds = [entry.deed for entry in keeper.store.audit.latest(10)]
    assert {Deed.SETTING_CHANGED, Deed.BACKUP_MADE, Deed.VERIFIED} <= set(deeds)


@pytest.mark.parametrize("last", [NOON + timedelta(days=400), NOON - timedelta(days=400)])
def test_a_clock_that_jumped_puts_nothing_off(last: datetime) -> None:
    safety = Safety("somewhere", last, "", last, 0, reserve_whole=True, sentinel_sound=True)
    assert safety.backup_due(NOON)
    assert safety.check_due(NOON)
