"""A saved visit is put right or crossed out from the list, and both versions can be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QTableView

from core.ids import EventId, UserId
from core.ports import VisitState
from core.roles import Role
from core.training.characters import Character
from tests.helpers.township_talk import a_visit
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.printing.slip import slip_of_state
from ui.wording.corrections import refund_said

Sit = Callable[..., PersonAtDesk]
ONE = township().characters[Character.ACTIVE].person


@pytest.fixture
def saved(person: PersonAtDesk, desk: FakeDesk) -> VisitState:
    """A visit of an hour ago: one diagnosis, one service, a temperature."""
    person.receive(ONE.id_number)
    person.start_visit()
    person.write("头晕")
    person.type_into("visit_temperature", "36.8")
    person.pick("visit_diagnosis", "yfxgxy")
    person.pick("visit_service", "ybzlf")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    desk.clock.moment += timedelta(hours=1)
    return desk.memory.visits[0]


def to_the_list(person: PersonAtDesk) -> None:
    person.click("place_visits")
    person.wait_to_see("visits_detail")
    person.rest()


def take_up(person: PersonAtDesk) -> None:
    to_the_list(person)
    person.press(Qt.Key.Key_F6)
    person.wait_to_see("correction_note")
    person.rest()


def enter_day(person: PersonAtDesk, day: str) -> None:
    field = person.field("correction_day")
    field.setFocus()
    field.selectAll()
    person.write(day)


def test_the_form_begins_with_what_was_saved_and_says_which_visit_it_corrects(
    person: PersonAtDesk, saved: VisitState
) -> None:
    take_up(person)
    assert "2026年11月25日 09:30" in person.reads("correction_title")
    assert "原记录保留" in person.reads("correction_follows")
    assert person.field("correction_day").text() == "2026-11-25"
    assert person.reads("visit_person_name") == ONE.name
    assert person.field("visit_complaint").text() == "头晕"
    assert person.field("visit_temperature").text() == "36.8"
    assert person.reads("visit_total").endswith("10.00 元")
    assert person.find("visit_save", QPushButton).text() == "保存更正 (F9)"


def test_a_correction_begins_with_whoever_came_along(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(ONE.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.find("visit_companion", QComboBox).setCurrentText("代办人")
    person.type_into("visit_companion_name", "测试乙")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    take_up(person)
    assert person.find("visit_companion", QComboBox).currentText() == "代办人"
    assert person.field("visit_companion_name").text() == "测试乙"
    person.type_into("visit_companion_name", "丙")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    to_the_list(person)
    assert "来人 代办人：测试乙 → 代办人：测试乙丙" in person.reads("visits_detail")


def test_the_corrected_visit_stands_in_the_list_with_what_was_changed(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    take_up(person)
    person.field("visit_complaint").selectAll()
    person.type_into("visit_complaint", "头晕两天")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    (state,) = desk.memory.visits
    assert (state.visit.complaint, state.visit.visited_at) == ("头晕两天", saved.visit.visited_at)
    to_the_list(person)
    person.wait_to_read("visits_detail", "更正：主诉 头晕 → 头晕两天。")
    assert "更正过" in person.reads("visits_detail")


def test_what_was_taken_back_stands_beside_what_is(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    desk.memory.visits.given_back = {"fund": 500, "account": 0, "cash": 500}
    desk.memory.visits.corrected_elsewhere(saved, saved.visit)
    settled = {"fund": 800, "account": 0, "cash": 200}
    desk.memory.visits[0] = replace(desk.memory.visits[0], state="settled", settled=settled)
    to_the_list(person)
    person.wait_to_read("visits_detail", "原结算：基金 5.00 元，现金 5.00 元，已撤销。")
    assert "现结算：基金 8.00 元，现金 2.00 元。应退给患者现金 3.00 元。" in person.reads("visits_detail")


@pytest.mark.parametrize(
    ("state", "settled", "told"),
    [
        ("delivered", None, "更正后的还没有结算"),
        ("not_payable", None, "更正后的不予支付"),
        ("settled", {"fund": 400, "account": 0, "cash": 600}, "应向患者补收现金 1.00 元。"),
        (
            "settled",
            {"fund": 400, "account": 100, "cash": 500},
            "个人账户 1.00 元，现金 5.00 元。患者",
        ),
        ("cancelled", None, "应退给患者现金 5.00 元。"),
    ],
)
def test_what_a_settlement_that_was_taken_back_leaves_to_settle_in_cash(
    state: str, settled: dict[str, int] | None, told: str
) -> None:
    now = VisitState(EventId("a" * 32), 1, b"", a_visit(), state, settled, "")
    assert told in refund_said({"fund": 500, "account": 0, "cash": 500}, now)


def test_the_slip_of_a_correction_says_that_it_is_one(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    take_up(person)
    person.type_into("visit_remark", "复诊")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    slip = slip_of_state(desk.unlock(UserId("doctor"), desk.password).clinic.place, desk.memory.visits[0])
    assert slip.title == "就诊凭条（更正）"


def test_a_visit_that_was_settled_says_what_follows_for_the_patient(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    desk.memory.visits[0] = replace(saved, state="settled", settled={"fund": 700, "account": 0, "cash": 300})
    take_up(person)
    assert "先撤销原结算" in person.reads("correction_follows")
    assert "差额请与患者结清" in person.reads("correction_follows")


def test_a_visit_that_came_back_says_why_above_the_form(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    reason = "请写明合并用药的理由"
    desk.memory.visits[0] = replace(saved, state="returned", reason=reason, day_in_doubt=True)
    take_up(person)
    assert "请核对就诊日期，正确就直接保存" in person.reads("correction_follows")
    assert f"退回原因：{reason}。" in person.reads("correction_follows"), "a sentence of its own"
    person.press(Qt.Key.Key_F9)  # it is right as it stands
    person.wait_to_see("slip_screen")
    assert [state.state for state in desk.memory.visits] == ["saved"]


def test_another_day_is_chosen_and_judged_anew(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    desk.clock.moment += timedelta(days=3)
    take_up(person)
    assert person.reads("visit_verdict") == "当日待遇：可享受"
    enter_day(person, "11-27")
    person.press(Qt.Key.Key_Tab)
    person.rest()
    assert person.reads("visit_verdict") == "当日待遇：可享受"
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    (state,) = desk.memory.visits
    assert state.visit.visited_at == saved.visit.visited_at + timedelta(days=2)


@pytest.mark.parametrize(("day", "said"), [("明年", "就诊日期看不懂"), ("2027-01-01", "不能晚于今天")])
def test_an_impossible_day_is_said_and_nothing_is_saved(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState, day: str, said: str
) -> None:
    take_up(person)
    enter_day(person, day)
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", said)
    assert desk.memory.visits == [saved]


def test_a_correction_put_aside_is_found_above_the_list_with_its_day(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    desk.clock.moment += timedelta(days=1)
    take_up(person)
    person.type_into("visit_remark", "复诊")
    enter_day(person, "昨天")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("visits_screen")
    person.wait_to_see("visits_draft_0")
    assert person.find("visits_draft_0", QPushButton).text().startswith(f"更正 {ONE.name}")
    person.click("visits_draft_0")
    person.wait_to_see("correction_note")
    person.rest()
    assert person.field("visit_remark").text() == "复诊"
    assert person.field("correction_day").text() == "昨天"
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    assert desk.memory.drafts == {}


def test_nothing_changed_is_said_and_nothing_saved(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    take_up(person)
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "内容和原来一样")
    assert desk.memory.visits == [saved]


def test_what_another_pc_corrected_meanwhile_is_said_and_what_was_typed_stays(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    take_up(person)
    person.type_into("visit_remark", "复诊")
    desk.memory.visits.corrected_elsewhere(saved, replace(saved.visit, complaint="头痛"))
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "另一台电脑刚刚也更正了这次就诊")
    assert person.field("visit_remark").text() == "复诊"
    assert [state.visit.complaint for state in desk.memory.visits] == ["头痛"]


def test_a_new_visit_after_a_correction_begins_empty_and_of_today(
    person: PersonAtDesk, saved: VisitState
) -> None:
    take_up(person)
    person.press(Qt.Key.Key_Escape)
    person.click("place_reception")
    person.receive(ONE.id_number)
    person.start_visit()
    assert not person.sees("correction_note")
    assert person.field("visit_complaint").text() == ""
    assert person.find("visit_save", QPushButton).text() == "保存 (F9)"


def test_a_visit_is_crossed_out_with_a_reason(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    to_the_list(person)
    person.click("visits_cancel_open")
    person.click("visits_cancel_now")
    person.wait_to_read("visits_problem", "还没有写作废原因")
    person.type_into("visits_cancel_reason", "重复录入")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("toast", "已作废，原记录保留")
    assert [state.state for state in desk.memory.visits] == ["cancelled"]
    person.rest()
    assert "已作废" in person.reads("visits_detail")
    assert not person.sees("visits_cancel_open") and not person.sees("visits_correct")


def test_a_reason_typed_for_one_visit_is_not_used_for_another(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    desk.memory.visits.append(replace(saved, event_id=EventId("2" * 32), sequence=2))
    to_the_list(person)
    person.click("visits_cancel_open")
    person.type_into("visits_cancel_reason", "重复录入")
    person.find("visits_table", QTableView).selectRow(1)
    person.rest()
    assert not person.sees("visits_cancel_now")
    assert person.find("visits_cancel_reason", QLineEdit).text() == ""


def test_an_assistant_is_offered_neither(sit_down: Sit, desk: FakeDesk, saved: VisitState) -> None:
    desk.role = Role.ASSISTANT
    person = sit_down(desk)
    person.come_in()
    to_the_list(person)
    assert not person.sees("visits_correct") and not person.sees("visits_cancel_open")
    person.press(Qt.Key.Key_F6)
    person.rest()
    assert not person.sees("correction_note")
