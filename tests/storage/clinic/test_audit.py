"""The audit trail keeps who did what, in order, durably, and shows when somebody touched it."""

from pathlib import Path

import pytest

from core.audit import Deed
from core.errors import Hindrance, Refusal
from core.ids import PersonId
from storage.clinic.audit import ClinicAudit
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.report import verified
from storage.clinic.sign_in import confirm, note_unlocked
from tests.storage.clinic.sample import DOCTOR, NOON, PASSWORD, desk_in, new_clinic, reopened
from tests.storage.clinic.test_disk_full import files_no_longer_than, no_more_pages

WANG, LI = PersonId("p000001"), PersonId("p000002")


def deeds(audit: ClinicAudit) -> list[str]:
    return [entry.deed for entry in reversed(audit.latest(100))]


def tampered(store: ClinicStore, statement: str) -> list[str]:
    """Change the table as somebody with the key and a tool could, past the triggers."""
    database = store.ledger.file.database
    for deed in ("update", "delete"):
        database.execute(f"DROP TRIGGER audit_never_{deed}")
    database.execute(statement)
    database.conn.commit()
    return [fault.code for fault in store.verify()]


def test_opening_a_clinic_is_the_first_line(store: ClinicStore) -> None:
    (first,) = store.audit.latest(10)
    assert (first.position, first.user, first.deed, first.at) == (1, DOCTOR, Deed.UNLOCKED, NOON)


def test_a_line_says_who_what_about_whom_why_and_is_there_after_a_restart(
    store: ClinicStore, folder: Path
) -> None:
    store.audit.note(Deed.SAW_NUMBER, WANG, "asked_by_patient", {"how": "card"})
    store = reopened(store, folder)
    try:
        line = store.audit.of_person(WANG, 10)[0]
        assert (line.user, line.deed, line.person) == (DOCTOR, Deed.SAW_NUMBER, WANG)
        assert (line.reason, line.facts) == ("asked_by_patient", {"how": "card"})
        assert deeds(store.audit) == [Deed.UNLOCKED, Deed.SAW_NUMBER, Deed.UNLOCKED]
    finally:
        store.close()


def test_pages_follow_each_other_without_gap_or_overlap(store: ClinicStore) -> None:
    for number in range(9):
        store.audit.note(Deed.LOOKED_UP, WANG if number % 2 else LI)
    newest = store.audit.latest(4)
    older = store.audit.latest(100, newest[-1].position)
    assert [entry.position for entry in (*newest, *older)] == list(range(10, 0, -1))
    about = store.audit.of_person(WANG, 2)
    assert [e.position for e in (*about, *store.audit.of_person(WANG, 9, about[-1].position))] == [9, 7, 5, 3]


def test_a_batch_is_read_oldest_first_and_carries_its_chain(store: ClinicStore) -> None:
    for _ in range(3):
        store.audit.note(Deed.LOOKED_UP, WANG)
    batch = store.audit.after(1, 2)
    assert [entry.position for entry in batch] == [2, 3]
    assert batch[1].previous_hash == batch[0].hash


def test_wrong_passwords_are_told_at_the_next_unlocking(store: ClinicStore, folder: Path) -> None:
    store.close()
    for _ in range(2):
        with pytest.raises(Refusal):
            open_clinic(desk_in(folder), DOCTOR, "not this one at all")
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    try:
        *told, unlocked = store.audit.after(1, 10)
        assert [one.deed for one in told] == [Deed.WRONG_PASSWORD] * 2
        assert told[0].facts == {"at": NOON.isoformat(), "tried": DOCTOR}
        assert unlocked.deed == Deed.UNLOCKED
        assert desk_in(folder).vault.notes() == ((), 0)
    finally:
        store.close()


def test_wrong_passwords_at_the_locked_screen_are_told_too(store: ClinicStore, folder: Path) -> None:
    vault = desk_in(folder).vault
    with pytest.raises(Refusal):
        confirm(vault, store.audit, "not this one at all")
    confirm(vault, store.audit, PASSWORD)
    assert deeds(store.audit) == [Deed.UNLOCKED, Deed.WRONG_PASSWORD, Deed.UNLOCKED]
    assert store.audit.latest(1)[0].facts == {"again": 1}


def test_what_the_trail_cannot_take_stays_in_the_vault(store: ClinicStore, folder: Path) -> None:
    vault = desk_in(folder).vault
    for _ in range(3):
        with pytest.raises(Refusal):
            vault.confirm(DOCTOR, "not this one at all")
    with files_no_longer_than(0):
        note_unlocked(vault, store.audit)
    assert len(vault.notes()[0]) == 3
    note_unlocked(vault, store.audit)
    assert (vault.notes(), deeds(store.audit).count(Deed.WRONG_PASSWORD)) == (((), 0), 3)


def test_a_sound_trail_is_verified_and_the_check_itself_is_noted(store: ClinicStore) -> None:
    store.audit.note(Deed.LOOKED_UP, WANG)
    assert verified(store)["faults"] == []
    assert deeds(store.audit)[-1] == Deed.VERIFIED


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE audit SET person = 'p000009' WHERE position = 2", ["stored_audit_damaged"]),
        (
            "UPDATE audit SET record = (SELECT record FROM audit WHERE position = 3) WHERE position = 2",
            ["stored_audit_damaged", "stored_audit_broken"],
        ),
        ("UPDATE audit SET record = x'00' WHERE position = 2", ["stored_audit_damaged"]),
        ("DELETE FROM audit WHERE position = 2", ["stored_audit_broken"]),
        (
            "UPDATE audit SET position = 20 WHERE position = 4",
            ["stored_audit_damaged", "stored_audit_broken"],
        ),
    ],
)
def test_a_line_that_was_changed_moved_or_taken_out_is_found(
    store: ClinicStore, statement: str, codes: list[str]
) -> None:
    for person in (WANG, LI, WANG):
        store.audit.note(Deed.LOOKED_UP, person)
    assert tampered(store, statement) == codes


def test_a_full_disk_keeps_nobody_from_a_patient_and_the_line_comes_later(store: ClinicStore) -> None:
    big = {"how": "x" * 50_000}
    with no_more_pages(store.ledger.file):
        store.audit.note_in_passing(Deed.LOOKED_UP, WANG, facts=big)
        assert deeds(store.audit) == [Deed.UNLOCKED]
    store.audit.note(Deed.LOOKED_UP, LI)
    assert [entry.person for entry in store.audit.after(1, 10)] == [WANG, LI]
    assert store.verify() == []


def test_what_leaves_the_store_is_not_done_unless_it_can_be_noted(store: ClinicStore) -> None:
    with no_more_pages(store.ledger.file), pytest.raises(Hindrance, match="disk_full"):
        store.audit.note(Deed.EXPORTED, facts={"form": "x" * 50_000})
    assert deeds(store.audit) == [Deed.UNLOCKED]


def test_what_was_held_back_is_written_when_the_clinic_closes(folder: Path) -> None:
    store = new_clinic(folder)
    with no_more_pages(store.ledger.file):
        store.audit.note_in_passing(Deed.LOOKED_UP, WANG, facts={"how": "x" * 50_000})
    store = reopened(store, folder)
    try:
        assert deeds(store.audit) == [Deed.UNLOCKED, Deed.LOOKED_UP, Deed.UNLOCKED]
    finally:
        store.close()
