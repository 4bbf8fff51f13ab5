"""同步: last contact, what waits, how old the data are, one button that always answers, and the diary."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from core.calling import Forecast
from core.dates import china_day
from core.errors import Stop
from core.ports import Clock
from core.sync_ports import Attempt, DataAge, DeskStanding
from ui.desk import OpenDesk, SyncProgress
from ui.models.diary_table import OUTCOME_COLUMN, DiaryTable
from ui.stick_rounds import StickRounds
from ui.sync_rounds import SyncRounds
from ui.tasks import Lanes
from ui.widgets.labels import button, card, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.stick_card import StickCard
from ui.widgets.tables import WideTable
from ui.wording import calling
from ui.wording import sync as words
from ui.wording.reasons import sentence_for

_DIARY_LINES = 100
_LETTERS = (7, 3, 12, 4, 4, 4)


@dataclass(frozen=True, slots=True)
class _Page:
    standing: DeskStanding
    attempts: Sequence[Attempt]
    forecast: Forecast


class SyncScreen(QWidget):
    """Show how the clinic stands towards its township, and let the doctor start a round."""

    def __init__(
        self, desk: OpenDesk, lanes: Lanes, rounds: SyncRounds, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sync_screen")
        self._desk = desk
        self._store = lanes.store
        self._rounds = rounds
        self.sticks = StickRounds(desk, lanes, rounds, parent=self)
        self._stick_card = StickCard(self.sticks)
        self._clock: Clock = desk.clinic.clock
        self._button = button(words.SYNC_NOW, "sync_now", "primary")
        self._contact = label("", "", "sync_last_contact")
        self._waiting = label("", "", "sync_waiting")
        self._forecast = label("", "", "sync_forecast")
        self._traffic = label("", "", "sync_traffic")
        self._automatic = label("", "", "sync_automatic")
        self._progress = QProgressBar()
        self._progress.setObjectName("sync_progress")
        self._progress.setAccessibleName(words.SYNCING)
        self._progress.setTextVisible(False)
        self._moved = label("", "muted", "sync_moved")
        self._note = message("sync_note")
        self._ages = QGridLayout()
        self._no_data = label(words.NO_DATA, "muted", "sync_no_data")
        self._diary = DiaryTable(self)
        self._table = WideTable(self._diary, _LETTERS, (OUTCOME_COLUMN,))
        name_field(self._table, words.DIARY, "sync_diary")
        self._empty = label(words.NO_DIARY, "muted", "sync_no_diary")
        self._scroll = QScrollArea()
        self._lay_out()
        self._show_running(False)
        self._button.clicked.connect(self._asked)
        rounds.round_started.connect(self._started)
        rounds.progressed.connect(self._progressed)
        rounds.round_ended.connect(self._ended)
        self.sticks.done.connect(self.show_page)
        self.sticks.stopped.connect(self.show_page)
        for told in (self.sticks.choice_asked, self.sticks.done, self.sticks.stopped):
            told.connect(self._show_sticks)

    @Slot()
    def show_page(self) -> None:
        """Load the page afresh."""
        self._store.run(self._load, self._loaded, self._not_loaded)

    def _load(self) -> _Page:
        return _Page(self._desk.standing(), self._desk.attempts(_DIARY_LINES), self._desk.forecast())

    @Slot(object)
    def _loaded(self, page: _Page) -> None:
        now = self._clock.now()
        self._contact.setText(words.last_contact(page.standing, now))
        self._waiting.setText(words.waiting(page.standing, now))
        self._forecast.setText(calling.forecast(page.forecast))
        self._traffic.setText(calling.traffic(page.forecast))
        by_itself = calling.automatic(page.forecast, now)
        self._automatic.setText(by_itself if self._rounds.by_themselves else calling.ONLY_BUTTON)
        self._stick_card.show_admitted(page.standing.admitted)
        self._show_ages(page.standing.data)
        self._diary.show_attempts(page.attempts, now)
        self._empty.setVisible(not page.attempts)
        self._table.setVisible(bool(page.attempts))

    @Slot(object)
    def _not_loaded(self, stop: Stop) -> None:
        say_stop(self._note, stop)

    @Slot()
    def _asked(self) -> None:
        if self._rounds.running():
            say(self._note, words.ALREADY, "muted")
        else:
            self._rounds.start()

    @Slot()
    def _started(self) -> None:
        say(self._note, "")
        self._moved.setText(words.SYNCING)
        self._progress.setRange(0, 0)
        self._show_running(True)

    @Slot(object)
    def _progressed(self, moved: SyncProgress) -> None:
        self._moved.setText(words.progress(moved))
        if moved.bytes_expected:
            self._progress.setRange(0, moved.bytes_down + moved.bytes_expected)
            self._progress.setValue(moved.bytes_down)
        elif moved.waiting and moved.acknowledged:
            self._progress.setRange(0, moved.acknowledged + moved.waiting)
            self._progress.setValue(moved.acknowledged)

    @Slot(object)
    def _ended(self, stop: Stop | None) -> None:
        self._show_running(False)
        if stop is None:
            say(self._note, words.ROUND_DONE, "good")
        else:
            say(self._note, words.round_failed(sentence_for(stop)), "warning")
        self.show_page()

    @Slot()
    def _show_sticks(self) -> None:
        """Bring what was said about the stick into sight, once it has its place."""
        QTimer.singleShot(0, self._scroll_to_sticks)

    @Slot()
    def _scroll_to_sticks(self) -> None:
        self._scroll.ensureWidgetVisible(self._stick_card, 0, unit(self))

    def _show_running(self, running: bool) -> None:
        self._progress.setVisible(running)
        self._moved.setVisible(running)

    def _show_ages(self, ages: Sequence[DataAge]) -> None:
        while self._ages.count():
            item = self._ages.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.deleteLater()
        today = china_day(self._clock.now())
        for row, age in enumerate(ages):
            self._ages.addWidget(one_line(words.data_name(age.name), "muted"), row, 0)
            self._ages.addWidget(label(words.data_age(age, today), "", f"sync_age_{age.name}"), row, 1)
        self._no_data.setVisible(not ages)

    def _lay_out(self) -> None:
        em = unit(self)
        page = QWidget()
        scroll = self._scroll
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(em, em, em, em)
        outer.setSpacing(round(em * 0.7))
        head = QHBoxLayout()
        head.addWidget(one_line(words.TITLE, "title"))
        head.addStretch()
        head.addWidget(self._button)
        outer.addLayout(head)
        outer.addWidget(self._note)
        outer.addWidget(self._progress)
        outer.addWidget(self._moved)
        frame, column = card("sync_facts")
        facts = QGridLayout()
        facts.setHorizontalSpacing(em)
        facts.setVerticalSpacing(em // 3)
        facts.setColumnStretch(1, 1)
        for row, (text, value) in enumerate(
            (
                (words.LAST_CONTACT, self._contact),
                (words.WAITING, self._waiting),
                (calling.FORECAST, self._forecast),
                (calling.TRAFFIC, self._traffic),
                (calling.AUTOMATIC, self._automatic),
            )
        ):
            facts.addWidget(one_line(text, "muted"), row, 0)
            facts.addWidget(value, row, 1)
        column.addLayout(facts)
        outer.addWidget(frame)
        outer.addWidget(self._stick_card)
        frame, column = card("sync_data")
        column.addWidget(one_line(words.DATA, "heading"))
        self._ages.setHorizontalSpacing(em)
        self._ages.setColumnStretch(1, 1)
        column.addLayout(self._ages)
        column.addWidget(self._no_data)
        outer.addWidget(frame)
        outer.addWidget(one_line(words.DIARY, "heading"))
        outer.addWidget(self._empty)
        outer.addWidget(self._table, 1)
        outer.addStretch()
        self._table.keep_rows(5)
