"""A field that knows what came from a scanner or a reader that types, also through a Chinese input method."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.identity.box import read_box, scan_once
from ui.application import ENTER_ACTS
from ui.typing_rhythm import TypingRhythm

TYPING_PAUSE_MS = 120
_ROOM = 2700
"""Signs: what a reader types of a whole card, as hexadecimal digits."""


class ScannedField(QLineEdit):
    """Take in what is typed and scanned.

    An input method hands a scanner's digits over as its own, keeps a letter for itself, and swallows the
    Enter at the end: so a scan ends with a pause as well.

    Signals: `paused` when nothing has come for a moment; `scan_ended` in place of it, or of Enter, when a
    machine wrote what stands there.
    """

    paused = Signal()
    scan_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(ENTER_ACTS, True)
        self.setMaxLength(_ROOM)
        self.rhythm = TypingRhythm()
        self._composed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._pause_came)
        self.textEdited.connect(self._wait)

    @property
    def by_machine(self) -> bool:
        """Tell whether what stands here was typed by a machine."""
        return bool(self.rhythm.scanned(self.text()))

    def put(self, text: str) -> None:
        """Let something stand here that nobody typed or scanned now."""
        self._composed = ""
        self.rhythm.broken()
        self.settle()
        self.setText(text)

    def is_settling(self) -> bool:
        """Tell whether the pause that ends a word is still to come."""
        return self._pause.isActive()

    def settle(self) -> None:
        """Let the pause be over: what stands here was asked already."""
        self._pause.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell fingers from machines; a key that no device sent is no proof of a machine."""
        signs = event.text()
        if signs and signs.isprintable() and event.timestamp() and not event.isAutoRepeat():
            self.rhythm.came(signs)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Shift):
            self.rhythm.broken()
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take in what an input method gives out; what it still holds keeps the rhythm going."""
        self._composed = event.preeditString()
        self.rhythm.came(event.commitString())
        super().inputMethodEvent(event)
        if self._composed and self.rhythm.run:
            self._wait()

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    @Slot()
    def _pause_came(self) -> None:
        self._take_what_is_held()
        if self.keep_scan():
            self.scan_ended.emit()
        else:
            self.paused.emit()

    def keep_scan(self) -> bool:
        """Leave only the scan where one stands behind something older; tell whether a machine wrote it.

        Old and new may be spelt as if they were one: two digits and a number are as long as a drug's code.
        """
        scan = self.rhythm.scanned(self.text())
        certain, both = read_box(scan).certainty, read_box(self.text()).certainty
        if certain > both or (certain == both > 0 and self.rhythm.apart):
            self.rhythm.run = scan_once(scan)
            self.setText(self.rhythm.run)
        return bool(scan)

    def _take_what_is_held(self) -> None:
        """Take the last letter of a number out of the input method, which waits for a choice."""
        held = self._composed
        if held.isascii() and held.isalnum() and self.rhythm.scanned(self.text()):
            self._composed = ""
            QGuiApplication.inputMethod().reset()
            self.setText(self.text() + held)
            self.rhythm.run += held
