"""Somebody nobody could name is named by the correction: by a card, a number, or for now a name."""

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt

from core.errors import Refusal
from core.identity.identity_check import CheckMethod
from core.ports import VisitState
from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from tests.ui.test_corrections import saved as saved
from tests.ui.test_corrections import take_up, to_the_list
from ui.desk import CardSeen

Sit = Callable[..., PersonAtDesk]
ONE = township().characters[Character.ACTIVE].person


def take_up_somebody_unconscious(person: PersonAtDesk) -> None:
    person.click("reception_outside")
    person.write("昏迷老人")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    take_up(person)


def read_later(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_F2)
    person.wait_to_read("correction_named", "已读证件")


def test_a_card_that_is_found_later_is_read_into_the_correction(sit_down: Sit, desk: FakeDesk) -> None:
    answers: list[CardSeen | Refusal] = [
        Refusal("card_not_there"),
        *[CardSeen(ONE.id_number, "另一人", "reader-7", expired=True)] * 2,
    ]
    other = township().characters[Character.EMPLOYEE].person

    def read() -> CardSeen:
        if isinstance(answer := answers.pop(0), Refusal):
            raise answer
        return answer

    person = sit_down(desk, read)
    person.come_in()
    take_up_somebody_unconscious(person)
    person.click("correction_read_card")
    person.wait_to_read("visit_problem", "读卡器上没有")
    assert person.reads("visit_person_name") == "昏迷老人"
    read_later(person)
    assert "证件已过有效期" in person.reads("correction_named")
    assert "姓名与名册上这个号码的姓名不一致" in person.reads("correction_named")
    person.type_into("correction_number", other.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_person_name", other.name)
    assert not person.sees("correction_named"), "what is typed behind a card takes its place"
    read_later(person)
    assert person.reads("visit_person_name") == ONE.name
    assert person.field("correction_number").text() == "", (
        "a whole number is shown to nobody who did not type it"
    )
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    visit = desk.memory.visits[-1].visit
    assert (visit.patient.id_number, visit.identity_check.method) == (ONE.id_number, CheckMethod.CARD_CHIP)
    assert (visit.identity_check.reader, visit.identity_check.overridden) == ("reader-7", ("card_expired",))


def test_a_card_that_was_awaited_at_the_box_does_not_push_a_correction_away(
    sit_down: Sit, desk: FakeDesk
) -> None:
    laid_on = threading.Event()

    def read() -> CardSeen:
        laid_on.wait(10)
        return CardSeen(ONE.id_number, ONE.name, "reader-7")

    person = sit_down(desk, read)
    person.come_in()
    person.receive(ONE.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    person.click("slip_next")
    person.press(Qt.Key.Key_F2)
    person.click("place_visits")
    person.wait_to_see("visits_detail")
    person.wait(lambda: not person.window.lanes.store.busy())
    person.press(Qt.Key.Key_F6)
    person.wait_to_see("correction_note")
    laid_on.set()
    person.rest()
    assert person.sees("correction_note")


def test_a_number_that_was_typed_and_taken_out_again_names_nobody(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    take_up_somebody_unconscious(person)
    person.type_into("correction_number", ONE.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_person_name", ONE.name)
    person.field("correction_number").setFocus()
    person.field("correction_number").selectAll()
    person.press(Qt.Key.Key_Delete)
    person.type_into("correction_name", "李来宾")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    patient = desk.memory.visits[-1].visit.patient
    assert (patient.id_number, patient.name) == ("", "李来宾")


def test_who_it_was_is_said_later_where_nobody_knew(person: PersonAtDesk, desk: FakeDesk) -> None:
    take_up_somebody_unconscious(person)
    person.type_into("correction_number", ONE.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_person_name", ONE.name)
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    visit = desk.memory.visits[-1].visit
    assert (visit.patient.id_number, visit.patient.name) == (ONE.id_number, ONE.name)
    to_the_list(person)
    assert f"证件号 未填 → {ONE.id_number[:4]}" in person.reads("visits_detail")
    assert ONE.id_number not in person.reads("visits_detail")


def test_a_visit_whose_patient_is_known_has_no_field_for_another(
    person: PersonAtDesk, saved: VisitState
) -> None:
    take_up(person)
    assert not person.sees("correction_number")
