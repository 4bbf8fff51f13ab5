"""就诊记录: the visits of some days with what became of them, and above them those begun and not saved."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from core.audit import Purpose, Reason
from core.clinic import Clinic
from core.dates import china_day
from core.errors import Stop
from core.identity.identity_check import CheckMethod
from core.services.unfinished_visits import UnfinishedVisit, receive_again, unfinished_visits
from ui.desk import OpenDesk
from ui.models.visits_table import DIAGNOSIS_COLUMN, STATE_COLUMN, Days, VisitsTable
from ui.printing.slip import slip_of_state
from ui.receiving import Received, opened
from ui.tasks import Lane
from ui.widgets.draft_strip import NAMES, DraftStrip
from ui.widgets.export_strip import ExportStrip
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import button, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.tables import WideTable
from ui.wording import visits as words

_LETTERS = (5.6, 3.2, 4.2, 5.1, 4.1, 4.1, 4.3)


def days_of(period: str, today: date) -> Days:
    """Give the days a period button means."""
    first = {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "week": today - timedelta(days=6),
        "month": today.replace(day=1),
        "all": today - timedelta(days=365),
    }[period]
    return Days(first, first if period == "yesterday" else today)


def _again(clinic: Clinic, draft: UnfinishedVisit) -> Received:
    reason = Reason(Purpose.UNFINISHED)
    return opened(clinic, receive_again(clinic, draft), CheckMethod.KNOWN_TO_DOCTOR, reason)


class VisitsScreen(QWidget):
    """List visits.

    Signals: `slip_asked(Slip)`; `visit_continued(Received)` when an unfinished visit was chosen; `list_shown`
    when the first page is there.
    """

    slip_asked = Signal(object)
    visit_continued = Signal(object)
    list_shown = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visits_screen")
        self._desk = desk
        self._store = store
        self._period = "week"
        self._drafts = DraftStrip()
        self._visits = VisitsTable(desk.clinic.records, store, desk.clinic.clock, self)
        self._table = WideTable(self._visits, _LETTERS, (DIAGNOSIS_COLUMN, STATE_COLUMN))
        name_field(self._table, words.VISITS_TITLE, "visits_table")
        self._empty = label(words.NO_VISITS, "muted", "visits_empty")
        self._detail = label("", "", "visits_detail")
        self._problem = message("visits_problem")
        self._reprint = button(words.REPRINT, "visits_slip")
        self.export = ExportStrip(desk, store)
        self._group = QButtonGroup(self)
        self._lay_out()
        self._visits.page_loaded.connect(self._loaded)
        self._visits.load_failed.connect(self._failed)
        self._table.activated.connect(self._activated)
        self._table.selectionModel().currentRowChanged.connect(self._show_detail)
        self._reprint.clicked.connect(self._ask_slip)
        self._drafts.draft_chosen.connect(self._continue)
        self.export.written.connect(self._exported)
        self.export.refused.connect(self._failed)

    def show_page(self) -> None:
        """Load the list afresh."""
        self._load()
        self._table.setFocus()

    def refresh(self) -> None:
        """Load again if the list is being looked at."""
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        clinic = self._desk.clinic
        days = days_of(self._period, china_day(clinic.clock.now()))
        self._visits.show_days(days)
        self.export.show_days(days.first, days.last)
        self._store.run(partial(unfinished_visits, clinic, NAMES + 1), self._drafts_known, self._failed)

    @Slot(object)
    def _drafts_known(self, drafts: Sequence[UnfinishedVisit]) -> None:
        self._drafts.show_drafts(drafts, self._desk.clinic.clock.now())

    @Slot(object)
    def _continue(self, draft: UnfinishedVisit) -> None:
        self._store.run(partial(_again, self._desk.clinic, draft), self.visit_continued.emit, self._failed)

    @Slot()
    def _period_chosen(self) -> None:
        sender = self.sender()
        self._period = str(sender.property("period")) if sender else self._period
        self.show_page()

    @Slot()
    def _loaded(self) -> None:
        say(self._problem, "")
        found = self._visits.rowCount() > 0
        self._empty.setVisible(not found)
        self._table.setVisible(found)
        self._reprint.setEnabled(found)
        self._detail.setVisible(found)
        if found and not self._table.currentIndex().isValid():
            self._table.selectRow(0)
        self._show_detail()
        self.list_shown.emit()

    @Slot()
    def _show_detail(self) -> None:
        """Say under the list what does not fit into the chosen row."""
        row = self._table.currentIndex().row()
        self._detail.setText(words.visit_detail(self._visits.state(row)) if row >= 0 else "")

    @Slot(str)
    def _exported(self, sentence: str) -> None:
        say(self._problem, sentence, "good")

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        self.slip_asked.emit(slip_of_state(self._desk.clinic.place, self._visits.state(index.row())))

    @Slot()
    def _ask_slip(self) -> None:
        if self._table.currentIndex().isValid():
            self._activated(self._table.currentIndex())

    def _lay_out(self) -> None:
        em = unit(self)
        head = FlowLayout(round(em * 0.5))
        head.addWidget(one_line(words.VISITS_TITLE, "title"))
        for key, word in words.PERIODS.items():
            made = button(word, f"visits_{key}", "day")
            made.setCheckable(True)
            made.setChecked(key == self._period)
            made.setProperty("period", key)
            made.clicked.connect(self._period_chosen)
            self._group.addButton(made)
            head.addWidget(made)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, em, em, em)
        outer.setSpacing(round(em * 0.6))
        outer.addLayout(head)
        outer.addWidget(self._problem)
        outer.addWidget(self._drafts)
        outer.addWidget(self._empty)
        outer.addWidget(self._table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(em)
        foot.addWidget(self._detail, 1)
        at_the_end = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        foot.addWidget(self.export.opener, 0, at_the_end)
        foot.addWidget(self._reprint, 0, at_the_end)
        outer.addLayout(foot)
        outer.addWidget(self.export)
