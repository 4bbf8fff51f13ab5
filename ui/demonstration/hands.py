"""The hands of the demonstration: they type, press and click on the real window, and read what it shows."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView, QWidget

from core.errors import Hindrance
from ui.main_window import MainWindow

Kind = TypeVar("Kind", bound=QWidget)


class Hands:
    """Use a window as a person does; nothing here waits.

    Raises:
        Hindrance: `demo_widget_missing` when what should be there is not.
    """

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def find(self, name: str, kind: type[Kind]) -> Kind:
        """Find the one widget of a name."""
        found = self.window.findChildren(kind, name)
        if len(found) != 1:
            raise Hindrance("demo_widget_missing", widget=name)
        return found[0]

    def sees(self, name: str) -> bool:
        """Tell whether a widget of that name is on the screen."""
        return any(one.isVisible() for one in self.window.findChildren(QWidget, name))

    def reads(self, name: str) -> str:
        """Read a label."""
        return self.find(name, QLabel).text()

    def rests(self) -> bool:
        """Tell whether nothing is under way on either lane."""
        return not self.window.lanes.busy()

    def can_press(self, name: str) -> bool:
        """Tell whether a button waits to be pressed."""
        found = self.window.findChildren(QPushButton, name)
        return len(found) == 1 and found[0].isVisible() and found[0].isEnabled()

    def click(self, name: str) -> None:
        """Click a button."""
        if not self.can_press(name):
            raise Hindrance("demo_widget_missing", widget=name)
        QTest.mouseClick(self.find(name, QPushButton), Qt.MouseButton.LeftButton)

    def type_into(self, name: str, text: str) -> None:
        """Put the cursor into a field and type; Chinese arrives as an input method commits it."""
        field = self.find(name, QLineEdit)
        field.setFocus()
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(field, letter)
            else:
                commit = QInputMethodEvent()
                commit.setCommitString(letter)
                QApplication.sendEvent(field, commit)

    def typed(self, name: str) -> str:
        """Read a field."""
        return self.find(name, QLineEdit).text()

    def press(self, key: Qt.Key) -> None:
        """Press a key where the cursor is."""
        QTest.keyClick(QApplication.focusWidget() or self.window.focusWidget() or self.window, key)

    def rows(self, name: str) -> list[list[str]]:
        """Read a table as it stands."""
        model = self.find(name, QTableView).model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount(QModelIndex()))
        ]

    def take_picture(self, file: Path) -> None:
        """Save what the window shows."""
        if not self.window.grab().save(str(file)):
            raise Hindrance("demo_picture_not_saved", picture=file.name)
