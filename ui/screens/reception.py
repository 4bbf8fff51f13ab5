"""接诊: the box. Card, number, name or initials go into one field; Enter takes the first."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.audit import FOR_LOOKING, Purpose, Reason
from core.dates import china_day
from core.errors import Refusal, Stop
from core.identity.box import Asked, AskedKind, number_in, read_box, spoilt_scan, text_to_look_for
from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.insurance_code import CodeHolder
from core.ports import PersonFound
from core.services.receive_patient import Reception
from core.services.unfinished_visits import UnfinishedVisit
from ui.desk import CardSeen, OpenDesk, ReadCard
from ui.models.people_found import PeopleFound
from ui.receiving import (
    FoundFor,
    Received,
    by_card,
    by_code,
    by_number,
    by_person,
    by_typed_frame,
    found_for,
    without_number,
)
from ui.screens.card_reading import CardReading
from ui.screens.code_reading import CodeReading
from ui.tasks import Lanes
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.outside_form import OutsideForm
from ui.widgets.patient_box import PatientBox
from ui.widgets.person_list import PersonList
from ui.widgets.trace_offer import TraceOffer
from ui.widgets.why_picker import WhyPicker
from ui.wording import screens as words
from ui.wording import why as why_words
from ui.wording.thin import name_hint

_CANDIDATES = 30
_SITS_HERE = (CheckMethod.CARD_CHIP, CheckMethod.INSURANCE_CODE)
"""Proofs that somebody holds in the hand: why they are looked up needs no asking."""


class ReceptionScreen(QWidget):
    """Find who sits here.

    Signals: `person_received(Received)`; `trace_scanned(code)` when the box holds a drug's code.
    """

    person_received = Signal(object)
    trace_scanned = Signal(str)

    def __init__(
        self, desk: OpenDesk, lanes: Lanes, read_card: ReadCard | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reception_screen")
        self._desk = desk
        self._lanes = lanes
        self._shown_for = ""
        self._enter_waits = False
        self._box = PatientBox()
        self._box.setPlaceholderText(words.BOX_HINT)
        self._card = button(words.READ_CARD, "reception_read_card")
        self._problem = message("reception_problem")
        self._hint = label(words.BOX_EMPTY, "muted", "reception_hint")
        self._lacking = message("reception_lacking")
        self._people = PeopleFound(self)
        self._list = PersonList(self._people)
        self._other = button(words.OUTSIDE_BUTTON, "reception_outside", "quiet")
        self._outside = OutsideForm(self._today)
        self._why = WhyPicker("reception_why", why_words.WHY, FOR_LOOKING)
        self._neighbour = False
        self._go_waits = False
        self.trace_offer = TraceOffer()
        self._codes = CodeReading(lambda: desk.codes, lanes, self)
        self._cards = CardReading(read_card, lanes.readers, self)
        self._lay_out()
        self._connect()

    @Slot()
    def show_empty(self) -> None:
        """Be ready for the next patient."""
        self._enter_waits = False
        self._go_on_without()
        self._box.clear()
        self.trace_offer.forget()
        self._outside.clear()
        self._outside.hide()
        self._ask_about_nobody()
        self._other.show()
        self._show_people("", ())
        say(self._problem, "")
        self._box.setFocus()

    def show_lacking(self, sentence: str) -> None:
        """Say in place of the usual hint why nobody can be found; empty where there is a roster."""
        say(self._lacking, sentence, "warning")
        self._show_hint()

    def _connect(self) -> None:
        self._box.textEdited.connect(self._typed)
        self._box.returnPressed.connect(self._entered)
        self._box.paused.connect(self._look)
        self._box.scan_ended.connect(self._scan_ended)
        self._box.step_wanted.connect(self._step)
        self._codes.told.connect(self._code_told)
        self._codes.not_told.connect(self._failed)
        self._cards.told.connect(self._card_read)
        self._cards.not_told.connect(self._failed)
        self._list.activated.connect(self._taken)
        self._list.clicked.connect(self._taken)
        self._card.clicked.connect(self.read_card)
        self._other.clicked.connect(self._ask_outside)
        self._outside.person_described.connect(self._described)
        self._outside.number.card_typed.connect(self._card_read)
        self._outside.number.not_read.connect(self._failed)
        self._why.purpose_chosen.connect(self._purpose_chosen)
        self._why.reason_given.connect(self._reason_given)
        keys = ((Qt.Key.Key_F2, self.read_card), (Qt.Key.Key_F3, self._why.go_on_to_next))
        for key, slot in (*keys, (Qt.Key.Key_Escape, self.show_empty)):
            QShortcut(key, self).activated.connect(slot)

    def offer_trace(self, visit: UnfinishedVisit, code: str) -> None:
        """Offer a scanned code of a drug to the visit that is open."""
        if read_box(self._box.text()).text == code:
            say(self._problem, "")
            self.trace_offer.offer(visit, code)

    @Slot()
    def _typed(self) -> None:
        self._enter_waits = False
        self._go_on_without()
        self.trace_offer.forget()
        say(self._problem, "")
        if self._neighbour:
            self._ask_about_nobody()
            self._outside.hide()
            self._other.show()

    @Slot(int)
    def _step(self, step: int) -> None:
        """Walk through the candidates while the letters stay in the box."""
        if self._people.rowCount():
            row = self._list.currentIndex().row() + step
            self._list.choose(min(max(row, 0), self._people.rowCount() - 1))

    @Slot()
    def _look(self) -> None:
        asked = read_box(self._box.text())
        try:
            text = text_to_look_for(self._box.text())
        except Stop as stop:
            self._show_people(self._box.text(), ())
            say_stop(self._problem, stop)
            if asked.kind is AskedKind.TRACE_CODE:
                self.trace_scanned.emit(asked.text)
            return
        job = partial(found_for, self._desk.clinic, text, _CANDIDATES)
        self._lanes.store.run(job, self._found, self._failed)

    @Slot(object)
    def _found(self, found: FoundFor) -> None:
        asked = read_box(self._box.text())
        if found.text != asked.text:
            return  # typed on since; the next answer is under way
        self._show_people(found.text, found.people)
        if self._enter_waits:
            self._enter_waits = False
            self._take_first()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._enter_waits = False
        self._card.setEnabled(True)
        say_stop(self._problem, stop)

    @Slot()
    def _scan_ended(self) -> None:
        """Go on by itself where a scan says it all; a name or a few digits wait for Enter."""
        asked = read_box(self._box.text())
        if self._says_all(asked):
            self._take_scan(asked)
        else:
            self._look()

    def _says_all(self, asked: Asked) -> bool:
        alone = (AskedKind.CARD_FRAME, AskedKind.INSURANCE_TOKEN)
        return asked.is_number or asked.kind in alone or spoilt_scan(self._box.text())

    def _take_scan(self, asked: Asked) -> None:
        self._box.settle()
        if spoilt_scan(self._box.text()):
            self._box.selectAll()
            say_stop(self._problem, Refusal("scan_spoilt"))
        elif asked.kind is AskedKind.CARD_FRAME:
            job = partial(by_typed_frame, self._desk.clinic, asked.text)
            self._box.clear()
            self._lanes.store.run(job, self._received, self._failed)
        elif asked.kind is AskedKind.INSURANCE_TOKEN:
            self._ask_whose(asked.text)
        else:
            self._open(partial(by_number, self._desk.clinic, self._said(asked.text), False))

    def _said(self, number: str, name: str = "") -> NumberSaid:
        seen = number == read_box(self._box.text()).text and self._box.by_machine
        return NumberSaid(number, name, None, CheckMethod.CARD_SEEN if seen else CheckMethod.NUMBER_TYPED)

    @Slot()
    def _entered(self) -> None:
        by_machine = self._box.keep_scan()
        asked = read_box(self._box.text())
        if asked.kind is AskedKind.NOTHING:
            return
        if (by_machine and self._says_all(asked)) or asked.kind is AskedKind.INSURANCE_TOKEN:
            self._take_scan(asked)
        elif asked.is_number and not self._people.rowCount():
            self._box.settle()
            self._open(partial(by_number, self._desk.clinic, self._said(asked.text), False))
        elif asked.text == self._shown_for and not self._box.is_settling():
            self._take_first()
        else:
            self._enter_waits = True
            self._box.settle()
            self._look()

    def _take_first(self) -> None:
        if self._people.rowCount():
            self._take(max(0, self._list.currentIndex().row()))

    @Slot(QModelIndex)
    def _taken(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _take(self, row: int) -> None:
        asked = read_box(self._box.text())
        how = CheckMethod.NUMBER_TYPED if asked.is_number else CheckMethod.KNOWN_TO_DOCTOR
        self._open(partial(by_person, self._desk.clinic, self._people.person(row).person_id, how))

    def _open(self, job: Callable[[Reason], Received]) -> None:
        """Open somebody for the reason that stands there; where one is lacking, ask for it first."""
        self._go_waits = False
        self._go_on_without()
        if not self._neighbour:
            self._why.let_day_end(Purpose.PRESENT, self._today())
        try:
            reason = self._why.reason()
        except Refusal as refusal:
            say_stop(self._problem, refusal)
            self._why.take_focus()
            self._go_waits = True
            return
        say(self._problem, "")
        self._lanes.store.run(partial(job, reason), self._received, self._failed)

    @Slot()
    def _purpose_chosen(self) -> None:
        if not self._neighbour:
            self._why.keep(self._today())

    @Slot()
    def _reason_given(self) -> None:
        """Go on with what waited for it."""
        if self._outside.isVisible():
            self._outside.go_on(self._go_waits)
        elif self._go_waits:
            self._entered()
        else:
            self._box.setFocus()

    def _ask_about_nobody(self) -> None:
        """Let the reason be the usual one again."""
        self._neighbour = self._go_waits = False
        self._why.show_usual(Purpose.PRESENT, self._today())

    @Slot(object)
    def _received(self, received: Received) -> None:
        self._go_on_without()
        reception, sits_here = received.reception, received.check.method in _SITS_HERE
        ask_why = reception.thin is not None and not sits_here and not self._neighbour
        if reception.name and not ask_why:
            self.person_received.emit(received)
        else:
            self._ask_more(reception)

    def _ask_more(self, reception: Reception) -> None:
        self._hint.hide()
        self._other.hide()
        thin = reception.thin
        self._neighbour = thin is not None
        if thin is not None:
            self._why.ask(why_words.WHY_NEIGHBOUR)
        hint = name_hint(thin.name) if thin else ""
        self._outside.describe(self._said(reception.id_number, reception.name), hint)

    @Slot()
    def read_card(self) -> None:
        """Wait for a card on the reader."""
        if self._cards.ask():
            self._codes.forget()
            self._card.setEnabled(False)
            say(self._problem, words.READING_CARD, "muted")

    def _go_on_without(self) -> None:
        """Let a card or a code that is still asked for be nobody's: somebody is typed or sits here by now."""
        self._codes.forget()
        self._cards.forget()
        self._card.setEnabled(True)

    @Slot(object)
    def _card_read(self, card: CardSeen) -> None:
        say(self._problem, "")
        self._lanes.store.run(partial(by_card, self._desk.clinic, card), self._received, self._failed)

    def _ask_whose(self, code: str) -> None:
        """Ask whose 医保码 it is; it does not stay in the box, nor where the box could bring it back."""
        self._enter_waits = False
        self._box.setText("")
        self._box.rhythm.broken()
        self._show_people("", ())
        say(self._problem, words.READING_CODE, "muted")
        self._codes.ask(code)

    @Slot(object)
    def _code_told(self, holder: CodeHolder) -> None:
        say(self._problem, "")
        self._lanes.store.run(partial(by_code, self._desk.clinic, holder), self._received, self._failed)

    @Slot()
    def _ask_outside(self) -> None:
        self._ask_about_nobody()
        self._hint.hide()
        self._other.hide()
        self._outside.describe(self._said(number_in(self._box.text())))

    @Slot(object)
    def _described(self, said: NumberSaid) -> None:
        clinic = self._desk.clinic
        if said.number:
            self._open(partial(by_number, clinic, said, self._neighbour))
        else:
            self._open(partial(without_number, clinic, said.name))

    def _today(self) -> date:
        return china_day(self._desk.clinic.clock.now())

    def _show_people(self, text: str, people: Sequence[PersonFound]) -> None:
        self._shown_for = text
        self._people.show_found(people, self._today())
        if people:
            self._list.choose(0)
        self._list.setVisible(bool(people))
        self._hint.setText(words.NOBODY_FOUND if text else words.BOX_EMPTY)
        self._show_hint()

    def _show_hint(self) -> None:
        asked_for_more = not self._outside.isHidden()
        self._hint.setVisible(not self._people.rowCount() and not self._lacking.text() and not asked_for_more)

    def _lay_out(self) -> None:
        em = unit(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, em, em, em)
        outer.setSpacing(round(em * 0.6))
        outer.addWidget(one_line(words.BOX_TITLE, "title"))
        row = QHBoxLayout()
        row.setSpacing(round(em * 0.6))
        row.addWidget(caption(words.BOX, self._box, "reception_box"))
        row.addWidget(self._box, 1)
        row.addWidget(self._card)
        outer.addLayout(row)
        outer.addWidget(self._why)
        outer.addWidget(self._problem)
        outer.addWidget(self.trace_offer)
        outer.addWidget(self._lacking)
        outer.addWidget(self._hint)
        outer.addWidget(self._list, 1)
        outer.addWidget(self._outside)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._other)
        outer.addLayout(foot)
        outer.addStretch()
        self._list.hide()
        self._outside.hide()
        self._card.setVisible(self._cards.is_possible)
