"""What a manager asks of a clinic from a command line."""

from pathlib import Path

from core.audit import Deed
from core.clinic import SignIn
from core.data_sets import DataSetName
from core.ids import PersonId, UserId
from storage.clinic.desk import ClinicStore
from storage.clinic.staff_room import StaffRoom
from storage.clinic.upkeep import Upkeep
from tests.storage.clinic.sample import DOCTOR, PASSWORD, bring_set, desk_in
from tests.storage.clinic.test_vault import refused

LI = UserId("li.helper")
WANG = PersonId("p000001")


def room(store: ClinicStore, role: str = "manager") -> StaffRoom:
    bring_set(
        store,
        DataSetName.PEOPLE,
        {DOCTOR: {"name": "王", "role": role}, LI: {"name": "李", "role": "assistant"}},
    )
    store.staff_member(DOCTOR)
    store.close()
    return StaffRoom(Upkeep(desk_in))


def test_the_trail_tells_a_page_and_that_it_was_read(store: ClinicStore, folder: Path) -> None:
    store.audit.note(Deed.LOOKED_UP, WANG, facts={"how": "card_chip"})
    lines = room(store).audit(SignIn(folder, DOCTOR, PASSWORD), "", 2, None)["lines"]
    assert [line["deed"] for line in lines] == [Deed.TRAIL_READ, Deed.UNLOCKED]
    older = StaffRoom(Upkeep(desk_in)).audit(SignIn(folder, DOCTOR, PASSWORD), "", 2, lines[-1]["position"])[
        "lines"
    ]
    assert [(line["deed"], line["person"]) for line in older] == [(Deed.RIGHTS_CHANGED, "")] * 2


def test_the_trail_of_one_person_names_who_asked_for_it(store: ClinicStore, folder: Path) -> None:
    store.audit.note(Deed.LOOKED_UP, WANG, facts={"how": "card_chip"})
    store.audit.note(Deed.LOOKED_UP, PersonId("p000002"), facts={"how": "card_chip"})
    lines = room(store).audit(SignIn(folder, DOCTOR, PASSWORD), WANG, 10, None)["lines"]
    assert [line["deed"] for line in lines] == [Deed.TRAIL_READ, Deed.LOOKED_UP]
    assert {line["user"] for line in lines} == {DOCTOR}


def test_only_a_manager_reads_the_trail(store: ClinicStore, folder: Path) -> None:
    staff = room(store, "doctor")
    with refused("not_permitted"):
        staff.audit(SignIn(folder, DOCTOR, PASSWORD), "", 10, None)


def test_users_come_and_go(store: ClinicStore, folder: Path) -> None:
    staff, me = room(store), SignIn(folder, DOCTOR, PASSWORD)
    assert staff.add_user(me, LI, "qing shan yuan lu chang") == {"user": LI}
    assert [(one["user"], one["role"], one["opens"]) for one in staff.users(me)["users"]] == [
        (LI, "assistant", True),
        (DOCTOR, "manager", True),
    ]
    staff.remove_user(me, LI)
    assert [one["opens"] for one in staff.users(me)["users"]] == [False, True]
