"""The unlocked window: navigation, top bar and the places; knows where things are, not what they do."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.clock_trust import ClockStanding
from core.errors import Stop
from core.services.confirm_day import confirm_day
from core.services.correct_visit import Correcting
from core.services.record_visit import SavedVisit
from core.sync_ports import DeskStanding
from ui import theme
from ui.awaited_settlement import AwaitedSettlement
from ui.desk import OpenDesk, ReadCard, SyncProgress
from ui.preferences import Preferences
from ui.printing.slip import Slip
from ui.receiving import Received
from ui.screens.follow_up_place import FollowUpPlace
from ui.screens.outreach_place import OutreachPlace
from ui.screens.patient_place import PatientPlace
from ui.screens.settings import SettingsScreen
from ui.screens.stock_place import StockPlace
from ui.screens.sync import SyncScreen
from ui.screens.visits_place import VisitsPlace
from ui.sync_rounds import SyncRounds
from ui.tasks import Lanes
from ui.widgets.chip import Chip
from ui.widgets.day_bar import DayBar
from ui.widgets.elided import ElidedLabel
from ui.widgets.icons import icon
from ui.widgets.labels import button, one_line, unit
from ui.widgets.navigation import Navigation
from ui.wording import corrections as correction_words
from ui.wording import screens as words
from ui.wording import staff as staff_words

_CHIP_EVERY_MS = 60_000
_Drafting = TypeVar("_Drafting", FollowUpPlace, StockPlace)


class Workplace(QWidget):
    """Everything behind the lock; what is behind a place nobody went to yet is made when somebody does.

    Signals: `lock_asked`; `visit_saved(SavedVisit)`; `place_opened` when the doctor went to another place;
    `news_told(sentence)` for the toast.
    """

    lock_asked = Signal()
    news_told = Signal(str)
    visit_saved = Signal(object)
    place_opened = Signal()

    def __init__(
        self,
        desk: OpenDesk,
        lanes: Lanes,
        rounds: SyncRounds,
        preferences: Preferences,
        extras: tuple[ReadCard | None, Mapping[str, str]],
    ) -> None:
        super().__init__()
        self.setObjectName("workplace")
        read_card, about = extras
        self._desk = desk
        self._lanes = lanes
        self._preferences = preferences
        self._clock = desk.clinic.clock
        self._link = False
        self._awaited = AwaitedSettlement(desk, lanes, rounds, self)
        self.patients = PatientPlace(desk, lanes, preferences, read_card)
        self._drafting: list[PatientPlace | FollowUpPlace | StockPlace] = [self.patients]
        self.sync = SyncScreen(desk, lanes, rounds)
        self.settings = SettingsScreen(desk, lanes, preferences, about, read_card)
        self.navigation = Navigation()
        self._chip = Chip()
        self.day_bar = DayBar()
        self._lock = button(words.LOCK, "lock_button", "quiet")
        self._lock.setToolTip(words.LOCK_HINT)
        self._training = one_line(words.TRAINING, "training", "top_training")
        self._doctor = ElidedLabel("", "", "top_doctor")
        self._stack = QStackedWidget()
        self.bar = QFrame()
        self._lay_out()
        self._connect(rounds)
        self.show_standing()
        self.go("reception")

    @Slot(str)
    def go(self, key: str) -> None:
        """Show a place, fresh."""
        self.place_opened.emit()
        self.keep_draft()
        self.navigation.show_place(key)
        screen, show = self._places[key]()
        self._stack.setCurrentWidget(screen)
        show()

    @cached_property
    def _places(self) -> Mapping[str, Callable[[], tuple[QWidget, Callable[[], None]]]]:
        """Give each place by its key, and what shows it fresh."""
        return {
            "reception": lambda: (self.patients, self.patients.show_place),
            "visits": lambda: (self.visits, self.visits.show_place),
            "follow_up": lambda: (self.follow_ups, self.follow_ups.show_place),
            "outreach": lambda: (self.outreach, self.outreach.show_place),
            "stock": lambda: (self.stock, self.stock.show_place),
            "sync": lambda: (self.sync, self.sync.show_page),
            "settings": lambda: (self.settings, self.settings.show_page),
        }

    @cached_property
    def visits(self) -> VisitsPlace:
        """The visits and what is summed up of them."""
        place = VisitsPlace(self._desk, self._lanes.store, self._preferences)
        place.list.slip_asked.connect(self._reprint)
        place.list.visit_continued.connect(self._continue)
        place.list.correction_begun.connect(self._correct)
        place.list.visit_cancelled.connect(self._cancelled)
        place.news_told.connect(self.news_told)
        place.day_closed.connect(self._event_kept)
        self._stack.addWidget(place)
        return place

    @cached_property
    def follow_ups(self) -> FollowUpPlace:
        """Whom to follow up, and the form."""
        return self._with_drafts(FollowUpPlace(self._desk, self._lanes.store, self._preferences))

    @cached_property
    def outreach(self) -> OutreachPlace:
        """Who is not enrolled, and who was spoken to."""
        place = OutreachPlace(self._desk, self._lanes.store, self._preferences)
        place.something_kept.connect(self._event_kept)
        self._stack.addWidget(place)
        return place

    @cached_property
    def stock(self) -> StockPlace:
        """What lies on the shelf."""
        return self._with_drafts(StockPlace(self._desk, self._lanes.store, self._preferences))

    def _with_drafts(self, place: _Drafting) -> _Drafting:
        place.news_told.connect(self.news_told)
        place.something_kept.connect(self._event_kept)
        self._drafting.append(place)
        self._stack.addWidget(place)
        return place

    def leave(self) -> None:
        """Keep what is typed and begin nothing more: the files are about to be closed."""
        self.keep_draft()
        self.settings.safe.stop()
        self.sync.sticks.stop()
        self._awaited.stop()

    def keep_draft(self) -> None:
        """Put what is typed on the disk now."""
        for place in self._drafting:
            place.keep_draft()

    @Slot()
    def show_standing(self) -> None:
        """Bring the chip up to date, and ask for the day if the clock is in doubt."""
        self._lanes.store.run(self._desk.standing, self._stood, self._standing_failed)
        self._lanes.store.run(self._desk.clinic.watch.standing, self._clock_stood, self._day_not_known)

    @Slot(object)
    def _clock_stood(self, standing: ClockStanding) -> None:
        in_doubt = standing.doubt is not None
        changed = in_doubt != self.day_bar.isVisibleTo(self)
        self.day_bar.show_standing(standing, self._clock.now())
        if changed:
            self.patients.judge_again()

    @Slot(bool)
    def _day_answered(self, right: bool) -> None:
        job = partial(confirm_day, self._desk.clinic, right)
        self._lanes.store.run(job, self._clock_stood, self._day_not_known)

    @Slot(object)
    def _day_not_known(self, _stop: Stop) -> None:
        """Leave the bar as it is: the next look tells."""

    def _connect(self, rounds: SyncRounds) -> None:
        self.navigation.place_chosen.connect(self.go)
        self._chip.clicked.connect(self._to_sync)
        self._lock.clicked.connect(self.lock_asked)
        self.day_bar.answered.connect(self._day_answered)
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(self.lock_asked)
        rounds.progressed.connect(self._linked)
        rounds.round_ended.connect(self._round_ended)
        self.patients.visit_saved.connect(self._saved)
        self._awaited.outlook_changed.connect(self.patients.show_outlook)
        self.patients.correction_left.connect(self._to_visits)
        self.patients.news_told.connect(self.news_told)
        timer = QTimer(self)
        timer.timeout.connect(self.show_standing)
        timer.start(_CHIP_EVERY_MS)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the lock anew for another text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.layout() is not None:
            self._size_lock()

    def _size_lock(self) -> None:
        size = round(unit(self) * 0.9)
        self._lock.setIcon(icon("lock", theme.ACCENT, size))
        self._lock.setIconSize(QSize(size, size))

    @Slot()
    def _to_sync(self) -> None:
        self.go("sync")

    @Slot(object)
    def _linked(self, _progress: SyncProgress) -> None:
        self._link = True

    @Slot(object)
    def _round_ended(self, stop: Stop | None) -> None:
        self._link = stop is None
        self._show_names()
        self.show_standing()
        if "visits" in vars(self):  # made already
            self.visits.refresh()

    @Slot(object)
    def _saved(self, saved: SavedVisit) -> None:
        self.show_standing()
        self._awaited.look_out(saved)
        self.settings.safe.copy_tail()
        self.visit_saved.emit(saved)

    @Slot(object)
    def _reprint(self, slip: Slip) -> None:
        self.patients.show_slip(slip)
        self._show_patients()

    @Slot(object)
    def _continue(self, received: Received) -> None:
        self._show_patients()
        self.patients.continue_visit(received)

    @Slot(object)
    def _correct(self, correcting: Correcting) -> None:
        self._show_patients()
        self.patients.correct_visit(correcting)

    @Slot()
    def _cancelled(self) -> None:
        self.show_standing()
        self.settings.safe.copy_tail()
        self.news_told.emit(correction_words.CANCELLED)

    @Slot()
    def _event_kept(self) -> None:
        self.show_standing()
        self.settings.safe.copy_tail()

    @Slot()
    def _to_visits(self) -> None:
        self.go("visits")

    def _show_patients(self) -> None:
        self.place_opened.emit()
        self.navigation.show_place("reception")
        self._stack.setCurrentWidget(self.patients)

    @Slot(object)
    def _stood(self, standing: DeskStanding) -> None:
        self._chip.show_standing(standing, self._link, self._clock.now())
        has_roster = any(age.name == "roster" for age in standing.data)
        was_met = standing.last_contact is not None
        self.patients.reception.show_lacking("" if has_roster else words.no_roster(was_met=was_met))

    @Slot(object)
    def _standing_failed(self, _stop: Stop) -> None:
        self._chip.show_unknown()

    def _show_names(self) -> None:
        """Show who is in and whether this is practice: known only once the township has said so."""
        clinic = self._desk.clinic
        self._training.setVisible(clinic.place.training)
        self._doctor.say(staff_words.signed_in(clinic.staff))

    def _lay_out(self) -> None:
        em = unit(self)
        bar = self.bar
        bar.setProperty("role", "bar")
        bar.setObjectName("top_bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(em, round(em * 0.35), em // 2, round(em * 0.35))
        row.setSpacing(round(em * 0.5))
        row.addWidget(ElidedLabel(self._desk.clinic.place.clinic_name, "heading", "top_clinic"))
        self._training.setToolTip(words.TRAINING_HINT)
        row.addWidget(self._training)
        row.addStretch(1)
        row.addWidget(self._chip)
        row.addWidget(self._doctor)
        self._show_names()
        self._size_lock()
        row.addWidget(self._lock)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(bar)
        right.addWidget(self.day_bar)
        right.addWidget(self._stack, 1)
        for screen in (self.patients, self.sync, self.settings):
            self._stack.addWidget(screen)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.navigation)
        whole.addLayout(right, 1)
