"""The chip that always tells the truth: link, roster date, what waits."""

from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from core.dates import china_day
from core.sync_ports import DeskStanding
from ui.widgets.labels import set_property, unit
from ui.wording import screens as words


class Chip(QPushButton):
    """One line of truth, in fewer words where there is less room; a click opens 同步."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setProperty("role", "chip")
        self.setAutoDefault(False)
        self.setToolTip(words.CHIP_HINT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._full = ""
        self._short = ""

    def show_standing(self, standing: DeskStanding, link: bool, now: datetime) -> None:
        """Say how the desk stands."""
        roster = next((age for age in standing.data if age.name == "roster"), None)
        as_of, today = roster.as_of if roster else None, china_day(now)
        self._full = words.chip(link, as_of, standing.waiting, standing.oldest_waiting, now)
        self._short = words.chip_short(link, as_of, standing.waiting, today)
        stale = roster is None or roster.valid_until < today
        set_property(self, "mood", "warn" if stale or not link else "good")
        self._say()

    def show_unknown(self) -> None:
        """Say that it cannot be told."""
        self._full = self._short = words.STANDING_UNKNOWN
        self._say()

    def sizeHint(self) -> QSize:
        """Like the whole sentence."""
        return QSize(self._width(self._full), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Need the short one."""
        return QSize(self._width(self._short), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words that fit."""
        super().resizeEvent(event)
        self._say()

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + unit(self) * 2

    def _say(self) -> None:
        text = self._full if self._width(self._full) <= self.width() else self._short
        if text != self.text():
            self.setText(text)
        self.setAccessibleName(self._full)
        self.setToolTip(f"{self._full}\n{words.CHIP_HINT}")
        self.updateGeometry()
