"""Enter moves on, except where it must not; a bug is shown without anyone's data."""

import gc
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.application import ENTER_ACTS, catch_bugs, collect_rarely, where_it_broke

SECRET = "张三 11010519491231002X"


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for name, field in (
        ("first", QLineEdit()),
        ("second", QLineEdit()),
        ("text", QPlainTextEdit()),
        ("button", QPushButton("x")),
    ):
        field.setObjectName(name)
        column.addWidget(field)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    return page


def child(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    found.setFocus()
    return found


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget else ""


def test_enter_goes_to_the_next_field(page: QWidget) -> None:
    QTest.keyClick(child(page, "first"), Qt.Key.Key_Return)
    assert focused() == "second"
    QTest.keyClick(child(page, "first"), Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert focused() == "second"


def test_enter_passes_over_the_quiet_buttons_between_two_fields(page: QWidget) -> None:
    remove = QPushButton("remove", page)
    remove.setProperty("role", "quiet")
    remove.show()
    QWidget.setTabOrder(child(page, "first"), remove)
    QTest.keyClick(child(page, "first"), Qt.Key.Key_Return)
    assert focused() == "second"
    QTest.keyClick(child(page, "first"), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is remove


def test_enter_comes_to_rest_where_nothing_but_quiet_buttons_is_left(qtbot: QtBot) -> None:
    alone = QWidget()
    field, remove = QLineEdit(alone), QPushButton("remove", alone)
    remove.setProperty("role", "quiet")
    qtbot.addWidget(alone)
    alone.show()
    qtbot.waitExposed(alone)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert alone.focusWidget() is field


def test_enter_in_multi_line_text_makes_a_line(page: QWidget) -> None:
    text = child(page, "text")
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert focused() == "text"
    assert isinstance(text, QPlainTextEdit) and text.toPlainText() == "\n"


def test_enter_presses_the_button_it_stands_on(page: QWidget, qtbot: QtBot) -> None:
    button = child(page, "button")
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_a_field_that_acts_on_enter_keeps_it(page: QWidget) -> None:
    field = child(page, "first")
    field.setProperty(ENTER_ACTS, True)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert focused() == "first"


def test_half_composed_chinese_keeps_its_enter(page: QWidget) -> None:
    field = child(page, "first")
    QApplication.sendEvent(field, QInputMethodEvent("ke s", []))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert focused() == "first"
    done = QInputMethodEvent()
    done.setCommitString("咳嗽")
    QApplication.sendEvent(field, done)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert focused() == "second"


@pytest.mark.expects_log("bug: ValueError")
def test_a_bug_is_shown_in_plain_words_without_its_message(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catch_bugs()
    try:
        raise ValueError(SECRET)
    except ValueError as bug:
        sys.excepthook(type(bug), bug, bug.__traceback__)
        place = where_it_broke(type(bug), bug.__traceback__)
    boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
    (box,) = [one for one in boxes if one.isVisible()]
    shown = box.text() + box.informativeText()
    box.close()
    assert "没有丢失" in shown
    assert "test_application.py" in place and place in shown
    assert not any(part in shown for part in SECRET.split())


def test_only_what_has_lived_long_is_looked_through_rarely() -> None:
    before = gc.get_threshold()
    collect_rarely()
    now = gc.get_threshold()
    gc.set_threshold(*before)
    assert now == (*before[:2], 100 * before[2])
