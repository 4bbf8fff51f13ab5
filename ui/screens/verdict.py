"""结论: who it is, the large verdict, the picture of the years, and why."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.audit import FOR_NUMBERS, Reason
from core.clinic import Clinic
from core.coverage.verdict import VerdictKind
from core.errors import Stop
from core.policy.in_force import packs_of
from core.policy.timeline import Timeline, timeline_of
from core.policy.what_if import RepairOffer, repair_offers
from core.roles import Right
from core.services.join_people import Suspect, suspects
from core.services.see_number import number_in_full
from ui.desk import OpenDesk
from ui.printing.note import VerdictNote
from ui.receiving import Received
from ui.tasks import Lane
from ui.widgets.joined_people import JoinedPeople
from ui.widgets.labels import button, card, label, one_line, unit
from ui.widgets.person_card import PersonCard
from ui.widgets.timeline import TimelinePicture
from ui.widgets.verdict_card import VerdictCard
from ui.widgets.why_picker import WhyPicker
from ui.wording import verdicts as words
from ui.wording.joins import history_line
from ui.wording.note import NOTE_BUTTON
from ui.wording.people import second_looks
from ui.wording.policy import offer_said
from ui.wording.reasons import sentence_for
from ui.wording.thin import why_of
from ui.wording.why import WHY_NUMBER

_REPAIR_HELPS = (VerdictKind.WAITING, VerdictKind.PENDING, VerdictKind.NOT_ENROLLED)


@dataclass(frozen=True, slots=True)
class _More:
    """What takes longer than the verdict itself: the picture, what paying would change, a draft left open."""

    timeline: Timeline | None = None
    offers: tuple[RepairOffer, ...] = ()
    draft: bool = False
    suspects: tuple[Suspect, ...] = ()


def _more(clinic: Clinic, received: Received) -> _More:
    reception, verdict = received.reception, received.reception.verdict
    draft = clinic.drafts.draft(reception.draft_key) is not None
    scope, alike = clinic.records.roster_dates(), suspects(clinic, reception)
    if reception.entry is None or scope is None or verdict.refusal:
        return _More(draft=draft, suspects=alike)
    packs, history = packs_of(clinic.packs, scope.pack), reception.entry.history
    # Where the law cannot tell, the picture shows the years but promises no day.
    decision = None if verdict.kind is VerdictKind.CANNOT_TELL else verdict.decision
    helps = verdict.kind in _REPAIR_HELPS
    offers = repair_offers(packs, history, verdict.on.year, verdict.on) if helps else ()
    return _More(timeline_of(packs, history, verdict.on, decision), offers, draft, alike)


@dataclass(frozen=True, slots=True)
class _Numbered:
    received: Received
    number: str


def _numbered(clinic: Clinic, received: Received, reason: Reason) -> _Numbered:
    return _Numbered(received, number_in_full(clinic, received.reception, reason))


class VerdictScreen(QWidget):
    """Show what the desk knows of somebody's cover.

    Signals: `visit_wanted` when the visit shall begin, `note_wanted(VerdictNote)` when the patient shall have
    it on paper, `left` on the way back to the box, `timeline_shown` when the picture is there,
    `received_again(Received, sentence)` when the doctor said who this is besides, or is not.
    """

    visit_wanted = Signal()
    note_wanted = Signal(object)
    left = Signal()
    timeline_shown = Signal()
    received_again = Signal(object, str)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict_screen")
        self._desk = desk
        self._store = store
        self._received: Received | None = None
        self._person = PersonCard("verdict")
        self._besides = JoinedPeople(desk, store)
        self._besides.told.connect(self.received_again)
        self._besides.named.connect(self._named)
        self._besides.not_named.connect(self._to_end)
        self._why_number = WhyPicker("verdict_why_number", WHY_NUMBER, FOR_NUMBERS)
        self._card = VerdictCard()
        self._cautions = label("", "warning", "verdict_cautions")
        self._timeline = TimelinePicture()
        self._balances = label("", "muted", "verdict_balances")
        self._offers = label("", "", "verdict_offers")
        self._why = label("", "", "verdict_why")
        self._last = label("", "", "verdict_last_visits")
        self._start = button(words.START_VISIT, "start_visit", "primary")
        self._note = button(NOTE_BUTTON, "verdict_note")
        self._back = button(words.BACK, "verdict_back")
        self._known = _More()
        self._scroll = QScrollArea()
        self._lay_out()
        self._person.number_wanted.connect(self._ask_why)
        self._why_number.reason_given.connect(self._ask_number)
        self._start.clicked.connect(self.visit_wanted)
        self._back.clicked.connect(self.left)
        self._note.clicked.connect(self._want_note)
        for key, signal in ((Qt.Key.Key_F5, self.visit_wanted), (Qt.Key.Key_Escape, self.left)):
            QShortcut(key, self).activated.connect(signal)
        QShortcut("Ctrl+P", self).activated.connect(self._want_note)

    def show_received(self, received: Received) -> None:
        """Show another person."""
        self._received = received
        verdict = received.reception.verdict
        self._person.show_person(received.reception, verdict.on)
        may_see = self._desk.clinic.staff.may(Right.SEE_NUMBERS)
        self._person.offer_number(may_see and bool(received.reception.id_number))
        self._why_number.hide()
        self._besides.show_received(received)
        self._card.show_verdict(verdict)
        cautions = words.cautions(verdict, received.card_expired) + second_looks(received.reception)
        self._cautions.setText("\n".join(cautions))
        self._cautions.setVisible(bool(cautions))
        why = why_of(verdict) if received.reception.thin else words.why_lines(verdict)
        self._why.setText("\n".join(why))
        visits = received.reception.last_visits
        number = received.reception.id_number
        lines = [history_line(one, verdict.on, number) for one in visits]
        self._last.setText("\n".join(lines) or words.NO_LAST_VISITS)
        entry = received.reception.entry
        self._balances.setText(words.balances(entry.balances) if entry and entry.balances else "")
        self._balances.setVisible(bool(self._balances.text()))
        self._show_more(_More())
        self._note.setEnabled(False)
        self._to_top()
        job = partial(_more, self._desk.clinic, received)
        self._store.run(job, self._more_known, self._no_more)

    @Slot()
    def _named(self) -> None:
        self._to_top()
        self.take_focus()

    def _to_top(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)

    @Slot()
    def _ask_why(self) -> None:
        self._why_number.ask()
        self._why_number.show()
        self._why_number.take_focus()

    @Slot()
    def _ask_number(self) -> None:
        if self._received is None:
            return
        try:
            reason = self._why_number.reason()
        except Stop:
            self._why_number.take_focus()
            return
        job = partial(_numbered, self._desk.clinic, self._received, reason)
        self._store.run(job, self._number_known, self._no_number)

    @Slot(object)
    def _number_known(self, numbered: _Numbered) -> None:
        if numbered.received is self._received:
            reception = numbered.received.reception
            self._person.show_number(reception, reception.verdict.on, numbered.number)
            self._why_number.hide()
        self._start.setFocus()

    @Slot(object)
    def _no_number(self, stop: Stop) -> None:
        self._cautions.setText(sentence_for(stop))
        self._cautions.show()

    @Slot()
    def _to_end(self) -> None:
        """Keep what was told, and the field below it, in sight once they are laid out."""
        QTimer.singleShot(0, self, lambda: self._scroll.ensureVisible(0, self._scroll.widget().height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Put Enter on the button that starts the visit."""
        super().showEvent(event)
        self.take_focus()

    def take_focus(self) -> None:
        """Put Enter on the button that starts the visit; what had the keyboard may be gone."""
        self._start.setFocus()

    @Slot(object)
    def _more_known(self, more: _More) -> None:
        self._show_more(more)
        self._besides.show_suspects(more.suspects)
        self._note.setEnabled(True)
        self.timeline_shown.emit()

    @Slot(object)
    def _no_more(self, _stop: Stop) -> None:
        self._note.setEnabled(True)
        self.timeline_shown.emit()  # the verdict stands by itself, and has told why the law could not answer

    @Slot()
    def _want_note(self) -> None:
        if self._received is None or not self._note.isEnabled():
            return
        clinic, more = self._desk.clinic, self._known
        doctor, reception = clinic.staff.name, self._received.reception
        self.note_wanted.emit(VerdictNote(clinic.place, doctor, reception, more.timeline, more.offers))

    def _show_more(self, more: _More) -> None:
        self._known = more
        self._timeline.show_timeline(more.timeline)
        self._offers.setText("\n".join(offer_said(offer) for offer in more.offers))
        self._offers_card.setVisible(bool(more.offers))
        self._start.setText(words.CONTINUE_VISIT if more.draft else words.START_VISIT)

    @staticmethod
    def _titled(title: str, *inside: QWidget) -> QFrame:
        frame, box = card()
        box.addWidget(one_line(title, "heading"))
        for widget in inside:
            box.addWidget(widget)
        return frame

    def _lay_out(self) -> None:
        em = unit(self)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, em // 2, 0)
        column.setSpacing(round(em * 0.7))
        column.addWidget(self._person)
        column.addWidget(self._besides)
        column.addWidget(self._why_number)
        column.addWidget(self._card)
        column.addWidget(self._cautions)
        column.addWidget(self._timeline)
        column.insertWidget(4, self._balances)
        self._offers_card = self._titled(words.OFFERS, self._offers)
        column.addWidget(self._offers_card)
        column.addWidget(self._titled(words.WHY, self._why))
        other = self._besides.other_number
        below = (self._last, self._besides.problem, other, other.opener)
        column.addWidget(self._titled(words.LAST_VISITS, *below))
        column.addStretch()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch()
        foot.addWidget(self._note)
        foot.addWidget(self._start)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, em, em, round(em * 0.6))
        outer.setSpacing(round(em * 0.6))
        outer.addWidget(self._scroll, 1)
        outer.addLayout(foot)
