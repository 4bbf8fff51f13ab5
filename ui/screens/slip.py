"""The papers of a saved visit, before the next patient: slip, prescription, receipt.

The real split comes onto them if it comes in time.
"""

from dataclasses import dataclass
from functools import partial
from typing import cast

from PySide6.QtCore import Slot
from PySide6.QtGui import QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QWidget

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.dates import china_day
from core.errors import Stop
from core.services.check_visit import rules_on
from core.services.where_lives import address_of
from core.visits.visit import Visit
from ui.awaited_settlement import Outlook, Prospect
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.paper import PrintedForm
from ui.printing.prescription import Prescription
from ui.printing.receipt import Receipt
from ui.printing.referral import ReferralNote
from ui.printing.slip import Slip, slip_of_state
from ui.screens.paper import Paper, PaperScreen, PaperWords
from ui.tasks import Lane
from ui.widgets.flow import pair
from ui.widgets.labels import caption, name_field, unit
from ui.wording import papers as paper_words
from ui.wording import prescription as prescription_words
from ui.wording import settling
from ui.wording import visits as words
from ui.wording.papers import VisitPaper
from ui.wording.reasons import sentence_for

_SAID = {
    Prospect.OUT_OF_REACH: settling.OUT_OF_REACH,
    Prospect.LATER: settling.LATER,
    Prospect.NOT_YET: settling.NOT_YET,
}
_ID_ON_PAPER = 12
_FARTHEST_MM = 30.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a prescription needs that does not stand in the visit."""

    event_id: str
    address: str
    phone: str
    drugs_a_sheet: int
    valid: str


def _ask(clinic: Clinic, visit: Visit, event_id: str) -> _Asked:
    rules = rules_on(clinic, china_day(visit.visited_at))
    most, days = rules.prescription_lines.most, rules.prescription_days
    valid = prescription_words.valid(days.valid, days.valid_at_most)
    person = visit.patient.person_id
    entry = clinic.records.entry(person)
    where = (address_of(clinic, person), entry.person.phone if entry else "")
    return _Asked(event_id, *where, most or len(visit.lines), valid)


class SlipScreen(PaperScreen):
    """Offer the papers of a saved visit; `left` when the desk is free again."""

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        said = PaperWords("slip", words.SLIP_TITLE, words.SAVED_LINE, words.SLIP_PREVIEW, words.NEXT_PATIENT)
        super().__init__(desk, store, preferences, said)
        self._slip: Slip | None = None
        self._told = ("", "muted")
        self._choice = QComboBox()
        for paper in VisitPaper:
            self._choice.addItem(paper_words.VISIT_PAPERS[paper], paper)
        self._offset = [_offset_field(f"slip_{side}") for side in ("right", "down")]
        self._moved = QWidget()
        row = QHBoxLayout(self._moved)
        row.setContentsMargins(0, 0, 0, 0)
        for field, side in zip(self._offset, paper_words.OFFSETS, strict=True):
            row.addWidget(caption(side, field, field.objectName()))
            name_field(field.lineEdit(), side, f"{field.objectName()}_text")
            row.addWidget(field, 1)
            field.valueChanged.connect(self._move)
        which = caption(paper_words.WHICH_PAPER, self._choice, "slip_paper")
        self.extras.addWidget(pair(which, self._choice, unit(self) // 2))
        self.extras.addWidget(self._moved)
        self._moved.hide()
        self._choice.activated.connect(self._show_chosen)
        for key, place in (("F6", 0), ("F7", 1), ("F8", 2), ("F9", 3)):
            QShortcut(key, self).activated.connect(partial(self._choose, place))

    def show_slip(self, slip: Slip) -> None:
        """Show the papers of a visit, with what is known of it since; another begins with its slip."""
        same = self._slip is not None and slip.event_id == self._slip.event_id
        self._slip = slip
        self._told = ("", "muted")
        has_drugs = any(line.kind is ItemKind.DRUG for line in slip.visit.lines)
        self._item(1).setEnabled(has_drugs)
        self._item(3).setEnabled(bool(slip.visit.bedside.referred_to))
        if not same:
            self._choice.setCurrentIndex(0)
        self._show_chosen()

    def show_outlook(self, outlook: Outlook) -> None:
        """Say what is known of the settlement of the visit that is shown."""
        if self._slip is None or outlook.event_id != self._slip.event_id:
            return
        if outlook.state is not None:
            self.show_slip(slip_of_state(self._desk.clinic.place, outlook.state))
            good = outlook.state.state == "settled"
            self._tell(settling.outcome(outlook.state), "good" if good else "warning")
        elif outlook.prospect is Prospect.WAITING:
            self._tell(settling.waiting(outlook.seconds))
        else:
            self._tell(_SAID[outlook.prospect])

    def _tell(self, sentence: str, role: str = "muted") -> None:
        """Say what is known of the settlement, and go on saying it beside every paper of the visit."""
        self._told = (sentence, role)
        self.say_news(sentence, role)

    def _item(self, place: int) -> QStandardItem:
        return cast("QStandardItemModel", self._choice.model()).item(place)

    def _choose(self, place: int) -> None:
        if self._item(place).isEnabled():
            self._choice.setCurrentIndex(place)
            self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        slip, paper = self._slip, VisitPaper(self._choice.currentData())
        if slip is None:
            return
        self._moved.setVisible(paper is VisitPaper.PREPRINTED)
        if paper in (VisitPaper.PRESCRIPTION, VisitPaper.REFERRAL):
            job = partial(_ask, self._desk.clinic, slip.visit, slip.event_id)
            self._store.run(job, self._prescribed, self._not_known)
        elif paper is VisitPaper.SLIP:
            self._show(slip)
        else:
            self._show_receipt(slip, paper)

    def _show_receipt(self, slip: Slip, paper: VisitPaper) -> None:
        preprinted = paper is VisitPaper.PREPRINTED
        offset = self._preferences.offset_of(VisitPaper.PREPRINTED)
        for field, tenths in zip(self._offset, offset, strict=True):
            field.blockSignals(True)
            field.setValue(tenths / 10)
            field.blockSignals(False)
        number, split = slip.event_id[:_ID_ON_PAPER], slip.settled
        self._show(Receipt(slip.place, slip.visit, number, split, slip.not_paid, preprinted, offset))

    @Slot()
    def _move(self) -> None:
        """Keep by how much the values move on pre-printed paper, and show them there."""
        tenths = (round(field.value() * 10) for field in self._offset)
        self._preferences.choose_offset(VisitPaper.PREPRINTED, *tenths)
        typing = self.focusWidget()
        if self._slip is not None:
            self._show_receipt(self._slip, VisitPaper.PREPRINTED)
        if typing is not None:
            typing.setFocus()

    @Slot(object)
    def _prescribed(self, asked: _Asked) -> None:
        slip = self._slip
        if slip is None or asked.event_id != slip.event_id:
            return
        number = slip.event_id[:_ID_ON_PAPER]
        if VisitPaper(self._choice.currentData()) is VisitPaper.REFERRAL:
            self._show(ReferralNote(slip.place, slip.visit, number, asked.address, asked.phone))
            return
        kind = prescription_words.kind_of(slip.visit)
        told = (asked.address, asked.drugs_a_sheet, asked.valid)
        self._show(Prescription(slip.place, slip.visit, number, kind, *told))

    @Slot(object)
    def _not_known(self, stop: Stop) -> None:
        self._tell(sentence_for(stop), "warning")

    def _show(self, form: PrintedForm) -> None:
        if self._slip is None:
            return
        facts = {"form": VisitPaper(self._choice.currentData()).value, "event": self._slip.event_id}
        person = self._slip.visit.patient.person_id
        self.name_it(form.title)
        self.show_paper(Paper(form, person, facts, self._slip.event_id[:_ID_ON_PAPER]))
        self.say_news(*self._told)


def _offset_field(name: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setObjectName(name)
    field.setDecimals(1)
    field.setSingleStep(0.5)
    field.setRange(-_FARTHEST_MM, _FARTHEST_MM)
    return field
