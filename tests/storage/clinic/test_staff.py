"""What a user may do here: by the township's list, by what is remembered of it, and never by a lost cache."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.audit import Deed
from core.clinic import Staff
from core.data_sets import DataSetName
from core.ids import UserId
from core.roles import Right, Role, Standing
from storage.clinic.database import CACHE
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.users import ClinicUsers
from storage.clinic.vault import Vault
from tests.storage.clinic.sample import DOCTOR, PASSWORD, bring_set, desk_in
from tests.storage.clinic.test_disk_full import no_more_pages
from tests.storage.clinic.test_vault import refused

LI = UserId("li.helper")
OF_LI = "qing shan yuan lu chang"


def bring_people(store: ClinicStore, number: int = 1, **roles: Mapping[str, Any] | str) -> None:
    names = {"wang": DOCTOR, "li": LI}
    rows: dict[str, Mapping[str, Any]] = {
        names[who]: {"name": who, **({"role": said} if isinstance(said, str) else said)}
        for who, said in roles.items()
    }
    bring_set(store, DataSetName.PEOPLE, rows, number)


def without_cache(store: ClinicStore, folder: Path) -> ClinicStore:
    store.close()
    for file in folder.glob(f"{CACHE}*"):
        file.unlink()
    return open_clinic(desk_in(folder), DOCTOR, PASSWORD)


def changes(store: ClinicStore) -> list[Mapping[str, Any]]:
    return [one.facts for one in store.audit.after(0, 100) if one.deed == Deed.RIGHTS_CHANGED]


@pytest.fixture
def vault(folder: Path) -> Vault:
    return desk_in(folder).vault


def test_before_the_first_list_the_first_user_is_a_doctor_and_manages_nobody(store: ClinicStore) -> None:
    me = store.staff_member(DOCTOR)
    assert me == Staff(DOCTOR, DOCTOR, Role.DOCTOR, Standing.REMEMBERED)
    assert (me.may(Right.RECORD), me.may(Right.MANAGE_USERS)) == (True, False)


@pytest.mark.parametrize("role", list(Role))
def test_the_township_says_who_is_what(store: ClinicStore, role: Role) -> None:
    bring_people(store, wang=role.value)
    assert store.staff_member(DOCTOR) == Staff(DOCTOR, "wang", role)
    assert changes(store) == [{"user": DOCTOR, "before": "", "now": role.value}]


def test_a_role_is_noted_when_it_changes_and_only_then(store: ClinicStore) -> None:
    bring_people(store, wang="manager", li="assistant")
    for _ in range(3):
        store.staff_member(DOCTOR)
    bring_people(store, 2, wang="manager", li="doctor")
    store.staff_member(DOCTOR)
    assert changes(store)[2:] == [{"user": LI, "before": "assistant", "now": "doctor"}]


@pytest.mark.parametrize("role", ["assistant", "manager"])
def test_a_lost_cache_neither_takes_a_role_away_nor_gives_a_better_one(
    store: ClinicStore, folder: Path, role: str
) -> None:
    bring_people(store, wang=role)
    store.staff_member(DOCTOR)
    store = without_cache(store, folder)
    try:
        assert store.staff_member(DOCTOR) == Staff(DOCTOR, "wang", Role(role), Standing.REMEMBERED)
    finally:
        store.close()


def test_whom_the_list_no_longer_names_care_is_left_even_without_a_cache(
    store: ClinicStore, folder: Path
) -> None:
    bring_people(store, wang="manager", li="assistant")
    store.staff_member(DOCTOR)
    bring_people(store, 2, li="assistant")
    gone = Staff(DOCTOR, "wang", Role.MANAGER, Standing.UNCONFIRMED)
    assert store.staff_member(DOCTOR) == gone
    assert changes(store)[-1] == {"user": DOCTOR, "before": "manager", "now": ""}
    store = without_cache(store, folder)
    try:
        assert store.staff_member(DOCTOR) == gone
    finally:
        store.close()


@pytest.mark.parametrize("said", [{"role": "manager", "suspended": True}, {"role": "pharmacist"}])
def test_who_is_suspended_or_has_a_role_of_tomorrow_is_not_confirmed(
    store: ClinicStore, said: Mapping[str, Any]
) -> None:
    bring_people(store, wang=said)
    me = store.staff_member(DOCTOR)
    assert me.standing is Standing.UNCONFIRMED
    assert not me.may(Right.MANAGE_USERS)


def test_a_full_disk_keeps_no_role_from_anybody(store: ClinicStore) -> None:
    bring_people(store, wang="manager")
    with no_more_pages(store.ledger.file):
        assert store.staff_member(DOCTOR).role is Role.MANAGER


def test_a_manager_lets_somebody_of_the_list_in(store: ClinicStore, vault: Vault, folder: Path) -> None:
    bring_people(store, wang="manager", li="assistant")
    ClinicUsers(vault, store).add(LI, OF_LI)
    assert store.audit.latest(1)[0].facts == {"user": LI}
    store.close()
    opened = open_clinic(desk_in(folder), LI, OF_LI)
    assert opened.staff_member(LI).role is Role.ASSISTANT
    opened.close()


@pytest.mark.parametrize("role", ["doctor", "assistant"])
def test_nobody_else_changes_users(store: ClinicStore, vault: Vault, role: str) -> None:
    bring_people(store, wang=role, li="manager")
    users = ClinicUsers(vault, store)
    with refused("not_permitted"):
        users.add(LI, OF_LI)
    with refused("not_permitted"):
        users.remove(DOCTOR)
    assert list(vault.users()) == [DOCTOR]


def test_somebody_the_township_does_not_know_is_not_let_in(store: ClinicStore, vault: Vault) -> None:
    bring_people(store, wang="manager")
    with refused("user_not_listed"):
        ClinicUsers(vault, store).add(LI, OF_LI)


def test_a_user_who_cannot_be_noted_is_not_added(store: ClinicStore, vault: Vault) -> None:
    bring_people(store, wang="manager", li="assistant")
    users = ClinicUsers(vault, store)
    users.seats()
    with no_more_pages(store.ledger.file), refused("disk_full"):
        for _ in range(500):  # the page in use still takes a few lines
            users.add(LI, OF_LI)
            vault.remove_user(store.key, LI)
    assert list(vault.users()) == [DOCTOR]


def test_a_removed_user_stays_out_and_oneself_is_not_removed(
    store: ClinicStore, vault: Vault, folder: Path
) -> None:
    bring_people(store, wang="manager", li="assistant")
    users = ClinicUsers(vault, store)
    users.add(LI, OF_LI)
    with refused("own_user_stays"):
        users.remove(DOCTOR)
    users.remove(LI)
    with refused("user_unknown"):
        users.remove(LI)
    store.close()
    with refused("wrong_password"):
        open_clinic(desk_in(folder), LI, OF_LI)


def test_the_list_shows_who_can_come_in_and_who_cannot_yet(store: ClinicStore, vault: Vault) -> None:
    bring_people(store, wang="manager", li="assistant")
    seats = ClinicUsers(vault, store).seats()
    assert [(one.staff.user, one.staff.role, one.opens) for one in seats] == [
        (LI, Role.ASSISTANT, False),
        (DOCTOR, Role.MANAGER, True),
    ]


def test_ones_own_password_is_changed_and_noted(store: ClinicStore, vault: Vault) -> None:
    users = ClinicUsers(vault, store)
    with refused("wrong_password"):
        users.change_password("not this one at all", OF_LI)
    with refused("password_too_weak"):
        users.change_password(PASSWORD, "12345678")
    users.change_password(PASSWORD, OF_LI)
    vault.confirm(DOCTOR, OF_LI)
    assert [one.deed for one in store.audit.after(1, 10)] == [Deed.PASSWORD_CHANGED]
