"""设置: text size, idle lock, about."""

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from ui.preferences import IDLE_CHOICES, Preferences
from ui.theme import LARGEST_TEXT, SMALLEST_TEXT
from ui.widgets.labels import caption, card, label, one_line, unit
from ui.wording import screens as words


class SettingsScreen(QWidget):
    """Choose what suits the eyes and the room."""

    def __init__(
        self, preferences: Preferences, about: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_screen")
        self._preferences = preferences
        self._size = QComboBox()
        for size in range(SMALLEST_TEXT, LARGEST_TEXT + 1):
            self._size.addItem(words.points(size), size)
        self._size.setCurrentIndex(self._size.findData(preferences.text_size()))
        self._idle = QComboBox()
        for minutes in IDLE_CHOICES:
            self._idle.addItem(words.minutes(minutes), minutes)
        self._idle.setCurrentIndex(self._idle.findData(preferences.idle_minutes()))
        self._lay_out(about)
        self._size.currentIndexChanged.connect(self._size_chosen)
        self._idle.currentIndexChanged.connect(self._idle_chosen)

    @Slot()
    def _size_chosen(self) -> None:
        self._preferences.choose_text_size(int(self._size.currentData()))

    @Slot()
    def _idle_chosen(self) -> None:
        self._preferences.choose_idle_minutes(int(self._idle.currentData()))

    def _lay_out(self, about: Mapping[str, str]) -> None:
        em = unit(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, em, em, em)
        outer.setSpacing(em)
        outer.addWidget(one_line(words.SETTINGS_TITLE, "title"))
        frame, column = card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(em)
        grid.setVerticalSpacing(em)
        grid.addWidget(caption(words.TEXT_SIZE, self._size, "settings_text_size"), 0, 0)
        grid.addWidget(self._size, 0, 1)
        grid.addWidget(label(words.TEXT_SAMPLE), 0, 2)
        grid.addWidget(caption(words.IDLE, self._idle, "settings_idle_minutes"), 1, 0)
        grid.addWidget(self._idle, 1, 1)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        outer.addWidget(frame)
        frame, column = card("settings_about")
        column.addWidget(one_line(words.ABOUT, "heading"))
        for name, value in about.items():
            column.addWidget(label(f"{name}：{value}", "muted"))
        outer.addWidget(frame)
        outer.addStretch()
