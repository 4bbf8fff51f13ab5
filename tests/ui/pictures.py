"""Grab every screen at 1366x768 (14 and 22 pt) and at 1024x600: `python -m tests.ui.pictures DIR`."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QTableView, QWidget

from core.errors import Hindrance, Refusal
from core.ids import EventId
from core.training.characters import Character
from tests.ui import pictures_of_places
from tests.ui.fake_access import ANSWER
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk, parts_for
from tests.ui.test_joined_people import seen_under_a_certificate
from ui.application import in_our_style, prepare
from ui.desk import CardSeen
from ui.main_window import MainWindow
from ui.screens.founding import FoundingScreen

SIZES = ((1366, 768, 14), (1366, 768, 22), (1024, 600, 14))
SHOWN = (
    Character.ACTIVE_CHRONIC,
    Character.WAITING_AFTER_BREAK,
    Character.WAITING_REPAIRED,
    Character.PENDING,
    Character.NOT_ENROLLED,
    Character.EMPLOYEE,
    Character.ELSEWHERE,
    Character.PAID_SOME_DAY,
    Character.PLATFORM_SAYS_NO,
    Character.IN_HOSPITAL,
)


class _Waiting:
    """What of qtbot the person at the desk needs."""

    def waitUntil(self, until, timeout):  # type: ignore[no-untyped-def]
        deadline = QDeadlineTimer(timeout)
        while not until():
            assert not deadline.hasExpired()
            QTest.qWait(10)


def _visit(person: PersonAtDesk) -> None:
    person.start_visit()
    person.write("头晕、头胀三天,加重一天")
    for name, text in (("onset", "3天前"), ("temperature", "36.8"), ("systolic", "152"), ("diastolic", "94")):
        person.type_into(f"visit_{name}", text)
    person.pick("visit_diagnosis", "yfxgxy")
    person.pick("visit_drug", "bhsaldpp")
    person.pick("visit_drug", "asplcrp")
    person.pick("visit_service", "ybzlf")
    person.wait(lambda: bool(person.reads("visit_estimate")))


def _correct(person: PersonAtDesk, shot: Callable[[str], None]) -> None:
    """Correct the visit that came back, look at what was changed, and begin to cross another one out."""
    person.rest()
    _choose(person, "退回")
    person.press(Qt.Key.Key_F6)
    person.wait_to_see("correction_note")
    person.type_into("visit_remark", "合并用药：单药血压控制不佳")
    person.wait(lambda: bool(person.reads("visit_estimate")))
    shot("correction")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    shot("correction-slip")
    person.click("place_visits")
    person.rest()
    _choose(person, "已保存·更正过")
    person.wait_to_read("visits_detail", "更正：")
    shot("corrected")
    person.click("visits_cancel_open")
    person.write("重复录入")
    shot("cancelling")


def _name_later(person: PersonAtDesk, shot: Callable[[str], None]) -> None:
    """Treat somebody nobody can name, who came with a guardian, and say later by a permit who it was."""
    person.press(Qt.Key.Key_Escape)
    person.click("reception_outside")
    person.write("昏迷老人")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.find("visit_companion", QComboBox).setCurrentText("监护人")
    person.type_into("visit_companion_name", "外籍监护人")
    person.type_into("visit_companion_number", "TK1234567")
    person.press(Qt.Key.Key_Return)
    shot("visit-guardian-kind")
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    person.click("place_visits")
    person.rest()
    person.press(Qt.Key.Key_F6)
    person.wait_to_see("correction_note")
    person.rest()
    person.type_into("correction_number", "12345678")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_problem", "选证件")
    shot("correction-kind-asked")
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Return)
    person.write("林来宾")
    person.press(Qt.Key.Key_Return)
    person.rest()
    shot("correction-kind")
    person.press(Qt.Key.Key_F2)
    person.wait_to_read("correction_named", "已读证件")
    shot("correction-card")
    person.press(Qt.Key.Key_Escape)


def _sums(person: PersonAtDesk, shot: Callable[[str], None]) -> None:
    """Look at the day visits were written on, which is two days ago by now, the month, and their papers."""
    for key, name, paper in (
        (Qt.Key.Key_F7, "day", "Ctrl+P"),
        (Qt.Key.Key_F7, "log", "F6"),
        (Qt.Key.Key_F8, "month", "Ctrl+P"),
    ):
        person.press(key)
        person.wait_to_see("month_screen" if name == "month" else "day_screen")
        for _ in range(0 if name == "month" else 2):
            person.press(Qt.Key.Key_PageUp)
            person.rest()
        shot(name)
        if name == "month":
            person.press(Qt.Key.Key_F9)
            shot("month-lines")
        person.press_keys(paper)
        person.wait_to_see("sheet_screen")
        shot(f"{name}-paper")
        for _ in range(2):
            person.press(Qt.Key.Key_Escape)
        person.rest()


def _join(person: PersonAtDesk, desk: FakeDesk, shot: Callable[[str], None]) -> None:
    """Meet a child that was seen under its certificate of birth, and join the two."""
    seen_under_a_certificate(desk)
    person.press(Qt.Key.Key_Escape)
    person.receive(township().characters[Character.NEWBORN].person.id_number)
    person.wait_to_see("suspect_0")
    shot("verdict-suspected")
    person.click("suspect_0_join")
    person.wait_to_see("joined_0")
    shot("verdict-joined")
    person.find("verdict_screen", QWidget).findChildren(QScrollArea)[0].verticalScrollBar().setValue(9999)
    person.click("other_number_open")
    person.write("TK1234567")
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("other_number_field_kind")
    shot("verdict-other-number")


def _choose(person: PersonAtDesk, state: str) -> None:
    """Choose the first visit in a state."""
    table = person.find("visits_table", QTableView)
    model = table.model()
    rows = [row for row in range(model.rowCount()) if model.index(row, 3).data().startswith(state)]
    table.selectRow(rows[0])


def take_first_start(folder: Path, width: int, height: int, points: int) -> None:
    """Show what stands there before a PC is anybody's."""
    settings = folder / f"{points}.ini"
    settings.write_text(f"[General]\ntext_size={points}\n")
    window = MainWindow(replace(parts_for(FakeDesk(lies_here=False), folder), preferences=settings))
    window.resize(width, height)
    window.show()
    person = PersonAtDesk(window, _Waiting())  # type: ignore[arg-type]
    person.wait_to_see("unlock_found")

    def shot(name: str) -> None:
        person.rest()
        QTest.qWait(30)
        window.grab().save(str(folder / f"{width}-{points}-{name}.png"))

    shot("first-start")
    person.click("unlock_found")
    person.wait_to_see("founding_screen")
    shot("founding")
    person.find("founding_screen", FoundingScreen).take_file(Path("/media/usb/first.cunzhen"))
    person.write("0123456789ABCDEF")
    person.click("founding_offer")
    person.wait(lambda: bool(person.field("founding_password").text()))
    person.find("founding_screen", FoundingScreen).show_problem(Refusal("founding_code_group_wrong", group=3))
    shot("founding-wrong")
    window.close()


def take(folder: Path, width: int, height: int, points: int) -> None:
    """Walk through all screens at one size."""
    desk = FakeDesk()
    holder = township().characters[Character.IN_HOSPITAL].person
    card = CardSeen(holder.id_number, holder.name, "reader", expired=True)
    settings = folder / f"{points}.ini"
    settings.write_text(f"[General]\ntext_size={points}\n")
    parts = replace(parts_for(desk, folder), preferences=settings, read_card=lambda: card)
    window = MainWindow(parts)
    window.resize(width, height)
    window.show()
    person = PersonAtDesk(window, _Waiting())  # type: ignore[arg-type]

    def shot(name: str) -> None:
        person.rest()
        QTest.qWait(30)
        window.grab().save(str(folder / f"{width}-{points}-{name}.png"))

    person.wait(lambda: person.field("unlock_password").isEnabled())
    shot("unlock")
    person.click("unlock_forgotten")
    person.wait_to_see("recovery_screen")
    shot("recovery")
    person.write(ANSWER)
    person.click("recovery_offer")
    shot("recovery-offered")
    person.press(Qt.Key.Key_Escape)
    person.unlock("wrong")
    person.wait_to_see("unlock_problem")
    shot("unlock-wrong")
    person.field("unlock_password").clear()
    person.unlock()
    person.wait_to_see("reception_screen")
    shot("reception")
    person.type_into("reception_box", "王")
    person.wait_to_see("reception_candidates")
    shot("reception-candidates")
    person.field("reception_box").clear()
    person.type_into("reception_box", "没有的人")
    person.wait_to_read("reception_hint", "没有找到")
    person.click("reception_outside")
    shot("reception-outside")
    person.write("林来宾")
    person.type_into("outside_number", "12345678")
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("outside_number_kind")
    shot("reception-outside-kind")
    for character in SHOWN:
        person.press(Qt.Key.Key_Escape)
        person.receive(township().characters[character].person.id_number)
        shot(f"verdict-{character.value}")
        if character is Character.WAITING_AFTER_BREAK:
            person.click("verdict_note")
            person.wait_to_see("note_screen")
            shot("note")
            person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_F2)
    person.wait_to_see("verdict_screen")
    shot("verdict-card-expired")
    _join(person, desk, shot)
    for other in SHOWN[1:4]:
        person.press(Qt.Key.Key_Escape)
        person.receive(township().characters[other].person.id_number)
        person.start_visit()
        person.write("咳嗽")
        person.press(Qt.Key.Key_Escape)
        shot("put-aside")
    person.type_into("reception_box", "83000012345678901234")
    person.wait_to_see("trace_offer")
    shot("reception-trace")
    person.press(Qt.Key.Key_Escape)
    person.receive(township().characters[SHOWN[0]].person.id_number)
    person.start_visit()
    shot("visit-empty")
    person.press(Qt.Key.Key_Escape)
    person.receive(township().characters[SHOWN[0]].person.id_number)
    _visit(person)
    shot("visit")
    person.type_into("visit_drug", "a")
    person.wait_to_see("visit_drug_list")
    shot("visit-picker")
    person.field("visit_drug").clear()
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    shot("slip")
    for key, name in ((Qt.Key.Key_F7, "prescription"), (Qt.Key.Key_F8, "receipt"), (Qt.Key.Key_F6, "slip")):
        person.press(key)
        shot(name)
    person.click("slip_next")
    _name_later(person, shot)
    for place, state in enumerate(
        ("settled", "returned", "settlement_unknown", "delivered", "saved", "saved")
    ):
        model = next(one for one in desk.memory.visits if one.visit.lines)
        facts = {"fund": 1300, "account": 0, "cash": model.visit.total - 1300} if state == "settled" else None
        desk.memory.visits.append(
            replace(
                model,
                event_id=EventId(f"{place:032x}"),
                sequence=place + 2,
                state=state,
                settled=facts,
                reason="诊断与用药不符：处方中有两种降压药，请写明合并用药的理由后重新上传"
                if state == "returned"
                else "",
                visit=replace(model.visit, visited_at=desk.clock.moment - timedelta(hours=5 * place)),
            )
        )
    person.click("place_sync")
    shot("sync-first")
    person.click("sync_now")
    person.wait_to_read("sync_note", "完成")
    desk.clock.moment += timedelta(days=2)
    desk.offline = Hindrance("township_unreachable")
    person.click("sync_now")
    person.wait_to_read("sync_note", "没有同步成功")
    shot("sync")
    person.click("place_visits")
    shot("visits")
    _sums(person, shot)
    _correct(person, shot)
    pictures_of_places.follow_up(person, shot)
    pictures_of_places.outreach(person, shot)
    pictures_of_places.stock(person, shot)
    person.click("place_settings")
    shot("settings")
    person.click("place_reception")
    desk.jump(timedelta(days=-1500))
    person.press(Qt.Key.Key_Escape)
    assert window.workplace is not None
    window.workplace.show_standing()
    person.wait_to_see("day_bar")
    person.receive(township().characters[SHOWN[0]].person.id_number)
    shot("day-in-doubt")
    person.click("day_wrong")
    person.wait(lambda: not person.sees("day_right"))
    shot("day-wrong")
    window.lock()
    shot("locked")
    window.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    app = QApplication(in_our_style([]))
    prepare(app)
    for size in SIZES:
        take_first_start(target, *size)
        take(target, *size)
