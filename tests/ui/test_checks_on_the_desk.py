"""Checks speak beside the line they concern, ask for a reason where one is due, and hold nobody up."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk

PATIENT = township().characters[Character.ACTIVE].person
SAID = "line_1_check_1_said"
REASON = "line_1_check_1_reason"


@pytest.fixture
def writing(person: PersonAtDesk) -> PersonAtDesk:
    person.receive(PATIENT.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    return person


def prescribe(person: PersonAtDesk, days: str) -> None:
    person.pick("visit_drug", "bhsaldpp")
    person.wait_to_see("line_1_days")
    field = person.field("line_1_days")
    field.setFocus()
    field.selectAll()
    person.write(days)


def test_a_reason_that_is_due_is_asked_for_once_and_kept_with_the_visit(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    prescribe(writing, "60")
    writing.wait_to_read(SAID, "写明理由后可保存　处方天数：开 60 天，一般不超过 28 天")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", "处方天数")
    assert writing.focus_name() == REASON
    assert desk.memory.visits == []
    writing.write("3")
    writing.press(Qt.Key.Key_Return)
    assert writing.field(REASON).text() == "外出务工"
    assert writing.focus_name() == "visit_drug"
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    (noted,) = desk.memory.visits[-1].visit.checks
    assert (noted.check, noted.lines, noted.reason) == ("prescription_days", (1,), "外出务工")


def test_what_is_put_right_is_no_longer_spoken_of_and_enter_goes_on_as_ever(writing: PersonAtDesk) -> None:
    prescribe(writing, "60")
    writing.wait_to_see(SAID)
    writing.press(Qt.Key.Key_Return)
    assert writing.focus_name() == "line_1_trace"
    writing.press(Qt.Key.Key_Return)
    assert writing.focus_name() == "visit_drug"
    writing.press(Qt.Key.Key_F7)
    assert writing.focus_name() == REASON
    days = writing.field("line_1_days")
    days.setFocus()
    days.selectAll()
    writing.write("28")
    writing.wait(lambda: not writing.sees(SAID))
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")


def test_a_reason_lies_in_the_draft_and_is_there_again(writing: PersonAtDesk, desk: FakeDesk) -> None:
    prescribe(writing, "60")
    writing.wait_to_see(REASON)
    writing.type_into(REASON, "行动不便")
    writing.wait(lambda: any(draft.get("reasons") for draft in desk.memory.drafts.values()))
    writing.press(Qt.Key.Key_Escape)
    writing.wait_to_see("reception_screen")
    writing.receive(PATIENT.id_number)
    writing.start_visit()
    writing.wait(lambda: writing.sees(REASON) and writing.field(REASON).text() == "行动不便")


def test_an_allergy_stops_what_it_is_about_and_is_known_the_next_time(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    writing.type_into("visit_allergies", "青霉素、磺胺")
    writing.pick("visit_drug", "amxljn")
    writing.wait_to_read(SAID, "不能保存　过敏：病人对青霉素过敏")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", "过敏")
    assert desk.memory.visits == []
    writing.click("line_1_remove")
    writing.wait(lambda: not writing.sees(SAID))
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    assert desk.memory.visits[-1].visit.allergies == ("青霉素", "磺胺")
    writing.press(Qt.Key.Key_Escape)
    writing.receive(PATIENT.id_number)
    writing.start_visit()
    assert writing.field("visit_allergies").text() == "青霉素、磺胺"
    writing.wait_to_read("visit_check_1_said", "同日重复：今天已在本室就诊 1 次")


def test_a_pregnancy_is_asked_for_where_it_can_be_and_speaks_of_what_it_forbids(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    people = township().characters.values()
    who = next(
        one.person
        for one in people
        if one.person.sex == "female" and one.person.birth_date.year in range(1985, 2005)
    )
    person.receive(who.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "tt")
    person.pick("visit_drug", "blfhsjn")
    assert not person.sees(SAID)
    person.find("visit_pregnant", QCheckBox).click()
    person.wait_to_read(SAID, "妊娠禁用")


def test_a_corrected_visit_brings_its_reasons_along(writing: PersonAtDesk, desk: FakeDesk) -> None:
    prescribe(writing, "60")
    writing.wait_to_see(REASON)
    writing.type_into(REASON, "行动不便")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    state = desk.memory.visits[-1]
    desk.memory.visits[-1] = replace(state, state="returned", reason="请更正")
    writing.click("place_visits")
    writing.rest()
    writing.press(Qt.Key.Key_F6)
    writing.wait_to_see("correction_note")
    writing.wait(lambda: writing.sees(REASON) and writing.field(REASON).text() == "行动不便")
