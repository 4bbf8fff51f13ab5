"""处方模板 by the keyboard: kept under a name, written in again by its number, taken away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk

PATIENT = township().characters[Character.ACTIVE].person
OTHER = township().characters[Character.WAITING_LATE].person


def begin(person: PersonAtDesk, number: str) -> None:
    person.receive(number)
    person.start_visit()


def test_what_is_ordered_again_and_again_is_two_keys_away(person: PersonAtDesk, desk: FakeDesk) -> None:
    begin(person, PATIENT.id_number)
    person.press(Qt.Key.Key_F3)
    person.wait_to_read("template_known", "还没有模板")
    person.write("续方")
    person.click("template_keep")
    person.wait_to_read("visit_problem", "还没有诊断和药品")
    person.press(Qt.Key.Key_F3)
    person.pick("visit_diagnosis", "yfxgxy")
    person.pick("visit_drug", "asplcrp")
    person.wait_to_see("line_1_quantity")
    person.field("line_1_days").clear()
    person.type_into("line_1_days", "7")
    person.press(Qt.Key.Key_F6)
    person.find("visit_symptom_headache", QCheckBox).click()
    person.press(Qt.Key.Key_F3)
    person.write("高血压续方")
    person.click("template_keep")
    person.wait_to_read("template_known", "1 高血压续方")
    person.press(Qt.Key.Key_Escape)
    person.rest()

    begin(person, OTHER.id_number)
    person.press(Qt.Key.Key_F3)
    person.write("1")
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("line_1_days")
    assert person.field("line_1_days").text() == "7"
    assert person.reads("visit_more_said") == "症状 头痛"
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    visit = desk.memory.visits[-1].visit
    assert (visit.main_diagnosis.name, len(visit.lines)) == ("原发性高血压", 1)
    assert visit.bedside.symptoms == ("headache",)


def test_a_template_is_found_by_part_of_its_name_and_taken_away(person: PersonAtDesk) -> None:
    begin(person, PATIENT.id_number)
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F3)
    for name in ("感冒", "感冒小儿"):
        person.type_into("template_name", name)
        person.click("template_keep")
        person.wait_to_read("template_said", name)
    person.type_into("template_name", "小儿")
    person.click("template_forget")
    person.wait_to_read("template_said", "已删除模板“感冒小儿”")
    person.type_into("template_name", "小儿")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_problem", "没有这个模板")
