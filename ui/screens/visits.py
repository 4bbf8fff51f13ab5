"""就诊记录: the visits of some days with what became of them, and above them those begun and not saved."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from core.clinic import Clinic
from core.dates import china_day
from core.errors import Stop
from core.ports import VisitState, VisitVersions
from core.roles import Right
from core.services.correct_visit import Correcting, take_up
from core.services.unfinished_visits import UnfinishedVisit, unfinished_visits
from ui.desk import OpenDesk
from ui.models.visits_table import DIAGNOSIS_COLUMN, STATE_COLUMN, Days, VisitsTable
from ui.printing.slip import slip_of_state
from ui.receiving import Received, opened_again
from ui.tasks import Lane
from ui.widgets.cancel_strip import CancelStrip, can_change
from ui.widgets.draft_strip import NAMES, DraftStrip
from ui.widgets.export_strip import ExportStrip
from ui.widgets.flow import Flow
from ui.widgets.labels import button, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.tables import WideTable
from ui.wording import corrections as correction_words
from ui.wording import sums as sums_words
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


def _again(clinic: Clinic, draft: UnfinishedVisit) -> Received | Correcting:
    if draft.corrects is not None:
        return take_up(clinic, draft.corrects)
    return opened_again(clinic, draft)


class VisitsScreen(QWidget):
    """List visits.

    Signals: `slip_asked(Slip)`; `visit_continued(Received)` when an unfinished visit was chosen;
    `correction_begun(Correcting)`; `visit_cancelled` when one was crossed out; `list_shown` when the first
    page is there; `day_asked` and `month_asked` for the sums.
    """

    slip_asked = Signal(object)
    visit_continued = Signal(object)
    correction_begun = Signal(object)
    visit_cancelled = Signal()
    list_shown = Signal()
    day_asked = Signal()
    month_asked = Signal()

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
        self._correct = button(correction_words.CORRECT, "visits_correct")
        self._day = button(sums_words.DAY_BUTTON, "visits_day")
        self._month = button(sums_words.MONTH_BUTTON, "visits_sums")
        self.export = ExportStrip(desk, store)
        self.cancel = CancelStrip(desk, store)
        self._group = QButtonGroup(self)
        self._lay_out()
        self._visits.page_loaded.connect(self._loaded)
        self._visits.load_failed.connect(self._failed)
        self._table.activated.connect(self._activated)
        self._table.selectionModel().currentRowChanged.connect(self._show_detail)
        self._reprint.clicked.connect(self._ask_slip)
        self._drafts.draft_chosen.connect(self._continue)
        self._correct.clicked.connect(self._take_up)
        QShortcut(Qt.Key.Key_F6, self).activated.connect(self._take_up)
        for made, key, asked in (
            (self._day, Qt.Key.Key_F7, self.day_asked),
            (self._month, Qt.Key.Key_F8, self.month_asked),
        ):
            made.clicked.connect(asked)
            QShortcut(key, self).activated.connect(asked)
        self.export.written.connect(self._exported)
        self.export.refused.connect(self._failed)
        self.cancel.cancelled.connect(self._crossed_out)
        self.cancel.refused.connect(self._failed)

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
        self._store.run(partial(_again, self._desk.clinic, draft), self._taken_up, self._failed)

    @Slot()
    def _take_up(self) -> None:
        state = self._chosen()
        if state is not None and self._correct.isVisible():
            job = partial(take_up, self._desk.clinic, state.event_id)
            self._store.run(job, self._taken_up, self._failed)

    @Slot(object)
    def _taken_up(self, taken_up: Received | Correcting) -> None:
        if isinstance(taken_up, Correcting):
            self.correction_begun.emit(taken_up)
        else:
            self.visit_continued.emit(taken_up)

    @Slot()
    def _crossed_out(self) -> None:
        self._load()
        self.visit_cancelled.emit()

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
        state = self._chosen()
        self._detail.setText(words.visit_detail(state) if state else "")
        self.cancel.show_visit(state)
        self._correct.setVisible(can_change(state) and self._desk.clinic.staff.may(Right.CORRECT))
        if state is not None and (state.corrected or state.state == "cancelled"):
            job = partial(self._desk.clinic.records.visit_versions, state.event_id)
            self._store.run(job, self._versions_known, self._failed)

    @Slot(object)
    def _versions_known(self, found: VisitVersions | None) -> None:
        """Say what the correction of the chosen visit changed, and what that leaves to settle in cash."""
        state = self._chosen()
        if state is None or found is None or state.event_id not in found.versions.members:
            return
        said = [words.visit_detail(state)]
        if found.before is not None and found.shown[:1] == (state,):
            said.append(correction_words.corrected_said(found.before.visit, state.visit))
        if found.given_back is not None and not state.disputed:
            said.append(correction_words.refund_said(found.given_back, state))
        self._detail.setText("\n".join(said))

    def _chosen(self) -> VisitState | None:
        row = self._table.currentIndex().row()
        return self._visits.state(row) if row >= 0 else None

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
        head = Flow(round(em * 0.5))
        head.add(one_line(words.VISITS_TITLE, "title"))
        for key, word in words.PERIODS.items():
            made = button(word, f"visits_{key}", "day")
            made.setCheckable(True)
            made.setChecked(key == self._period)
            made.setProperty("period", key)
            made.clicked.connect(self._period_chosen)
            self._group.addButton(made)
            head.add(made)
        for made in (
            *(self._day, self._month, self.export.opener),
            *(self._reprint, self._correct, self.cancel.opener),
        ):
            head.add(made)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addWidget(head)
        outer.addWidget(self._problem)
        outer.addWidget(self._drafts)
        outer.addWidget(self._empty)
        outer.addWidget(self._table, 1)
        outer.addWidget(self._detail)
        outer.addWidget(self.export)
        outer.addWidget(self.cancel)
