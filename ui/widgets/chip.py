"""The chip that always tells the truth: link, roster date, what waits."""

from datetime import datetime

from PySide6.QtWidgets import QPushButton, QWidget

from ui.desk import DeskStanding
from ui.widgets.labels import set_property
from ui.wording import screens as words


class Chip(QPushButton):
    """One line of truth; a click opens 同步."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setProperty("role", "chip")
        self.setAutoDefault(False)
        self.setToolTip(words.CHIP_HINT)

    def show_standing(self, standing: DeskStanding, link: bool, now: datetime) -> None:
        """Say how the desk stands."""
        roster = next((age for age in standing.data if age.name == "roster"), None)
        text = words.chip(
            link, roster.as_of if roster else None, standing.waiting, standing.oldest_waiting, now
        )
        stale = roster is None or roster.valid_until < now.date()
        self.setText(text)
        self.setAccessibleName(text)
        set_property(self, "mood", "warn" if stale or not link else "good")
