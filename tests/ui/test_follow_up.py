"""随访 at the desk, by the keyboard alone: who is due, the form, what it comes to, correcting, taking in."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableView

from core.coverage.enrolment import ChronicDisease
from core.events import EventType
from core.followup.follow_up import read_follow_up
from core.training.characters import Character
from sync.codec import CborCodec
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.printing.follow_up import FollowUpSheet
from ui.screens.follow_up_list import FollowUpListScreen
from ui.screens.sheets import SheetScreen
from ui.widgets.trend import TrendPicture

_CODEC = CborCodec()
WANG = township().characters[Character.ACTIVE].person


def names(person: PersonAtDesk) -> list[str]:
    model = person.find("follow_up_table", QTableView).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def to_list(person: PersonAtDesk) -> None:
    person.press_keys("Ctrl+3")
    person.wait_to_see("follow_up_table")
    person.rest()


def to_form(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("follow_up_form")
    person.rest()


def measure(person: PersonAtDesk, upper: str, lower: str) -> None:
    for key, text in (("way", "1"), ("systolic", upper), ("diastolic", lower)):
        person.field(f"follow_up_{key}").clear()
        person.type_into(f"follow_up_{key}", text)


def save(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("follow_up_list")
    person.rest()


def test_a_quarter_at_the_desk(person: PersonAtDesk, desk: FakeDesk, tmp_path: Path) -> None:
    to_list(person)
    first = names(person)[0]
    screen = person.find("follow_up_list", FollowUpListScreen)
    screen.export.export_to(tmp_path / "due.xlsx")
    person.wait_to_read("follow_up_list_problem", "用途")
    screen.export.reason.setText("安排入户")
    screen.export.export_to(tmp_path / "due.xlsx")
    person.wait_to_read("follow_up_list_problem", f"共 {len(names(person))} 人次")
    assert first in (tmp_path / "due.xlsx").read_text("utf-8")
    assert desk.memory.trail[-1].facts == {"form": "follow_ups", "rows": len(names(person))}
    person.press_keys("Ctrl+P")
    person.wait_to_read("follow_up_list_problem", "还没有随访记录")
    to_form(person)
    assert person.reads("follow_up_name") == first
    assert person.focus_name() == "follow_up_way"  # the day stands there already
    person.write("1")
    person.press(Qt.Key.Key_Return)
    assert person.focus_name() == "follow_up_symptoms"
    person.write("13")
    measure(person, "162", "96")
    assert "控制不满意；两周内随访；下次最晚 12月9日" in person.reads("follow_up_judged")
    person.type_into("follow_up_height", "170")
    person.type_into("follow_up_weight", "70")
    assert person.reads("follow_up_bmi") == "24.2"
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("follow_up_problem", "“症状”选了“无”，又选了别的")
    person.field("follow_up_symptoms").clear()
    person.type_into("follow_up_symptoms", "24")
    save(person)
    (draft,) = [one for one in desk.memory.beside if one.type == EventType.FOLLOW_UP_RECORDED]
    saved = read_follow_up(_CODEC.decode(draft.body))
    assert (saved.patient.name, saved.values["symptoms"], saved.values["bmi"]) == (first, (2, 4), 242)
    assert desk.memory.drafts == {}

    desk.clock.moment += timedelta(days=14)
    to_list(person)
    table = person.find("follow_up_table", QTableView)
    table.selectRow(names(person).index(first))
    person.press_keys("Ctrl+P")
    person.wait_to_see("follow_up_sheet_screen")
    paper = person.find("follow_up_sheet_screen", SheetScreen)._paper
    assert paper is not None and isinstance(paper.form, FollowUpSheet)
    assert (paper.form.told.follow_ups, paper.person) == ([saved], saved.patient.person_id)
    to_list(person)
    table.selectRow(names(person).index(first))
    to_form(person)
    assert person.field("follow_up_weight").text() == "70.0"
    assert person.field("follow_up_systolic").text() == ""
    assert person.find("follow_up_last_systolic", QLabel).text() == "162"
    assert "血压 1 次" in person.find("follow_up_trend", TrendPicture).accessibleName()
    measure(person, "186", "96")
    assert "收缩压 ≥ 180" in person.reads("follow_up_danger")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("follow_up_problem", "还没有写转诊原因")
    person.press(Qt.Key.Key_F6)  # the first one was a slip of the hand
    person.wait_to_read("follow_up_problem", "正在更正")
    assert person.field("follow_up_systolic").text() == "162"
    measure(person, "126", "80")
    for key in ("classification", "next_on"):
        person.field(f"follow_up_{key}").clear()
    save(person)
    person.wait_to_read("toast", "随访已更正")
    assert desk.memory.beside[-1].type == EventType.FOLLOW_UP_CORRECTED
    assert len(desk.memory.drafts) == 1  # the one of today waits


def test_a_form_that_was_put_aside_is_taken_up_again(person: PersonAtDesk, desk: FakeDesk) -> None:
    to_list(person)
    to_form(person)
    measure(person, "150", "95")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("follow_up_list")
    person.rest()
    assert [key.startswith("follow-up:hypertension:") for key in desk.memory.drafts] == [True]
    to_form(person)
    person.wait_to_read("follow_up_problem", "接着上次")
    assert person.field("follow_up_systolic").text() == "150"


def test_somebody_is_taken_into_care_by_hand_and_care_ends_with_a_reason(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    to_list(person)
    assert WANG.name not in names(person)
    detail = person.find("follow_up_detail", QLabel)
    assert detail.isVisible()
    person.press(Qt.Key.Key_F7)
    person.write(WANG.id_number)
    person.wait_to_see("care_candidates")
    assert not detail.isVisible()  # the window has no room for both in large letters
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("care_diabetes")
    person.press(Qt.Key.Key_Tab)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("follow_up_list_problem", f"{WANG.name} 已纳入糖尿病")
    person.rest()
    assert detail.isVisible()
    person.find("follow_up_table", QTableView).selectRow(names(person).index(WANG.name))
    person.click("follow_up_end_open")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("follow_up_list_problem", "还没有写结案原因")
    person.write("本人不愿意")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("follow_up_list_problem", f"{WANG.name} 的糖尿病随访已结案")
    person.rest()
    assert WANG.name not in names(person)
    kinds = [one.type for one in desk.memory.beside]
    assert kinds == [EventType.CARE_BEGUN, EventType.CARE_ENDED]


@pytest.mark.parametrize("disease", ChronicDisease)
def test_the_side_of_a_weak_pulse_is_asked_for_with_diabetes_alone(
    person: PersonAtDesk, disease: ChronicDisease
) -> None:
    to_list(person)
    model = person.find("follow_up_table", QTableView).model()
    wanted = {"hypertension": "高血压", "diabetes": "糖尿病"}[disease]
    row = next(row for row in range(model.rowCount()) if model.index(row, 2).data() == wanted)
    person.find("follow_up_table", QTableView).selectRow(row)
    to_form(person)
    if disease is ChronicDisease.HYPERTENSION:
        assert not person.sees("follow_up_foot_pulse")
        return
    assert not person.sees("follow_up_foot_pulse_side")
    person.type_into("follow_up_foot_pulse", "2")
    assert person.sees("follow_up_foot_pulse_side")
