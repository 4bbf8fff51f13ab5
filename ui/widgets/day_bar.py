"""The strip that asks which day it is while nobody can vouch for the clock; it stands in nobody's way."""

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.clock_trust import ClockStanding
from ui.widgets.labels import button, label, unit
from ui.wording import clock as words


class DayBar(QFrame):
    """Ask once, then remind; hidden while the clock is believed.

    Signals: `answered(bool)`: whether the clock is right.
    """

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("day_bar")
        self.setProperty("role", "bar")
        self._said = label("", "warning", "day_said")
        self._right = button(words.RIGHT, "day_right", "day")
        self._wrong = button(words.WRONG, "day_wrong", "day")
        em = unit(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(em, round(em * 0.35), em // 2, round(em * 0.35))
        row.setSpacing(round(em * 0.5))
        row.addWidget(self._said, 1)
        row.addWidget(self._right)
        row.addWidget(self._wrong)
        self._right.clicked.connect(self._yes)
        self._wrong.clicked.connect(self._no)
        self.hide()

    def show_standing(self, standing: ClockStanding, now: datetime) -> None:
        """Ask, remind or go."""
        self._said.setText(words.bar_said(now, standing))
        for answer in (self._right, self._wrong):
            answer.setVisible(standing.ask)
        self.setVisible(standing.doubt is not None)

    @Slot()
    def _yes(self) -> None:
        self.answered.emit(True)

    @Slot()
    def _no(self) -> None:
        self.answered.emit(False)
