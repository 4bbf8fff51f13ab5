"""The real split on the slip while the patient is there, and nobody kept waiting where it cannot come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.calling import NextCall
from core.errors import Hindrance
from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk, parts_for
from tests.ui.test_visits_and_sync import a_saved_visit
from ui.main_window import MainWindow
from ui.wording import settling as words

SETTLED: dict[str, Any] = {"state": "settled", "settled": {"fund": 300, "account": 0, "cash": 200}}


@pytest.fixture
def at_desk(desk: FakeDesk, tmp_path: Path, qtbot: QtBot) -> Iterator[PersonAtDesk]:
    """Somebody whose township settles while the patient is there; no round is due by itself."""
    desk.calls.seconds = 8
    desk.calls.planned = NextCall(desk.clock.now() + timedelta(hours=1), "interval")
    window = MainWindow(replace(parts_for(desk, tmp_path), calls_by_itself=True))
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    person = PersonAtDesk(window, qtbot)
    person.come_in()
    yield person
    person.rest()


def test_the_split_is_said_and_comes_onto_the_slip(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.calls.answers = [1, SETTLED]
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", "结算中")
    before = at_desk.find("slip_preview", QWidget).grab().toImage()
    at_desk.wait_to_read("slip_news", "已结算：基金 3.00 元，现金 2.00 元。")
    assert at_desk.find("slip_preview", QWidget).grab().toImage() != before
    at_desk.rest()
    assert desk.calls.hellos == 2
    assert desk.calls.awaits is None


def test_the_cash_is_compared_with_what_was_foretold(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.calls.answers = [{**SETTLED, "settled": {"fund": 0, "account": 0, "cash": 9_900}}]
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", "现金 99.00 元。")
    assert "现金比预估多" in at_desk.reads("slip_news")


def test_a_visit_that_is_not_paid_says_why(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.calls.answers = [{"state": "not_payable", "reason": "待遇等待期内"}]
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", "医保不予支付（待遇等待期内）")


def test_a_long_reason_of_the_platform_leaves_the_buttons_their_room(
    at_desk: PersonAtDesk, desk: FakeDesk
) -> None:
    desk.calls.answers = [{"state": "not_payable", "reason": "很长" * 200}]
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", "医保不予支付（很长")
    assert len(at_desk.reads("slip_news")) < 60


def test_a_doubtful_outcome_is_called_doubtful(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.calls.answers = [{"state": "settlement_unknown"}]
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", words.IN_DOUBT)


def test_without_a_link_nobody_waits(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.offline = Hindrance("township_unreachable")
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", words.OUT_OF_REACH)
    at_desk.click("slip_next")
    a_saved_visit(at_desk)
    at_desk.wait(lambda: at_desk.sees("slip_news"))
    assert at_desk.reads("slip_news") == words.OUT_OF_REACH  # from the first moment on


def test_a_link_that_comes_back_in_time_still_brings_it(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.offline = Hindrance("connection_cut")
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", words.OUT_OF_REACH)
    desk.offline, desk.calls.answers = None, [SETTLED]
    assert at_desk.window.rounds is not None
    at_desk.window.rounds.start()
    at_desk.wait_to_read("slip_news", "已结算")


def test_where_nobody_settles_now_nobody_waits(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", words.LATER)
    at_desk.rest()
    assert desk.calls.hellos == 1


def test_after_the_seconds_that_were_set_nobody_waits_any_more(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.calls.seconds, desk.calls.answers = 1, [3600]
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", words.NOT_YET)
    at_desk.rest()
    assert desk.calls.awaits is None


def test_the_next_patient_can_come_at_once_and_the_split_is_told_in_passing(
    at_desk: PersonAtDesk, desk: FakeDesk
) -> None:
    desk.calls.answers = [1, SETTLED]
    a_saved_visit(at_desk)
    at_desk.click("slip_next")
    name = township().characters[Character.ACTIVE].person.name
    at_desk.wait_to_read("toast", f"{name} 已结算：基金 3.00 元，现金 2.00 元。")
    assert at_desk.sees("reception_box")


def test_a_locked_desk_tells_nobody_whose_visit_was_settled(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.calls.answers = [1, SETTLED]
    a_saved_visit(at_desk)
    at_desk.click("slip_next")
    at_desk.window.lock()
    at_desk.wait(lambda: desk.calls.hellos == 2)
    at_desk.rest()
    assert at_desk.sees("unlock_screen")
    assert not at_desk.sees("toast")


def test_where_the_township_set_no_seconds_the_visit_goes_with_the_next_call(
    at_desk: PersonAtDesk, desk: FakeDesk
) -> None:
    desk.calls.seconds = 0
    a_saved_visit(at_desk)
    at_desk.rest()
    assert desk.calls.hellos == 0
    assert not at_desk.sees("slip_news")


def test_a_township_that_asked_to_be_left_alone_is_left_alone(at_desk: PersonAtDesk, desk: FakeDesk) -> None:
    desk.offline = Hindrance("township_busy", seconds=60)
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", words.OUT_OF_REACH)
    desk.offline = None
    at_desk.click("slip_next")
    a_saved_visit(at_desk)
    at_desk.wait_to_read("slip_news", words.OUT_OF_REACH)
    at_desk.rest()
    assert desk.calls.hellos == 0
