"""Above the form of a correction: which visit it corrects, what follows, and the day the visit was on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.services.correct_visit import Correcting
from ui.widgets.labels import caption, label, one_line, unit
from ui.wording import corrections as words


class CorrectionNote(QWidget):
    """Say what is corrected; hidden for a visit that is written for the first time.

    Signals: `day_edited` at every key; `day_entered` when the day stands.
    """

    day_edited = Signal()
    day_entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correction_note")
        self._title = one_line("", "strong", "correction_title")
        self._follows = label("", "muted", "correction_follows")
        self._day = QLineEdit()
        self._day.setMaxLength(20)
        self._day.setPlaceholderText(words.DAY_HINT)
        self._day.textEdited.connect(self.day_edited)
        self._day.editingFinished.connect(self.day_entered)
        em = unit(self)
        self._day.setFixedWidth(em * 9)
        row = QHBoxLayout()
        row.setSpacing(round(em * 0.5))
        row.addWidget(self._title, 1)
        row.addWidget(caption(words.DAY, self._day, "correction_day"))
        row.addWidget(self._day)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em * 0.2))
        column.addLayout(row)
        column.addWidget(self._follows)
        self.hide()

    @property
    def day(self) -> str:
        """Give the day as it stands in the field."""
        return self._day.text()

    def show_correcting(self, correcting: Correcting) -> None:
        """Show which visit is corrected."""
        self._title.setText(words.title(correcting.state.visit))
        self._follows.setText(words.follows(correcting))
        self._day.setText(correcting.day.isoformat())
        self.show()

    def show_day(self, text: str) -> None:
        """Put a day back that was typed before."""
        self._day.setText(text)
