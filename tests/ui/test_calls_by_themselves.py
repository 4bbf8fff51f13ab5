"""Rounds that start as the desk plans them, and what the sync page foretells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.calling import CallSettings, DueSet, NextCall, QuietHours
from core.data_sets import DataSetName
from tests.ui.fake_calls import USUAL_FORECAST
from tests.ui.fake_desk import FakeDesk
from tests.ui.person import PersonAtDesk, parts_for
from tests.ui.test_visits_and_sync import a_saved_visit
from ui.main_window import MainWindow

Sit = Callable[..., PersonAtDesk]
SETTINGS = CallSettings(600, 200 * 1024, 0, QuietHours.parse("22:00-06:00"))


@pytest.fixture
def at_ease(desk: FakeDesk, tmp_path: Path, qtbot: QtBot) -> PersonAtDesk:
    """Somebody at a window whose rounds start by themselves, the next one in an hour."""
    desk.calls.planned = NextCall(desk.clock.now() + timedelta(hours=1), "quiet")
    window = MainWindow(replace(parts_for(desk, tmp_path), calls_by_itself=True))
    qtbot.addWidget(window)
    window.show()
    person = PersonAtDesk(window, qtbot)
    person.come_in()
    return person


def test_a_round_starts_when_its_time_has_come(at_ease: PersonAtDesk, desk: FakeDesk) -> None:
    at_ease.rest()
    assert desk.memory.attempts == []
    desk.calls.planned = NextCall(desk.clock.now(), "now")
    assert at_ease.window.rounds is not None
    at_ease.window.rounds.plan()
    at_ease.wait(lambda: bool(desk.memory.attempts))
    desk.calls.planned = None
    at_ease.rest()


def test_a_saved_visit_lets_the_desk_think_again(at_ease: PersonAtDesk, desk: FakeDesk) -> None:
    a_saved_visit(at_ease)
    at_ease.rest()
    assert desk.memory.attempts == []
    at_ease.click("slip_next")
    later = desk.calls.planned
    desk.calls.planned = NextCall(desk.clock.now(), "now")
    a_saved_visit(at_ease)
    at_ease.wait(lambda: bool(desk.memory.attempts))
    desk.calls.planned = later
    at_ease.rest()


def test_the_button_does_not_wait_for_its_time(at_ease: PersonAtDesk, desk: FakeDesk) -> None:
    at_ease.click("place_sync")
    at_ease.click("sync_now")
    at_ease.wait_to_read("sync_note", "同步完成")
    assert len(desk.memory.attempts) == 1


def test_the_page_foretells_what_goes_and_what_waits_for_the_budget(
    at_ease: PersonAtDesk, desk: FakeDesk
) -> None:
    sets = (
        DueSet(DataSetName.ROSTER, 4, 54_000),
        DueSet(DataSetName.CATALOGUE, 3, 120_000, put_off=True),
    )
    desk.calls.told = replace(USUAL_FORECAST, sets=sets, seconds=14.2, settings=SETTINGS)
    a_saved_visit(at_ease)
    at_ease.click("place_sync")
    at_ease.wait_to_read("sync_forecast", "上传 1 条记录")
    said = at_ease.reads("sync_forecast")
    assert "下载参保名册，约 53 KB；约需 14 秒。" in said
    assert "药品和服务目录（约 117 KB）等有余量时再下载" in said
    assert at_ease.reads("sync_traffic") == "今天约 23 KB（上限：200 KB），本月约 400 KB（上限：不限）"
    automatic = at_ease.reads("sync_automatic")
    for words in ("每 10 分钟一次", "安静时段 22:00-06:00", "下一次约在今天 10:30"):
        assert words in automatic


def test_where_only_the_button_calls_the_page_says_so(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.click("place_sync")
    person.wait_to_read("sync_forecast", "没有要传的内容")
    desk.calls.told = replace(USUAL_FORECAST, first=True)
    person.click("place_visits")
    person.click("place_sync")
    person.wait_to_read("sync_forecast", "下载名册、目录等全部数据（有多大要联系上卫生院才知道）。")
    assert "立即同步" in person.reads("sync_automatic")
