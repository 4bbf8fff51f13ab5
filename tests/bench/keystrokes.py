"""How long a visit takes to write down: the keys of three scripted visits, and the program's own time."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.bench.figures import Figure
from tests.helpers.scripted_visits import SCRIPTS, Typist, prepare_desk
from tests.ui.fake_desk import FakeDesk
from tests.ui.person import PersonAtDesk, parts_for
from ui.application import in_our_style, prepare
from ui.main_window import MainWindow

BUDGET = 60.0
_A_KEY, _A_LETTER = 0.28, 1.0
"""Seconds of a hand that types without haste: a key, and a letter of Chinese through an input method."""


class _Waiting:
    """What of qtbot the person at the desk needs."""

    def waitUntil(self, until, timeout):  # type: ignore[no-untyped-def]  # the name and form are qtbot's
        deadline = QDeadlineTimer(timeout)
        while not until():
            assert not deadline.hasExpired()
            QTest.qWait(1)


def measure(folder: Path) -> Sequence[Figure]:
    """Type each visit into a window and time it; what the hand takes is reckoned beside it."""
    application = QApplication.instance() or QApplication(in_our_style([]))
    assert isinstance(application, QApplication)
    prepare(application)
    return [_of(name, folder) for name in SCRIPTS]


def _of(name: str, folder: Path) -> Figure:
    desk = FakeDesk()
    folder.mkdir(parents=True, exist_ok=True)
    window = MainWindow(replace(parts_for(desk, folder), preferences=folder / f"{name}.ini"))
    window.show()
    person = PersonAtDesk(window, _Waiting())  # type: ignore[arg-type]  # all it needs of a qtbot
    person.come_in()
    prepare_desk(person)
    typist = Typist(person)
    started = perf_counter()
    SCRIPTS[name](typist)
    program = perf_counter() - started
    window.close()
    hand = typist.keys * _A_KEY + typist.letters * _A_LETTER
    remark = f"{typist.keys} keys and {typist.letters} letters of free text: {hand:.1f} s of typing"
    return Figure(f"a visit written down: {name}", program + hand, "s", BUDGET, remark=remark)
