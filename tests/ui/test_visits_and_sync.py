"""The list of visits and the sync page: states, paging, the button that always answers, the chip."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from core.errors import Hindrance
from core.ids import EventId
from core.ports import VisitState
from core.roles import Role
from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.widgets.export_strip import ExportStrip

Sit = Callable[..., PersonAtDesk]


@pytest.fixture
def saved(person: PersonAtDesk, desk: FakeDesk) -> VisitState:
    """One visit with one line, saved through the window."""
    a_saved_visit(person)
    return desk.memory.visits[0]


def a_saved_visit(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.pick("visit_service", "ybzlf")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")


def rows(person: PersonAtDesk) -> list[list[str]]:
    model = person.find("visits_table", QTableView).model()
    columns = range(model.columnCount())
    return [[str(model.index(row, c).data()) for c in columns] for row in range(model.rowCount())]


def test_an_empty_list_says_what_to_do(person: PersonAtDesk) -> None:
    person.click("place_visits")
    person.wait_to_read("visits_empty", "接诊")


@pytest.mark.parametrize(
    ("state", "reason", "word"),
    [
        ("saved", "", "已保存"),
        ("delivered", "", "已送达"),
        ("settlement_unknown", "", "结算待确认"),
        ("settled", "", "已结算"),
        ("returned", "诊断不符", "退回（诊断不符）"),
        ("not_payable", "超限额", "不予支付（超限额）"),
        ("not_payable", "visit_without_charge", "不予支付（这次就诊没有费用，不需要医保结算）"),
        ("reversed", "", "结算已撤销"),
    ],
)
def test_each_state_has_its_word(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState, state: str, reason: str, word: str
) -> None:
    desk.memory.visits[0] = replace(saved, state=state, reason=reason)
    person.click("place_visits")
    person.wait(lambda: [row[3] for row in rows(person)] == [word])


@pytest.mark.parametrize("points", [14, 22])
def test_rivals_are_told_by_the_word_that_stands_first_and_is_never_cut(
    sit_down: Sit, desk: FakeDesk, tmp_path: Path, points: int
) -> None:
    (tmp_path / "preferences.ini").write_text(f"[General]\ntext_size={points}\n")
    person = sit_down(desk)
    person.come_in()
    a_saved_visit(person)
    desk.memory.visits[0] = replace(desk.memory.visits[0], state="delivered", disputed=True)
    person.click("place_visits")
    person.wait(lambda: [row[3] for row in rows(person)] != [])
    (said,) = (row[3] for row in rows(person))
    assert said.startswith("更正冲突·已送达（")
    table = person.find("visits_table", QTableView)
    needed = table.fontMetrics().horizontalAdvance("更正冲突") + table.fontMetrics().height() // 2
    assert table.columnWidth(3) >= needed
    person.wait_to_read("visits_detail", "请再更正一次")


def test_estimate_and_settled_amount_stand_side_by_side(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    settled = {"fund": 700, "account": 100, "cash": 200}
    desk.memory.visits[0] = replace(saved, state="settled", settled=settled)
    person.click("place_visits")
    person.wait(lambda: bool(rows(person)))
    assert rows(person)[0][4:] == ["8.00", "7.00", "-1.00"]
    for said in ("合计 10.00 元", "预估：基金 8.00 元，自付 2.00 元", "结算：基金 7.00 元，自付 3.00 元"):
        assert said in person.reads("visits_detail")


def test_the_whole_reason_is_read_under_the_list_without_a_mouse(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    reason = "诊断与用药不符，" * 12 + "请核对后重新上传"
    other = replace(saved, event_id=EventId("2" * 32), sequence=2, state="delivered")
    desk.memory.visits[:] = [other, replace(saved, state="returned", reason=reason)]
    person.click("place_visits")
    person.wait_to_read("visits_detail", "已送达")
    person.press(Qt.Key.Key_Down)
    person.wait_to_read("visits_detail", reason)


@pytest.mark.parametrize(("width", "height", "points"), [(1366, 768, 14), (1366, 768, 22), (1024, 600, 14)])
def test_estimate_settled_and_difference_are_seen_without_scrolling(
    sit_down: Sit, desk: FakeDesk, tmp_path: Path, width: int, height: int, points: int
) -> None:
    (tmp_path / "preferences.ini").write_text(f"[General]\ntext_size={points}\n")
    person = sit_down(desk)
    person.window.resize(width, height)
    person.come_in()
    a_saved_visit(person)
    settled = {"fund": 123456, "account": 0, "cash": 200}
    visit = replace(desk.memory.visits[0], state="settled", settled=settled, reason="")
    desk.memory.visits[:] = [
        replace(visit, event_id=EventId(f"{place:032x}"), sequence=place) for place in range(30)
    ]
    person.click("place_visits")
    person.wait(lambda: len(rows(person)) == 30)
    table = person.find("visits_table", QTableView)
    person.wait(lambda: table.verticalScrollBar().isVisible())
    assert table.horizontalScrollBar().maximum() == 0
    letters = table.fontMetrics()
    for column in (0, 3, 4, 5, 6):
        words = (rows(person)[0][column], str(table.model().headerData(column, Qt.Orientation.Horizontal)))
        longest = max(letters.horizontalAdvance(word) for word in words)
        assert table.columnWidth(column) >= longest + letters.height() // 2, words


def test_the_days_are_chosen_by_a_button(person: PersonAtDesk, desk: FakeDesk, saved: VisitState) -> None:
    desk.clock.moment += timedelta(days=1)
    person.click("place_visits")
    person.wait(lambda: len(rows(person)) == 1)
    person.click("visits_today")
    person.wait_to_see("visits_empty")
    person.click("visits_yesterday")
    person.wait(lambda: len(rows(person)) == 1)


def test_a_long_list_comes_page_by_page(person: PersonAtDesk, desk: FakeDesk, saved: VisitState) -> None:
    for sequence in range(2, 131):
        desk.memory.visits.append(replace(saved, event_id=EventId(f"{sequence:032x}"), sequence=sequence))
    person.click("place_visits")
    table = person.find("visits_table", QTableView)
    person.wait(lambda: table.model().rowCount() == 60)
    table.setFocus()
    person.press_keys("Ctrl+End")
    person.wait(lambda: table.model().rowCount() == 120)
    person.press_keys("Ctrl+End")
    person.wait(lambda: table.model().rowCount() == 130)
    assert len({row[0] for row in rows(person)}) == 1


def test_a_slip_can_be_seen_again(person: PersonAtDesk, saved: VisitState) -> None:
    person.click("slip_next")
    person.click("place_visits")
    person.wait(lambda: bool(rows(person)))
    person.click("visits_slip")
    person.wait_to_see("slip_screen")


def test_the_chip_counts_what_waits_and_opens_the_sync_page(person: PersonAtDesk, saved: VisitState) -> None:
    chip = person.find("chip", QPushButton)
    person.wait(lambda: "待上传 1 笔" in chip.accessibleName())
    assert "名册截至 11月12日" in chip.accessibleName()
    assert chip.accessibleName().startswith("离线")
    person.click("chip")
    person.wait_to_see("sync_screen")


def test_a_round_empties_the_queue_and_the_chip_says_connected(
    person: PersonAtDesk, saved: VisitState
) -> None:
    person.click("place_sync")
    person.click("sync_now")
    person.wait_to_read("sync_note", "同步完成")
    chip = person.find("chip", QPushButton)
    person.wait(lambda: chip.accessibleName().startswith("已连接"))
    assert "没有待上传" in chip.accessibleName()
    person.wait_to_read("sync_waiting", "没有")


def test_without_a_link_the_button_answers_with_a_sentence_and_the_diary_keeps_it(
    person: PersonAtDesk, desk: FakeDesk, saved: VisitState
) -> None:
    desk.offline = Hindrance("township_unreachable")
    person.click("place_sync")
    person.click("sync_now")
    person.wait_to_read("sync_note", "没有同步成功")
    person.rest()
    diary = person.find("sync_diary", QTableView).model()
    assert "未完成" in str(diary.index(0, 2).data())
    assert [one.outcome for one in desk.memory.attempts] == ["township_unreachable"]
    assert desk.memory.visits[0].state == "saved"


def test_the_button_answers_while_a_round_runs(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.click("place_sync")
    person.click("sync_now")
    person.click("sync_now")
    person.wait_to_see("sync_note")
    person.wait_to_read("sync_note", "同步完成")
    assert len(desk.memory.attempts) == 1


def test_before_the_first_roster_the_desk_works_and_says_so(sit_down: Sit, desk: FakeDesk) -> None:
    desk.dates, desk.ages = None, ()
    person = sit_down(desk)
    person.come_in()
    assert "还没有名册" in person.find("chip", QPushButton).accessibleName()
    person.click("place_sync")
    person.wait_to_see("sync_no_data")
    person.click("place_reception")
    person.click("reception_outside")
    person.write("第一位")
    person.click("outside_go")
    person.wait_to_read("verdict_headline", "不在名册")
    assert "还没有参保名册" in person.reads("verdict_as_of")


def test_places_are_reached_by_ctrl_and_a_digit(person: PersonAtDesk) -> None:
    for digit, screen in (
        (2, "visits_screen"),
        (3, "follow_up_list"),
        (4, "outreach_list"),
        (5, "stock_list"),
        (6, "sync_screen"),
        (7, "settings_screen"),
        (1, "reception_screen"),
    ):
        person.press_keys(f"Ctrl+{digit}")
        person.wait_to_see(screen)


def test_names_and_the_training_mark_appear_as_soon_as_the_township_has_sent_them(
    sit_down: Sit, desk: FakeDesk
) -> None:
    desk.names_come_later = True
    person = sit_down(desk)
    person.come_in()
    assert not person.sees("top_training")
    person.click("place_sync")
    person.rest()
    person.click("sync_now")
    person.wait_to_read("sync_note", "同步完成")
    assert person.sees("top_training")
    assert person.reads("top_doctor") == township().clinics[0].doctor


def test_a_list_is_exported_with_its_reason_and_by_nobody_else(
    sit_down: Callable[..., PersonAtDesk], desk: FakeDesk, tmp_path: Path
) -> None:
    person = sit_down(desk)
    person.come_in()
    a_saved_visit(person)
    person.click("place_visits")
    strip = person.find("visits_export", ExportStrip)
    person.click("visits_export_open")
    person.click("visits_export_now")
    person.wait_to_read("visits_problem", "用途")
    person.type_into("visits_export_reason", "月底对账")
    strip.export_to(tmp_path / "list.xlsx")
    person.wait_to_read("visits_problem", "不加密")
    assert township().characters[Character.ACTIVE].person.name in (tmp_path / "list.xlsx").read_text("utf-8")
    assert desk.memory.trail[-1].reason == "月底对账"


def test_whoever_may_not_export_sees_no_button(sit_down: Callable[..., PersonAtDesk]) -> None:
    person = sit_down(FakeDesk(role=Role.ASSISTANT))
    person.come_in()
    person.click("place_visits")
    person.rest()
    assert not person.sees("visits_export_open")
    assert not person.sees("visits_export")
