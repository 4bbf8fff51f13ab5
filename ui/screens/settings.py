"""设置: text size, idle lock, users and passwords, the audit trail, about."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from core.audit import Deed
from core.clinic import Clinic
from ui.desk import LooksForReaders, OpenDesk, ReadCard
from ui.preferences import IDLE_CHOICES, Preferences
from ui.safe_rounds import SafeRounds
from ui.tasks import Lanes
from ui.theme import LARGEST_TEXT, SMALLEST_TEXT
from ui.widgets.labels import caption, card, label, one_line, unit
from ui.widgets.password_card import PasswordCard
from ui.widgets.reader_card import ReaderCard
from ui.widgets.safety_card import SafetyCard
from ui.widgets.support_card import SupportCard
from ui.widgets.trail_card import TrailCard
from ui.widgets.users_card import UsersCard
from ui.wording import screens as words
from ui.wording.audit import IDLE_SETTING


def _note_idle(clinic: Clinic, minutes: int) -> None:
    """Write down how long the desk may lie open; text size is nobody's business."""
    facts = {"setting": IDLE_SETTING, "now": minutes}
    clinic.audit.note_in_passing(Deed.SETTING_CHANGED, facts=facts)


class SettingsScreen(QWidget):
    """Choose what suits the eyes and the room; see to users and passwords, backups and checks."""

    def __init__(
        self,
        desk: OpenDesk,
        lanes: Lanes,
        preferences: Preferences,
        about: Mapping[str, str],
        read_card: ReadCard | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("settings_screen")
        self._desk = desk
        self._store = store = lanes.store
        self.safe = SafeRounds(desk.safekeeper, lanes, desk.clinic.clock, self)
        self._safety = SafetyCard(self.safe, desk.clinic.clock)
        self._users = UsersCard(desk, store)
        self._password = PasswordCard(desk, store)
        self._trail = TrailCard(desk, store)
        self.support = SupportCard(desk, store)
        self._reader = (
            [ReaderCard(read_card, lanes.readers)] if isinstance(read_card, LooksForReaders) else []
        )
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
        self._password.password_changed.connect(self.safe.look_for_work)

    def show_page(self) -> None:
        """Begin anew with what holds now."""
        self._users.show_users()
        self._password.clear()
        self._trail.show_rights()
        self._size.setFocus()
        self.safe.look()

    @Slot()
    def _size_chosen(self) -> None:
        self._preferences.choose_text_size(int(self._size.currentData()))

    @Slot()
    def _idle_chosen(self) -> None:
        minutes = int(self._idle.currentData())
        self._preferences.choose_idle_minutes(minutes)
        self._store.run(partial(_note_idle, self._desk.clinic, minutes), self._noted, self._noted)

    @Slot(object)
    def _noted(self, _nothing: object) -> None:
        """Nothing to show: the choice holds."""

    def _lay_out(self, about: Mapping[str, str]) -> None:
        em = unit(self)
        page = QWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        outer = QVBoxLayout(page)
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
        for part in (*self._reader, self._users, self._password, self._trail, self._safety, self.support):
            outer.addWidget(part)
        frame, column = card("settings_about")
        column.addWidget(one_line(words.ABOUT, "heading"))
        for name, value in about.items():
            column.addWidget(label(f"{name}：{value}", "muted"))
        outer.addWidget(frame)
        outer.addStretch()
