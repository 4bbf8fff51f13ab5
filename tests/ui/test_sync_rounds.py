"""Rounds one after the other: a busy township is left alone, and an awaited visit goes between."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.calling import NextCall
from core.errors import Hindrance
from tests.ui.fake_desk import NOW, HandClock
from ui.desk import OpenDesk, SyncProgress
from ui.sync_rounds import FOLD_EVERY, SyncRounds
from ui.tasks import Lanes, open_lanes


@dataclass
class FakeRounds:
    """An open desk as far as rounds go: each asks `questions`; the first of them may meet a Hindrance."""

    questions: int = 1
    trouble: Hindrance | None = None
    planned: timedelta = timedelta(hours=1)
    asked: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    plans: int = 0
    slices: int = 0
    folds: int = 0
    slow: threading.Event | None = None
    _left: int = -1

    @property
    def clinic(self) -> "FakeRounds":
        return self

    clock = HandClock()

    def next_call(self) -> NextCall:
        self.plans += 1
        return NextCall(NOW + self.planned, "interval")

    def work(self) -> bool:
        if self._left < 0:
            self._left = self.questions
        self.slices = max(0, self.slices - 1)
        return self.slices > 0

    def fold(self) -> None:
        self.folds += 1
        if self.slow is not None:
            self.slow.wait(10)

    def prepare(self) -> str | None:
        self._left -= 1
        return f"question {self.questions - self._left}" if self._left >= 0 else None

    def exchange(self, request: str) -> str:
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(request)
        return request

    def absorb(self, _answer: str) -> SyncProgress:
        return SyncProgress(1, 1, 0)

    def end_round(self, outcome: str) -> None:
        self._left = -1
        self.ended.append(outcome)


@dataclass
class Window:
    """What rounds need of a window."""

    desk: FakeRounds
    lanes: Lanes
    bot: QtBot

    def rounds(self, *, by_themselves: bool = True) -> SyncRounds:
        return SyncRounds(cast("OpenDesk", self.desk), self.lanes, by_themselves)

    def wait(self, until: Callable[[], bool]) -> None:
        self.bot.waitUntil(until, timeout=10_000)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    parent = QObject()
    lanes = open_lanes(parent)
    yield Window(FakeRounds(), lanes, qtbot)
    lanes.close()


def rest(window: Window) -> None:
    window.wait(lambda: not window.lanes.busy())


def test_what_slices_write_is_folded_in_on_the_other_lane_now_and_then(window: Window) -> None:
    window.desk.slices = 3 * FOLD_EVERY
    rounds = window.rounds(by_themselves=False)
    rounds.start()
    window.wait(lambda: window.desk.ended == ["done"])
    rest(window)
    assert window.desk.folds in (1, 2)
    rounds.stop()


def test_slices_do_not_wait_for_a_slow_disk_and_foldings_do_not_pile_up(window: Window) -> None:
    window.desk.slices, window.desk.slow = 3 * FOLD_EVERY, threading.Event()
    rounds = window.rounds(by_themselves=False)
    rounds.start()
    window.wait(lambda: window.desk.slices == 0)
    window.desk.slow.set()
    window.wait(lambda: window.desk.ended == ["done"])
    assert window.desk.folds == 1
    rounds.stop()


def test_a_busy_township_is_called_again_after_the_seconds_it_named_and_not_before(window: Window) -> None:
    window.desk.trouble = Hindrance("township_busy", seconds=1)
    rounds = window.rounds()
    rest(window)
    rounds.start()
    window.wait(lambda: window.desk.ended == ["township_busy"])
    rest(window)
    plans = window.desk.plans
    rounds.plan()  # a visit was saved
    assert not rounds.hurry()  # a visit is awaited
    rest(window)
    assert (window.desk.plans, window.desk.ended) == (plans, ["township_busy"])
    window.desk.planned = timedelta()
    window.desk.trouble = None
    window.wait(lambda: window.desk.ended[1:2] == ["done"])
    rounds.stop()


def test_the_button_calls_a_busy_township_all_the_same(window: Window) -> None:
    window.desk.trouble = Hindrance("township_busy", seconds=60)
    rounds = window.rounds()
    rounds.start()
    window.wait(lambda: window.desk.ended == ["township_busy"])
    rest(window)
    window.desk.trouble = None
    rounds.start()
    window.wait(lambda: window.desk.ended[1:] == ["done"])
    rounds.stop()


def test_where_only_the_button_calls_a_busy_township_is_not_waited_for(window: Window) -> None:
    window.desk.trouble = Hindrance("township_busy", seconds=1)
    rounds = window.rounds(by_themselves=False)
    rounds.start()
    window.wait(lambda: window.desk.ended == ["township_busy"])
    rest(window)
    assert rounds.hurry()
    window.wait(lambda: len(window.desk.ended) == 2)
    rest(window)
    rounds.stop()


def test_a_long_round_makes_way_before_its_next_question_and_goes_on_after(window: Window) -> None:
    window.desk.questions = 4
    rounds = window.rounds()
    told: list[Any] = []
    rounds.round_started.connect(lambda: told.append("started"))
    rounds.round_ended.connect(lambda _stop: told.append("ended"))

    def second_answer(_progress: SyncProgress) -> None:
        if len(window.desk.asked) == 2:
            assert rounds.hurry()

    rounds.progressed.connect(second_answer)
    rounds.start()
    window.wait(lambda: len(window.desk.ended) == 2)
    rest(window)
    assert window.desk.asked == [f"question {one}" for one in (1, 2, 1, 2, 3, 4)]
    assert told == ["started", "ended", "started", "ended"]
    assert not rounds.running()
    rounds.stop()
