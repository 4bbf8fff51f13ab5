"""One application dressed as the product, and a window that leaves no thread behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.person import PersonAtDesk, parts_for
from ui.application import in_our_style, prepare
from ui.desk import ReadCard
from ui.main_window import MainWindow


@pytest.fixture(scope="session")
def qapp_cls() -> Callable[[list[str]], QApplication]:
    def make(arguments: list[str]) -> QApplication:
        application = QApplication(in_our_style(arguments))
        prepare(application)
        return application

    return make


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def sit_down(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., PersonAtDesk]]:
    """Open a window over a desk; it is closed at the end."""
    windows: list[MainWindow] = []

    def sit(desk: FakeDesk, read_card: ReadCard | None = None) -> PersonAtDesk:
        window = MainWindow(parts_for(desk, tmp_path, read_card))
        window.resize(1366, 768)
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        return PersonAtDesk(window, qtbot)

    yield sit
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def person(sit_down: Callable[..., PersonAtDesk], desk: FakeDesk) -> PersonAtDesk:
    """Somebody who has unlocked the window."""
    somebody = sit_down(desk)
    somebody.come_in()
    return somebody
