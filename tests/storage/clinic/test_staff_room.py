"""What a manager asks of a clinic from a command line."""

from pathlib import Path

from core.audit import Deed
from core.clinic import SignIn
from core.ids import PersonId
from storage.clinic.desk import ClinicStore
from storage.clinic.staff_room import StaffRoom
from storage.clinic.upkeep import Upkeep
from tests.storage.clinic.sample import DOCTOR, PASSWORD, desk_in

WANG = PersonId("p000001")


def room(store: ClinicStore) -> StaffRoom:
    store.close()
    return StaffRoom(Upkeep(desk_in))


def test_the_trail_tells_a_page_and_that_it_was_read(store: ClinicStore, folder: Path) -> None:
    store.audit.note(Deed.LOOKED_UP, WANG, facts={"how": "card_chip"})
    lines = room(store).audit(SignIn(folder, DOCTOR, PASSWORD), "", 2, None)["lines"]
    assert [line["deed"] for line in lines] == [Deed.TRAIL_READ, Deed.UNLOCKED]
    older = StaffRoom(Upkeep(desk_in)).audit(SignIn(folder, DOCTOR, PASSWORD), "", 2, lines[-1]["position"])[
        "lines"
    ]
    assert [(line["deed"], line["person"]) for line in older] == [(Deed.LOOKED_UP, WANG), (Deed.UNLOCKED, "")]


def test_the_trail_of_one_person_names_who_asked_for_it(store: ClinicStore, folder: Path) -> None:
    store.audit.note(Deed.LOOKED_UP, WANG, facts={"how": "card_chip"})
    store.audit.note(Deed.LOOKED_UP, PersonId("p000002"), facts={"how": "card_chip"})
    lines = room(store).audit(SignIn(folder, DOCTOR, PASSWORD), WANG, 10, None)["lines"]
    assert [line["deed"] for line in lines] == [Deed.TRAIL_READ, Deed.LOOKED_UP]
    assert {line["user"] for line in lines} == {DOCTOR}
