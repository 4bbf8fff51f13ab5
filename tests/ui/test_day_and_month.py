"""日结 and 月结算 by key: what is counted, closed, printed and given out."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from core.audit import Deed
from core.errors import Hindrance
from core.events import EventType
from core.ids import EventId
from core.ports import VisitState
from core.visits.payment import Payment
from tests.helpers.township_talk import a_visit
from tests.ui.fake_desk import NOW, FakeDesk
from tests.ui.person import PersonAtDesk
from ui.printing.log import OutpatientLog
from ui.printing.sums import DayClose, MonthStatement
from ui.screens.month import MonthScreen
from ui.screens.sheets import SheetScreen

SETTLED = {"fund": 1000, "account": 0, "institution": 0, "cash": 1500, "funds": {}}
FATES = (
    ("settled", SETTLED, ""),
    ("returned", None, "诊断与用药不符"),
    ("saved", None, ""),
    ("cancelled", None, ""),
)


def fill(desk: FakeDesk) -> None:
    """Let four visits of 25 yuan lie there, one of each fate, of today and yesterday."""
    for number, (state, settled, reason) in enumerate(FATES):
        moment = NOW - timedelta(days=number // 2)
        visit = a_visit(visited_at=moment, payment=Payment("alipay"))
        one = VisitState(EventId(f"{number:032x}"), number + 1, bytes(32), visit, state, settled, reason)
        desk.memory.visits.append(one)


def figures(person: PersonAtDesk, name: str) -> Sequence[str]:
    return [one.text() for one in person.find(name, QWidget).findChildren(QLabel)]


def at_the_list(person: PersonAtDesk, desk: FakeDesk) -> None:
    fill(desk)
    person.click("place_visits")
    person.rest()


def test_a_day_is_counted_closed_by_key_and_put_on_paper(person: PersonAtDesk, desk: FakeDesk) -> None:
    at_the_list(person, desk)
    person.press(Qt.Key.Key_F7)
    person.wait_to_read("day_total", "合计 50.00 元（大写：伍拾元整）")
    assert "现金 25.00 元" in person.reads("day_cash")  # one settled, one as estimated
    assert "还没有日结" in person.reads("day_standing")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("day_standing", "已日结")
    assert [one.type for one in desk.memory.beside if one.type == EventType.DAY_CLOSED] == ["day_closed"]
    assert not person.sees("day_close"), "there is nothing to close again"
    person.press(Qt.Key.Key_PageUp)
    person.wait_to_read("day_total", "合计 25.00 元")
    assert figures(person, "day_sums_0")[-3:] == ["作废", "1", "25.00"]
    assert figures(person, "day_sums_3")[2:] == ["支付宝", "10.00", "合计", "10.00"]
    person.press_keys("Ctrl+P")
    person.wait_to_see("sheet_screen")
    paper = person.find("sheet_screen", SheetScreen)._paper
    assert paper is not None and isinstance(paper.form, DayClose)
    assert paper.file_name == "day_close-2026-11-24"
    person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_F6)
    person.wait(lambda: person.sees("sheet_screen"))
    log = person.find("sheet_screen", SheetScreen)._paper
    assert log is not None and isinstance(log.form, OutpatientLog)
    assert [line.state.state for line in log.form.lines] == ["saved"]


def test_a_full_disk_closes_no_day_and_says_so(person: PersonAtDesk, desk: FakeDesk) -> None:
    at_the_list(person, desk)
    person.press(Qt.Key.Key_F7)
    person.wait_to_see("day_close")
    person.rest()
    desk.memory.broken = Hindrance("disk_full", file="ledger")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("day_problem", "磁盘")
    assert person.find("day_close", QPushButton).isEnabled()


def test_a_month_tells_the_difference_with_its_reason_on_screen_paper_and_in_a_table(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path
) -> None:
    at_the_list(person, desk)
    person.press(Qt.Key.Key_F8)
    person.wait_to_read("month_total", "合计 75.00 元（大写：柒拾伍元整）")
    assert figures(person, "month_sums_4")[-3:] == ["基金支付少于预估", "1", "5.00"]
    assert figures(person, "month_sums_5")[-2:] == ["退回：诊断与用药不符", "1"]
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("month_detail", "基金支付少于预估")
    screen = person.find("month_screen", MonthScreen)
    screen.export.reason.setText("月底对账")
    screen.export.export_to(tmp_path / "month.xlsx")
    person.wait_to_read("month_problem", "共 3 笔")
    assert "诊断与用药不符" in (tmp_path / "month.xlsx").read_text("utf-8")
    last = desk.memory.trail[-1]
    assert (last.deed, last.facts["form"], last.reason) == (Deed.EXPORTED, "month_statement", "月底对账")
    person.press_keys("Ctrl+P")
    person.wait_to_see("sheet_screen")
    paper = person.find("sheet_screen", SheetScreen)._paper
    assert paper is not None and isinstance(paper.form, MonthStatement)
    assert paper.form.pages == 2, "the sums, and what is to be talked about"
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("month_screen")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("visits_table")
    assert QApplication.focusWidget() is not None
