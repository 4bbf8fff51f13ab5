"""A person at the desk, for tests: finds widgets by name, types, presses, waits for what becomes visible."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import PASSWORD, FakeDesk
from ui.desk import ReadCard, WindowParts
from ui.main_window import MainWindow

Kind = TypeVar("Kind", bound=QWidget)
_PATIENCE_MS = 10_000


class PersonAtDesk:
    """Use a window as a person does."""

    def __init__(self, window: MainWindow, bot: QtBot) -> None:
        self.window = window
        self._bot = bot

    def find(self, name: str, kind: type[Kind]) -> Kind:
        found = self.window.findChildren(kind, name)
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    def sees(self, name: str) -> bool:
        return any(one.isVisible() for one in self.window.findChildren(QWidget, name))

    def reads(self, name: str) -> str:
        return self.find(name, QLabel).text()

    def field(self, name: str) -> QLineEdit:
        return self.find(name, QLineEdit)

    def wait(self, until: Callable[[], bool]) -> None:
        self._bot.waitUntil(until, timeout=_PATIENCE_MS)

    def wait_to_see(self, name: str) -> None:
        self.wait(lambda: self.sees(name))

    def wait_to_read(self, name: str, words: str) -> None:
        self.wait(lambda: self.sees(name) and words in self.reads(name))

    def rest(self) -> None:
        """Wait until both lanes have nothing under way and nothing typed waits to be looked up."""
        self.wait(lambda: not self.window.lanes.busy())

    def type_into(self, name: str, text: str) -> None:
        self.field(name).setFocus()
        self.write(text)

    def write(self, text: str) -> None:
        """Type where the cursor is: Chinese as an input method commits it, the rest key by key."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self.focus(), letter)
            else:
                commit = QInputMethodEvent()
                commit.setCommitString(letter)
                QApplication.sendEvent(self.focus(), commit)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.focus(), key)

    def press_keys(self, keys: str) -> None:
        QTest.keySequence(self.focus(), QKeySequence(keys))

    def click(self, name: str) -> None:
        button = self.find(name, QPushButton)
        assert button.isVisible() and button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def focus_name(self) -> str:
        return self.focus().objectName()

    # --- whole deeds

    def unlock(self, password: str = PASSWORD) -> None:
        self.wait(lambda: self.field("unlock_password").isEnabled())
        self.type_into("unlock_password", password)
        self.press(Qt.Key.Key_Return)

    def come_in(self) -> None:
        self.wait_to_see("unlock_screen")
        self.wait(lambda: self.find("unlock_button", QPushButton).isEnabled())
        self.unlock()
        self.wait_to_see("reception_screen")
        self.rest()

    def receive(self, asked: str) -> None:
        self.wait_to_see("reception_box")
        self.type_into("reception_box", asked)
        self.press(Qt.Key.Key_Return)
        self.wait_to_see("verdict_screen")
        self.rest()

    def start_visit(self) -> None:
        self.press(Qt.Key.Key_Return)
        self.wait_to_see("visit_form")
        self.rest()

    def pick(self, name: str, letters: str) -> None:
        self.type_into(name, letters)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: not self.field(name).text())
        self.rest()


def parts_for(desk: FakeDesk, folder: Path, read_card: ReadCard | None = None) -> WindowParts:
    """Give a window its parts; rounds start by the button alone."""
    return WindowParts(desk, desk.clock, folder / "preferences.ini", read_card, False, {"版本": "0.1.0"})
