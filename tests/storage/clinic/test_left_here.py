"""What is put back from an older copy is told in the trail, and lets nobody in who was removed."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.audit import Deed
from core.data_sets import DataSetName
from core.ids import UserId
from storage.clinic.access import Access
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.users import ClinicUsers
from tests.storage.clinic.sample import (
    DOCTOR,
    PASSWORD,
    Pen,
    bring_set,
    desk_in,
    new_clinic,
    person,
    visit_of,
)
from tests.storage.clinic.test_vault import refused

LI = UserId("li.helper")
OF_LI = "qing shan yuan lu chang"
NAMES: Mapping[str, Mapping[str, Any]] = {
    DOCTOR: {"name": "王", "role": "manager"},
    LI: {"name": "李", "role": "assistant"},
}


@pytest.fixture
def closed(folder: Path) -> Path:
    """A clinic with a manager and an assistant, closed."""
    store = new_clinic(folder)
    bring_set(store, DataSetName.PEOPLE, NAMES)
    users_of(store, folder).add(LI, OF_LI)
    store.close()
    return folder


def users_of(store: ClinicStore, folder: Path) -> ClinicUsers:
    return ClinicUsers(desk_in(folder).vault, store)


@contextmanager
def opened(folder: Path, user: UserId = DOCTOR, password: str = PASSWORD) -> Iterator[ClinicStore]:
    with closing(open_clinic(desk_in(folder), user, password)) as store:
        yield store


def told(folder: Path) -> list[Mapping[str, Any]]:
    """Open the clinic and give what the trail says of older copies, newest first."""
    with opened(folder) as store:
        assert store.verify() == []
        return [line.facts for line in store.audit.latest(100) if line.deed == Deed.OLDER_COPY]


def put_back(kept: Path, file: Path) -> None:
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    shutil.copyfile(kept, file)


def test_a_ledger_put_back_over_an_export_lacks_lines_of_the_trail(closed: Path, tmp_path: Path) -> None:
    assert told(closed) == []
    shutil.copyfile(closed / "ledger", tmp_path / "kept")
    with opened(closed) as store:
        store.audit.note(Deed.EXPORTED, reason="for somebody", facts={"form": "visits", "rows": 9})
        store.audit.note(Deed.EXPORTED, reason="once more", facts={"form": "visits", "rows": 9})
    put_back(tmp_path / "kept", closed / "ledger")
    assert told(closed) == [{"file": "audit", "missing": 3}], "no event is missing, only who did what"
    assert told(closed) == [{"file": "audit", "missing": 3}], "and it is said once"


def test_a_trail_that_went_on_otherwise_is_told_apart(closed: Path, tmp_path: Path) -> None:
    shutil.copyfile(closed / "ledger", tmp_path / "kept")
    with opened(closed) as store:
        store.audit.note(Deed.EXPORTED, reason="for somebody", facts={"form": "visits", "rows": 9})
    kept = desk_in(closed).sentinel_path.read_bytes()
    put_back(tmp_path / "kept", closed / "ledger")
    with opened(closed) as store:
        store.audit.note(Deed.TRAIL_READ)
    desk_in(closed).sentinel_path.write_bytes(kept)
    assert {"file": "audit", "missing": 0} in told(closed)


def test_a_ledger_that_lacks_events_is_told_with_their_number(closed: Path, tmp_path: Path) -> None:
    shutil.copyfile(closed / "ledger", tmp_path / "kept")
    with opened(closed) as store:
        for number in range(3):
            store.ledger.append(Pen().draft(visit_of(person(number, "王小满"))))
    put_back(tmp_path / "kept", closed / "ledger")
    facts = {"file": "ledger", "why": "behind_sentinel", "missing": 3}
    assert facts in told(closed)


def test_a_crash_before_the_sentinel_was_pressed_onto_the_disk_is_no_older_copy(closed: Path) -> None:
    sentinel = desk_in(closed).sentinel_path
    kept = sentinel.read_bytes()
    with opened(closed) as store:
        store.audit.note(Deed.TRAIL_READ)
    sentinel.write_bytes(kept)
    assert told(closed) == []


def test_a_sentinel_of_before_it_knew_the_trail_says_nothing(closed: Path) -> None:
    sentinel = desk_in(closed).sentinel_path
    sentinel.write_bytes(sentinel.read_bytes()[:8192])
    assert told(closed) == []


def test_an_older_vault_lets_nobody_in_who_was_removed(closed: Path) -> None:
    kept = (closed / "vault").read_bytes()
    with opened(closed) as store:
        users_of(store, closed).remove(LI)
    (closed / "vault").write_bytes(kept)
    with refused("user_removed"), opened(closed, LI, OF_LI):
        pass
    assert told(closed) == [{"file": "vault"}]
    with refused("user_removed"), opened(closed, LI, OF_LI):
        pass


def test_somebody_removed_who_is_let_in_again_comes_in(closed: Path) -> None:
    with opened(closed) as store:
        users_of(store, closed).remove(LI)
        users_of(store, closed).add(LI, OF_LI)
    with opened(closed, LI, OF_LI):
        pass
    assert told(closed) == []


def test_a_password_changed_at_the_closed_door_is_no_older_vault(closed: Path) -> None:
    kept = (closed / "vault").read_bytes()
    Access(desk_in(closed)).change_password(LI, OF_LI, "shan qing yuan lu chang")
    Access(desk_in(closed)).rekey(DOCTOR, PASSWORD)
    assert told(closed) == []
    assert kept != (closed / "vault").read_bytes()


def test_an_older_password_that_was_put_back_is_told(closed: Path) -> None:
    kept = (closed / "vault").read_bytes()
    with opened(closed) as store:
        users_of(store, closed).change_password(PASSWORD, "shan qing yuan lu chang")
    (closed / "vault").write_bytes(kept)
    assert told(closed) == [{"file": "vault"}]
