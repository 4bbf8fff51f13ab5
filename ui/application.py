"""The QApplication: style, font, Chinese input, Enter moving on, and a last-resort window for bugs."""

import gc
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, Qt, QTranslator, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QWidget,
)

from ui import theme
from ui.wording import screens as words

_log = logging.getLogger(__name__)

ENTER_ACTS = "enter_acts"
"""Property of a field that does something itself on Enter."""
_QUIET = "quiet"
_RARELY = 1_000
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterMovesOn(QObject):
    """Make Enter go to the next field, and press the button it stands on.

    Multi-line text, fields that act on Enter themselves, open lists and half-composed Chinese keep theirs.
    It looks at the one field that has the keyboard: looking at all events of the application made Python
    learn every kind of widget Qt has within it before the lock screen could be painted.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._composing = False
        application.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, left: QWidget | None, here: QWidget | None) -> None:
        self._composing = False
        if left is not None:
            left.removeEventFilter(self)
        if here is not None:
            here.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at keys on their way to single-line fields and buttons."""
        if isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
            return False
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in _ENTER_KEYS or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        return not self._composing and _enter_on(watched)


def _enter_on(watched: QObject) -> bool:
    if isinstance(watched, QPushButton):
        watched.click()
        return True
    if isinstance(watched, QLineEdit):
        completer = watched.completer()
        if watched.property(ENTER_ACTS) or (completer and completer.popup().isVisible()):
            return False
        return _to_the_next_field(watched)
    if isinstance(watched, QComboBox | QAbstractSpinBox):
        return _to_the_next_field(watched)
    return False


def _to_the_next_field(left: QWidget) -> bool:
    """Move on past buttons that remove or change what stands there: a second Enter would press them."""
    moved = left.focusNextPrevChild(True)
    here = left.window().focusWidget()
    while moved and isinstance(here, QPushButton) and here.property("role") == _QUIET:
        moved = here.focusNextPrevChild(True)
        here = here.window().focusWidget()
    return bool(moved)


def _choose_input_method() -> None:
    """Point Qt at ibus where fcitx runs: the wheel has no fcitx plugin, and fcitx 5 speaks ibus."""
    asked = os.environ.get("QT_IM_MODULE", "") + os.environ.get("XMODIFIERS", "")
    if sys.platform.startswith("linux") and "fcitx" in asked:
        os.environ["QT_IM_MODULE"] = "ibus"


def make_application(arguments: Sequence[str]) -> QApplication:
    """Make the one QApplication, in Chinese and in our clothes; text size is put on by the window."""
    _choose_input_method()
    application = QApplication(in_our_style(arguments))
    prepare(application)
    collect_rarely()
    return application


def in_our_style(arguments: Sequence[str]) -> list[str]:
    """Ask for the style with the arguments: asking the application makes Python learn all of QStyle."""
    return [*arguments, "-style", "Fusion"]


def collect_rarely() -> None:
    """Let Python look through what has lived long for cycles a hundred times less often.

    A roster on its way into use is a million small things without a cycle; looking through them took half a
    second, several times over, while the doctor waited for somebody to be found.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _RARELY)


def prepare(application: QApplication) -> None:
    """Dress an application that exists and give it Enter-moves-on and Qt's own words in Chinese."""
    application.setApplicationName(words.PROGRAM)
    application.setApplicationDisplayName(words.PROGRAM)
    application.setQuitOnLastWindowClosed(True)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    theme.dress(application, theme.SMALLEST_TEXT)
    EnterMovesOn(application)


def where_it_broke(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Name the kind of a bug and the line it came from; its message could hold a person's data."""
    frames = traceback.extract_tb(trace)
    last = frames[-1] if frames else None
    file = last.filename.replace("\\", "/").rpartition("/")[2] if last else "?"
    return f"{kind.__name__} @ {file}:{last.lineno if last else 0}"


class LastResort(QObject):
    """Show a plain sentence for whatever nobody caught; the program stays open and the draft is kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._box: QWidget | None = None

    def show_bug(self, kind: type[BaseException], _value: BaseException, trace: TracebackType | None) -> None:
        """Log and show where it broke."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(1)
            return
        from PySide6.QtWidgets import QMessageBox

        where = where_it_broke(kind, trace)
        _log.error("bug: %s", where)
        box = QMessageBox(QApplication.activeWindow())
        box.setObjectName("last_resort")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(words.PROGRAM)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words.LAST_RESORT)
        box.setInformativeText(words.last_resort_place(where))
        box.open()
        self._box = box


def catch_bugs() -> None:
    """Let the last-resort window take whatever nobody caught, as long as the application lives."""
    sys.excepthook = LastResort(QApplication.instance()).show_bug
