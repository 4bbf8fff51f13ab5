"""Above the form of a correction: which visit it corrects, what follows, and the day the visit was on."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.services.correct_visit import Correcting
from ui.widgets.labels import caption, label, one_line, unit
from ui.wording import corrections as words


class CorrectionNote(QWidget):
    """Say what is corrected; hidden for a visit that is written for the first time.

    Signals: `day_edited` at every key; `day_entered` when the day, or the number, stands.
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
        self._number = QLineEdit()
        self._number.setMaxLength(30)
        self._number.textEdited.connect(self.day_edited)
        self._number.editingFinished.connect(self.day_entered)
        em = unit(self)
        self._day.setFixedWidth(em * 9)
        self._number.setFixedWidth(em * 12)
        row = QHBoxLayout()
        row.setSpacing(round(em * 0.5))
        row.addWidget(self._title, 1)
        self._number_caption = caption(words.NUMBER_SINCE, self._number, "correction_number")
        row.addWidget(caption(words.DAY, self._day, "correction_day"))
        row.addWidget(self._day)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em * 0.2))
        column.addLayout(row)
        who = QHBoxLayout()
        who.setSpacing(round(em * 0.5))
        who.addWidget(self._number_caption)
        who.addWidget(self._number)
        who.addStretch()
        column.addLayout(who)
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
        self._number.clear()
        unknown = not correcting.state.visit.patient.id_number
        self._number.setVisible(unknown)
        self._number_caption.setVisible(unknown)
        self.show()

    @property
    def number(self) -> str:
        """Give the number that came to be known since; empty where it was known, or is not yet."""
        return self._number.text().strip()

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft."""
        return {"day": self.day, "number_since": self.number}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what was typed before."""
        self._day.setText(str(content.get("day", "")))
        self._number.setText(str(content.get("number_since", "")))
