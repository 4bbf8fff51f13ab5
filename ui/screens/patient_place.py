"""接诊 as one place: the box, then the verdict, then the visit, then its slip."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QStackedWidget

from core.clinic import Clinic
from core.errors import Stop
from core.services.correct_visit import Correcting
from core.services.note_check_alone import note_check_alone
from core.services.receive_patient import received_today
from core.services.record_visit import SavedVisit
from core.services.unfinished_visits import UnfinishedVisit, unfinished_visits
from ui.awaited_settlement import Outlook
from ui.desk import OpenDesk, ReadCard
from ui.preferences import Preferences
from ui.printing.note import VerdictNote
from ui.printing.slip import Slip, slip_of_saved
from ui.receiving import Received, opened_again
from ui.screens.card_reading import CardReading
from ui.screens.note import NoteScreen
from ui.screens.reception import ReceptionScreen
from ui.screens.slip import SlipScreen
from ui.screens.verdict import VerdictScreen
from ui.screens.visit_form import VisitFormScreen
from ui.tasks import Lanes
from ui.wording import corrections as correction_words
from ui.wording import settling
from ui.wording import visits as words
from ui.wording.clock import VISIT_KEPT
from ui.wording.reasons import sentence_for


def _judged_again(clinic: Clinic, received: Received) -> Received:
    return replace(received, reception=received_today(clinic, received.reception))


_AMONG = 20
"""Open forms looked through for the one a box is scanned for."""


def _newest_open(clinic: Clinic) -> UnfinishedVisit | None:
    """Find the visit that is open; a correction is of another day, and no box is handed out in it."""
    return next((one for one in unfinished_visits(clinic, _AMONG) if one.corrects is None), None)


class PatientPlace(QStackedWidget):
    """Walk with one patient from the box to the slip.

    Signals: `visit_saved(SavedVisit)`; `correction_left` when one was put aside; `news_told(sentence)` for
    the toast.
    """

    visit_saved = Signal(object)
    correction_left = Signal()
    news_told = Signal(str)

    def __init__(
        self, desk: OpenDesk, lanes: Lanes, preferences: Preferences, read_card: ReadCard | None
    ) -> None:
        super().__init__()
        self.setObjectName("patient_place")
        self._desk = desk
        self._lanes = lanes
        self._received: Received | None = None
        self._trace = ""
        self.reception = ReceptionScreen(desk, lanes, read_card)
        self.verdict = VerdictScreen(desk, lanes.store)
        self.form = VisitFormScreen(desk, lanes.store, CardReading(read_card, lanes.readers, self))
        self.slip = SlipScreen(desk, lanes.store, preferences)
        self.note = NoteScreen(desk, lanes.store, preferences)
        for screen in (self.reception, self.verdict, self.form, self.slip, self.note):
            self.addWidget(screen)
        self.reception.person_received.connect(self._received_at_box)
        self.reception.trace_scanned.connect(self._trace_scanned)
        self.reception.trace_offer.accepted.connect(self._trace_accepted)
        self.verdict.visit_wanted.connect(self._visit_wanted)
        self.verdict.left.connect(self._only_asked)
        self.verdict.received_again.connect(self._received_again)
        self.form.visit_saved.connect(self._saved)
        self.form.left.connect(self._put_aside)
        self.form.discarded.connect(self._thrown_away)
        self.slip.left.connect(self._to_box)
        QShortcut(Qt.Key.Key_F2, self.slip).activated.connect(self._next_card)
        self.verdict.note_wanted.connect(self._note_wanted)
        self.note.left.connect(self._to_verdict)

    def show_place(self) -> None:
        """Come back to where the patient is; an empty desk shows an empty box."""
        if self.currentWidget() is self.reception or self.currentWidget() is self.slip:
            self._to_box()

    def take_focus(self) -> None:
        """Put the cursor where the doctor goes on: where it was, or where this screen begins."""
        screen = self.currentWidget()
        last = screen.focusWidget() if screen else None
        if last is not None:
            last.setFocus()
        elif screen is self.reception:
            self.reception.show_empty()
        elif screen is self.form:
            self.form.start()

    def keep_draft(self) -> None:
        """Put an open form on the disk now."""
        self.form.keep_draft()

    def judge_again(self) -> None:
        """Judge whoever is shown again: the day was confirmed, or came into doubt."""
        if self._received is not None and self.currentWidget() is self.verdict:
            job = partial(_judged_again, self._desk.clinic, self._received)
            self._lanes.store.run(job, self._judged, self._not_judged)

    @Slot(object)
    def _judged(self, received: Received) -> None:
        if self._received is not None and self.currentWidget() is self.verdict:
            self._person_received(received)

    @Slot(object)
    def _not_judged(self, _stop: Stop) -> None:
        """Leave what is shown: saving a visit judges again anyway."""

    def show_slip(self, slip: Slip) -> None:
        """Show a slip again."""
        self.form.keep_draft()
        self.slip.show_slip(slip)
        self.setCurrentWidget(self.slip)

    def continue_visit(self, received: Received, trace: str = "") -> None:
        """Take up a visit that was begun, with a drug's code for it; what is open now is kept."""
        self.form.keep_draft()
        self._received = received
        self.setCurrentWidget(self.form)
        self.form.show_received(received, trace)

    @Slot(str)
    def _trace_scanned(self, code: str) -> None:
        self._trace = code
        self._lanes.store.run(partial(_newest_open, self._desk.clinic), self._open_known, self._not_judged)

    @Slot(object)
    def _open_known(self, draft: UnfinishedVisit | None) -> None:
        if draft is not None:
            self.reception.offer_trace(draft, self._trace)

    @Slot(object, str)
    def _trace_accepted(self, draft: UnfinishedVisit, code: str) -> None:
        self._trace = code
        self._lanes.store.run(partial(opened_again, self._desk.clinic, draft), self._go_on, self._not_noted)

    @Slot(object)
    def _go_on(self, received: Received) -> None:
        self.continue_visit(received, self._trace)

    def correct_visit(self, correcting: Correcting) -> None:
        """Correct a saved visit; what is open now is kept."""
        self.form.keep_draft()
        self._received = None
        self.setCurrentWidget(self.form)
        self.form.show_correcting(correcting)

    @Slot(object)
    def _received_at_box(self, received: Received) -> None:
        """Show who came, unless the doctor has gone on to something else by now."""
        if self.currentWidget() is self.reception:
            self._person_received(received)

    def _person_received(self, received: Received) -> None:
        self._received = received
        self.verdict.show_received(received)
        self.setCurrentWidget(self.verdict)

    @Slot(object, str)
    def _received_again(self, received: Received, told: str) -> None:
        if self.currentWidget() is self.verdict:  # whoever went on meanwhile is not called back
            self._person_received(received)
            self.verdict.take_focus()
        self.news_told.emit(told)

    @Slot()
    def _visit_wanted(self) -> None:
        if self._received is not None and self.currentWidget() is self.verdict:
            self.setCurrentWidget(self.form)
            self.form.show_received(self._received)

    @Slot(object)
    def _saved(self, saved: SavedVisit) -> None:
        self._received = None
        self.slip.show_slip(slip_of_saved(self._desk.clinic.place, saved))
        self.setCurrentWidget(self.slip)
        self.news_told.emit(VISIT_KEPT if saved.day_in_doubt else words.SAVED)
        self.visit_saved.emit(saved)

    @Slot(object)
    def show_outlook(self, outlook: Outlook) -> None:
        """Say what is known of a settlement: on the slip, or in passing when the next patient is here."""
        if self.currentWidget() is self.slip:
            self.slip.show_outlook(outlook)
        elif outlook.state is not None and outlook.state.state == "settled":
            self.news_told.emit(settling.settled_since(outlook.state))

    @Slot(object)
    def _note_wanted(self, note: VerdictNote) -> None:
        self.note.show_note(note)
        self.setCurrentWidget(self.note)

    @Slot()
    def _to_verdict(self) -> None:
        self.setCurrentWidget(self.verdict)

    @Slot()
    def _put_aside(self) -> None:
        self._leave_form(correction_words.LEFT if self.form.corrects else words.DRAFT_KEPT)

    @Slot()
    def _thrown_away(self) -> None:
        self._leave_form(words.DISCARDED)

    def _leave_form(self, told: str) -> None:
        corrects = self.form.corrects
        self.news_told.emit(told)
        self._to_box()
        if corrects:
            self.correction_left.emit()

    @Slot()
    def _only_asked(self) -> None:
        """Go back to the box; a card shown for nothing but the verdict is written down all the same."""
        received = self._received
        self._to_box()
        if received is not None:
            job = partial(note_check_alone, self._desk.clinic, received.reception, received.check)
            self._lanes.store.run(job, self._noted, self._not_noted)

    @Slot(object)
    def _noted(self, _whether: bool) -> None:
        """Say nothing: the next patient is at the box."""

    @Slot(object)
    def _not_noted(self, stop: Stop) -> None:
        self.news_told.emit(sentence_for(stop))

    @Slot()
    def _next_card(self) -> None:
        """Go on to the next patient, whose card lies on the reader."""
        self._to_box()
        self.reception.read_card()

    @Slot()
    def _to_box(self) -> None:
        self._received = None
        self.setCurrentWidget(self.reception)
        self.reception.show_empty()
