"""The one box as a field: large, with candidates below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.scanned_field import ScannedField

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class PatientBox(ScannedField):
    """Take in what is typed and scanned, and walk through the candidates.

    Signals: as `ScannedField`, and `step_wanted(int)` on the arrows up and down.
    """

    step_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on an arrow; every other key is written."""
        if (step := _STEPS.get(Qt.Key(event.key()))) is not None:
            self.step_wanted.emit(step)
        else:
            super().keyPressEvent(event)
