"""Who came along or instead is asked for in the visit form, and never keeps care from going on."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from core.training.characters import Character
from core.visits.companion import CompanionRole
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.wording.visits import visit_detail

ONE = township().characters[Character.ACTIVE].person
OTHER = township().strangers[0]


def begin(person: PersonAtDesk) -> None:
    person.receive(ONE.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")


def save(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")


def test_most_come_alone_and_see_no_fields_for_others(person: PersonAtDesk, desk: FakeDesk) -> None:
    begin(person)
    assert not person.sees("visit_companion_name")
    save(person)
    assert desk.memory.visits[-1].visit.companion is None


def test_whoever_collects_for_another_is_kept_with_the_visit_and_in_the_draft(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    begin(person)
    person.find("visit_companion", QComboBox).setCurrentText("代办人")
    person.type_into("visit_companion_name", OTHER.name)
    person.type_into("visit_companion_number", OTHER.id_number)
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    person.receive(ONE.id_number)
    person.start_visit()
    person.wait(lambda: person.field("visit_companion_name").text() == OTHER.name)
    save(person)
    state = desk.memory.visits[-1]
    companion = state.visit.companion
    assert companion is not None
    assert (companion.role, companion.name, companion.id_number) == (
        CompanionRole.COLLECTS,
        OTHER.name,
        OTHER.id_number,
    )
    assert state.visit.patient.id_number == ONE.id_number
    said = visit_detail(state)
    assert f"代办人：{OTHER.name}" in said
    assert OTHER.id_number not in said
    assert "代办人" not in visit_detail(replace(state, visit=replace(state.visit, companion=None)))


def test_a_wrong_number_of_a_companion_is_told_and_nothing_is_lost(person: PersonAtDesk) -> None:
    begin(person)
    person.find("visit_companion", QComboBox).setCurrentText("监护人")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "请写来人的姓名")
    person.type_into("visit_companion_name", OTHER.name)
    person.type_into("visit_companion_number", OTHER.id_number[:-1])
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "位数不对")
    assert person.field("visit_companion_name").text() == OTHER.name


def test_of_a_child_the_form_asks_for_a_guardian(person: PersonAtDesk, desk: FakeDesk) -> None:
    today = desk.clock.now().date()
    child = next(
        one.person for one in township().entries if today.year - one.person.birth_date.year in range(1, 13)
    )
    person.receive(child.id_number)
    person.start_visit()
    assert "监护人" in person.reads("visit_companion_hint")
    assert person.sees("visit_companion_hint")
    person.find("visit_companion", QComboBox).setCurrentText("监护人")
    assert not person.sees("visit_companion_hint")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    begin(person)
    assert not person.sees("visit_companion_hint")
