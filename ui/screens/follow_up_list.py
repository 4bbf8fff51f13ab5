"""随访名单: who is due, whom a diagnosis asks to take into care, and taking in and ending by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from core.clinic import Clinic
from core.coverage.enrolment import ChronicDisease
from core.dates import china_day
from core.errors import Stop
from core.followup.care import CareCounts, Cared, CareSource
from core.followup.form_files import form_in_use
from core.roles import Right
from core.services.record_follow_up import FollowUpSeat, open_follow_up
from core.services.take_into_care import CareOffer, begin_care, care_offers, end_care
from ui.desk import OpenDesk
from ui.models.follow_ups_table import DUE_COLUMN, LAST_COLUMN, FollowUpsTable
from ui.tasks import Lane
from ui.widgets.care_picker import CarePicker, Chosen
from ui.widgets.flow import Flow
from ui.widgets.follow_up_strip import FollowUpStrip
from ui.widgets.labels import button, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.offer_strip import OFFERS, OfferStrip
from ui.widgets.reason_strip import ReasonStrip, ReasonWords
from ui.widgets.tables import WideTable
from ui.wording import follow_up as words
from ui.wording.follow_up_sheet import PRINT

_LETTERS = (4.0, 4.4, 3.1, 7.4, 7.6, 2.0, 2.0)
_END = ReasonWords("follow_up_end", words.END, words.END_REASON, words.END_HINT, words.END)


@dataclass(frozen=True, slots=True)
class _Standing:
    counts: CareCounts
    offers: Sequence[CareOffer]


def _soon(clinic: Clinic, today: date) -> date:
    form = form_in_use(ChronicDisease.HYPERTENSION, clinic.records.follow_ups.edition())
    return today + timedelta(days=form.rules.soon_days)


def _standing(clinic: Clinic, today: date) -> _Standing:
    counts = clinic.records.follow_ups.counts(today, _soon(clinic, today))
    return _Standing(counts, care_offers(clinic, OFFERS))


def _taken_in(clinic: Clinic, chosen: Chosen) -> Chosen:
    begin_care(clinic, chosen.patient, chosen.disease, chosen.source)
    return chosen


def _ended(clinic: Clinic, cared: Cared, reason: str) -> Cared:
    end_care(clinic, cared, reason)
    return cared


class FollowUpListScreen(QWidget):
    """List who is due.

    Signals: `form_opened(FollowUpSeat)`; `care_changed` when something was written; `list_shown` when the
    first page is there; `sheet_asked(Cared)` for the follow-ups of somebody on paper.
    """

    form_opened = Signal(object)
    care_changed = Signal()
    list_shown = Signal()
    sheet_asked = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_up_list")
        self._desk = desk
        self._store = store
        self._all = False
        self._news = ""
        clinic = desk.clinic
        self._model = FollowUpsTable(clinic.records.follow_ups, store, clinic.clock, self)
        self._table = WideTable(self._model, _LETTERS, (DUE_COLUMN, LAST_COLUMN))
        name_field(self._table, words.LIST, "follow_up_table")
        self._counts = one_line("", "muted", "follow_up_counts")
        self._empty = label("", "muted", "follow_up_empty")
        self._detail = label("", "", "follow_up_detail")
        self._problem = message("follow_up_list_problem")
        self._offers = OfferStrip()
        self._picker = CarePicker(desk, store)
        self._open = button(words.OPEN, "follow_up_open", "primary")
        self._take_in = button(words.TAKE_IN, "follow_up_take_in")
        self._print = button(PRINT, "follow_up_print")
        self.export = FollowUpStrip(desk, store)
        self._end = ReasonStrip(_END)
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()

    def show_page(self, news: str = "") -> None:
        """Load the list afresh."""
        self._news = news
        may_record = self._desk.clinic.staff.may(Right.RECORD)
        self._take_in.setVisible(may_record)
        self._end.offer(may_record)
        self._load()
        self._table.setFocus()

    def _today(self) -> date:
        return china_day(self._desk.clinic.clock.now())

    def _load(self) -> None:
        clinic, today = self._desk.clinic, self._today()
        until = None if self._all else _soon(clinic, today)
        self._model.show_due(until)
        self.export.show_until(until)
        self._store.run(partial(_standing, clinic, today), self._stood, self._failed)

    @Slot(object)
    def _stood(self, standing: _Standing) -> None:
        self._counts.setText(words.counts_said(standing.counts))
        self._empty.setText(words.NOBODY_DUE if standing.counts.in_care else words.NOBODY_IN_CARE)
        self._offers.show_offers(standing.offers, self._today())

    @Slot()
    def _loaded(self) -> None:
        say(self._problem, self._news, "good")
        self._news = ""
        found = self._model.rowCount() > 0
        self._empty.setVisible(not found)
        self._table.setVisible(found)
        self._make_room()
        self._open.setEnabled(found)
        self._print.setEnabled(found)
        self._end.opener.setEnabled(found)
        if found and not self._table.currentIndex().isValid():
            self._table.selectRow(0)
        self._show_detail()
        self.list_shown.emit()

    @Slot()
    def _show_detail(self) -> None:
        chosen = self._chosen()
        self._detail.setText(words.cared_detail(chosen, self._today()) if chosen else "")

    def _chosen(self) -> Cared | None:
        row = self._table.currentIndex().row()
        return self._model.person(row) if 0 <= row < self._model.rowCount() else None

    @Slot()
    def _open_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            disease = ChronicDisease(chosen.disease)
            job = partial(open_follow_up, self._desk.clinic, chosen.patient, disease)
            self._store.run(job, self._opened, self._failed)

    @Slot(str)
    def _was_exported(self, sentence: str) -> None:
        say(self._problem, sentence, "good")

    @Slot()
    def _ask_sheet(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.sheet_asked.emit(chosen)

    @Slot(object)
    def say(self, stop: Stop) -> None:
        """Say why something that was asked for here was not done."""
        say_stop(self._problem, stop)

    @Slot(QModelIndex)
    def _activated(self, _index: QModelIndex) -> None:
        self._open_chosen()

    @Slot(object)
    def _opened(self, seat: FollowUpSeat) -> None:
        self.form_opened.emit(seat)

    @Slot()
    def _period_chosen(self) -> None:
        sender = self.sender()
        self._all = bool(sender and sender.property("all"))
        self.show_page()

    @Slot()
    def _begin_taking_in(self) -> None:
        if self._take_in.isVisible():
            self._picker.begin()
            self._make_room()

    def _make_room(self) -> None:
        """Leave out what is said of the chosen row while somebody else is looked for."""
        self._detail.setVisible(self._picker.isHidden() and self._model.rowCount() > 0)

    @Slot(object)
    def _offer_accepted(self, offer: CareOffer) -> None:
        self._take(Chosen(offer.patient, offer.disease, CareSource.DIAGNOSIS))

    @Slot(object)
    def _take(self, chosen: Chosen) -> None:
        self._store.run(partial(_taken_in, self._desk.clinic, chosen), self._was_taken_in, self._failed)

    @Slot(object)
    def _was_taken_in(self, chosen: Chosen) -> None:
        self._picker.close_again()
        self.show_page(words.taken_in(chosen.patient.name, chosen.disease))
        self.care_changed.emit()

    @Slot(str)
    def _end_chosen(self, reason: str) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._store.run(partial(_ended, self._desk.clinic, chosen, reason), self._was_ended, self._failed)

    @Slot(object)
    def _was_ended(self, cared: Cared) -> None:
        self._end.close_again()
        self.show_page(words.ended(cared.patient.name, cared.disease))
        self.care_changed.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)

    @Slot()
    def _back(self) -> None:
        self._picker.close_again()
        self._make_room()
        for strip in (self.export, self._end):
            strip.close_again()
        self._table.setFocus()

    def _connect(self) -> None:
        self._model.page_loaded.connect(self._loaded)
        self._model.load_failed.connect(self._failed)
        self._table.activated.connect(self._activated)
        self._table.selectionModel().currentRowChanged.connect(self._show_detail)
        self._open.clicked.connect(self._open_chosen)
        self._print.clicked.connect(self._ask_sheet)
        self.export.written.connect(self._was_exported)
        self.export.refused.connect(self._failed)
        QShortcut("Ctrl+P", self).activated.connect(self._ask_sheet)
        self._take_in.clicked.connect(self._begin_taking_in)
        self._offers.offer_accepted.connect(self._offer_accepted)
        self._picker.chosen.connect(self._take)
        self._picker.failed.connect(self._failed)
        self._end.reason_given.connect(self._end_chosen)
        for key, slot in ((Qt.Key.Key_F7, self._begin_taking_in), (Qt.Key.Key_Escape, self._back)):
            QShortcut(key, self).activated.connect(slot)

    def _lay_out(self) -> None:
        em = unit(self)
        head = Flow(round(em * 0.5))
        head.add(one_line(words.TITLE, "title"))
        for whole, word in ((False, words.DUE), (True, words.ALL)):
            made = button(word, f"follow_up_{'all' if whole else 'due'}", "day")
            made.setCheckable(True)
            made.setChecked(whole is self._all)
            made.setProperty("all", whole)
            made.clicked.connect(self._period_chosen)
            self._group.addButton(made)
            head.add(made)
        for one in (
            *(self._open, self._take_in, self._print, self.export.opener),
            *(self._end.opener, self._counts),
        ):
            head.add(one)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addWidget(head)
        for widget in (self._problem, self._offers, self._picker, self._empty):
            outer.addWidget(widget)
        outer.addWidget(self._table, 1)
        outer.addWidget(self._detail)
        outer.addWidget(self.export)
        outer.addWidget(self._end)
