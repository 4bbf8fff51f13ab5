"""The places at the left: icon and word, Ctrl and a digit."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.icons import icon
from ui.widgets.labels import button, one_line
from ui.wording import screens as words


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the window: its key (also the icon's) and its word."""

    key: str
    word: str


PLACES = (
    Place("reception", words.PLACE_RECEPTION),
    Place("visits", words.PLACE_VISITS),
    Place("follow_up", words.PLACE_FOLLOW_UP),
    Place("outreach", words.PLACE_OUTREACH),
    Place("stock", words.PLACE_STOCK),
    Place("sync", words.PLACE_SYNC),
    Place("settings", words.PLACE_SETTINGS),
)


class Navigation(QFrame):
    """Choose a place.

    Signals: `place_chosen(key)`.
    """

    place_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName(words.NAVIGATION)
        self.setProperty("role", "navigation")
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._brand = one_line(words.PROGRAM)
        self._brand.setProperty("role", "brand")
        column.addWidget(self._brand)
        for number, place in enumerate(PLACES, start=1):
            column.addWidget(self._button(place, number, group))
        column.addStretch()
        self._size_icons()

    def show_place(self, key: str) -> None:
        """Mark the place that is shown."""
        self._buttons[key].setChecked(True)

    def room_below(self) -> QRect:
        """Give what is free below the last place."""
        lowest = max(button.geometry().bottom() for button in self._buttons.values())
        return QRect(0, lowest + 1, self.width(), self.height() - lowest - 1)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons anew for another text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._buttons:
            self._size_icons()

    def _button(self, place: Place, number: int, group: QButtonGroup) -> QPushButton:
        made = button(place.word, f"place_{place.key}", "place")
        made.setCheckable(True)
        keys = QKeySequence(f"Ctrl+{number}")
        made.setToolTip(f"{place.word}（{keys.toString()}）")
        group.addButton(made)
        made.clicked.connect(self._clicked)
        shortcut = QShortcut(keys, self)
        shortcut.activated.connect(made.click)
        self._buttons[place.key] = made
        return made

    def _size_icons(self) -> None:
        size = round(self.fontMetrics().height() * 1.1)
        for key, made in self._buttons.items():
            made.setIcon(icon(key, theme.NAV_TEXT, size))
            made.setIconSize(QSize(size, size))

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        for key, made in self._buttons.items():
            if made is sender:
                self.place_chosen.emit(key)
