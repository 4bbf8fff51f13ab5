"""The lanes: results and reasons come back on the main thread, bugs are loud, nothing runs on."""

import threading
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from core.errors import Hindrance, Refusal
from ui.tasks import Lane


def told_by(number: int) -> tuple[int, int]:
    return number, threading.get_ident()


def broken() -> None:
    raise IndexError


class Listener(QObject):
    """Note what comes back, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.stops: list[str] = []
        self.threads: set[int] = set()

    @Slot(object)
    def got(self, value: Any) -> None:
        self.threads.add(threading.get_ident())
        self.results.append(value)

    @Slot(object)
    def stopped(self, stop: Exception) -> None:
        self.threads.add(threading.get_ident())
        self.stops.append(str(stop))


@pytest.fixture
def lane(qapp: QObject) -> Any:
    made = Lane("test-lane")
    yield made
    made.close()


def test_jobs_run_elsewhere_in_order_and_answer_here(lane: Lane, qtbot: QtBot) -> None:
    listener = Listener()
    for number in range(20):
        lane.run(partial(told_by, number), listener.got, listener.stopped)
    qtbot.waitUntil(lambda: len(listener.results) == 20)
    assert [number for number, _ in listener.results] == list(range(20))
    assert {thread for _, thread in listener.results}.isdisjoint(listener.threads)
    assert listener.threads == {threading.get_ident()}
    assert not lane.busy()


@pytest.mark.parametrize("stop", [Refusal("name_missing"), Hindrance("disk_full")])
def test_a_reason_comes_back_as_a_reason(lane: Lane, qtbot: QtBot, stop: Exception) -> None:
    def job() -> None:
        raise stop

    listener = Listener()
    lane.run(job, listener.got, listener.stopped)
    qtbot.waitUntil(lambda: listener.stops == [str(stop)])


def test_a_bug_is_raised_on_the_main_thread(lane: Lane, qtbot: QtBot) -> None:
    listener = Listener()
    with qtbot.captureExceptions() as caught:
        lane.run(broken, listener.got, listener.stopped)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is IndexError
    assert listener.results == listener.stops == []


def test_a_receiver_that_is_gone_is_left_out(lane: Lane, qtbot: QtBot) -> None:
    gone, other = Listener(), Listener()
    release = threading.Event()
    lane.run(release.wait, gone.got, gone.stopped)
    gone.deleteLater()
    qtbot.waitSignal(gone.destroyed, timeout=0)
    release.set()
    lane.run(lambda: 1, other.got, other.stopped)
    qtbot.waitUntil(lambda: other.results == [1])


def test_after_closing_nothing_is_begun_or_told(lane: Lane, qtbot: QtBot) -> None:
    listener = Listener()
    lane.run(lambda: 1, listener.got, listener.stopped)
    lane.close()
    lane.run(lambda: 2, listener.got, listener.stopped)
    other = Lane("other")
    other.run(lambda: 3, listener.got, listener.stopped)
    qtbot.waitUntil(lambda: listener.results == [3])
    other.close()
