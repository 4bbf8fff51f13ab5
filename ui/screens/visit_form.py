"""就诊: what the doctor writes; kept at every field, saved by F9."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.dates import china_day
from core.errors import Refusal, Stop
from core.roles import Right
from core.services.correct_visit import Correcting
from core.services.record_visit import SavedVisit
from core.services.unfinished_visits import noted_with_draft
from core.services.visit_form import VisitForm
from core.visits.visit import OrderLine
from ui.desk import CardSeen, OpenDesk
from ui.receiving import Received
from ui.screens.card_reading import CardReading
from ui.screens.visit_sheet import VisitSheet
from ui.screens.writing import Begun, CorrectedVisit, NewVisit, Stated, Writing, begun, saved_as, stated
from ui.tasks import Lane
from ui.typed import read_visit_day
from ui.widgets.correction_note import CorrectionNote
from ui.widgets.estimate_line import EstimateLine
from ui.widgets.labels import button, label, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.person_card import PersonCard
from ui.wording import corrections as correction_words
from ui.wording import verdicts as verdict_words
from ui.wording import visits as words
from ui.wording.screens import READING_CARD

_KEEP_AFTER_MS = 400


class VisitFormScreen(QWidget):
    """Write a visit.

    Signals: `visit_saved(SavedVisit)` when it is on the disk; `left` when it was put aside; `discarded`;
    `draft_kept` when what is typed is on the disk; `form_ready` when a draft, if any, has been taken up.
    """

    visit_saved = Signal(object)
    left = Signal()
    discarded = Signal()
    draft_kept = Signal()
    form_ready = Signal()

    def __init__(
        self, desk: OpenDesk, store: Lane, cards: CardReading, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("visit_form")
        self._desk = desk
        self._store = store
        self._cards = cards
        self._writing: Writing | None = None
        self._said, self._asked = Stated(), Stated()
        self._right = Right.RECORD
        self._trace = ""
        self._touched = False
        self._note = CorrectionNote(cards.is_possible, self._today)
        self._person = PersonCard("visit")
        self._verdict = one_line("", "strong", "visit_verdict")
        self._sheet = VisitSheet(desk, store)
        self._problem = message("visit_problem")
        self._total = one_line(words.total_said(0), "total", "visit_total")
        self._estimate = EstimateLine(desk, store, self._sheet.orders.readable_lines, self)
        self._save = button(words.SAVE, "visit_save", "primary")
        self._leave = button(words.LEAVE, "visit_leave")
        self._doctor_saves = label(words.BY_A_DOCTOR, "muted", "visit_doctor_saves")
        self._doctor_saves.hide()
        self._keep_timer = self._timer(_KEEP_AFTER_MS, self.keep_draft)
        self._scroll = QScrollArea()
        self._lay_out()
        self._connect()

    def show_received(self, received: Received, trace: str = "") -> None:
        """Begin the visit of a person, or take up the draft that lies here, with a drug's code for it."""
        self._note.hide()
        self._verdict.setText(verdict_words.headline(received.reception.verdict))
        self._show(NewVisit(received), Right.RECORD, trace)

    def show_correcting(self, correcting: Correcting) -> None:
        """Begin to correct a saved visit, or take up the draft of that."""
        self._note.show_correcting(correcting)
        self._verdict.setText(correction_words.verdict_of_day(correcting.reception))
        self._show(CorrectedVisit(correcting), Right.CORRECT)

    def _show(self, writing: Writing, right: Right, trace: str = "") -> None:
        self._writing, self._right, self._trace = writing, right, trace
        self._touched = False
        reception = writing.reception
        self._person.show_person(reception, reception.verdict.on)
        self._sheet.begin(writing)
        self._show_bill()
        say(self._problem, "")
        self._set_saving(False)
        may_save = self._desk.clinic.staff.may(right)
        self._save.setVisible(may_save)
        self._doctor_saves.setVisible(not may_save)
        self._sheet.discard.begin(writing.draft_key, reception.person_id)
        self._sheet.start()
        self._cards.forget()
        self._said = Stated(reception.verdict.on if right is Right.CORRECT else None)
        self._asked = Stated()
        job = partial(begun, self._desk.clinic, writing, self._said)
        self._store.run(job, self._begun, self._failed)

    def start(self) -> None:
        """Put the cursor into the first field."""
        self._sheet.start()

    @Slot()
    def keep_draft(self) -> None:
        """Put what is typed on the disk now, if anything was typed."""
        self._keep_timer.stop()
        if self._writing is None or not self._touched or not self._save.isEnabled():
            return  # while the visit is being saved a draft kept behind it would bring it back
        job = partial(self._desk.clinic.drafts.keep_draft, self._writing.draft_key, self._typed())
        self._store.run(job, self._kept, self._failed)

    @Slot()
    def save(self) -> None:
        """Write the visit down for good."""
        if self._writing is None or not self._save.isEnabled():
            return
        if not self._desk.clinic.staff.may(self._right):
            self.keep_draft()
            say(self._problem, words.DOCTOR_SAVES, "warning")
            return
        try:
            said = self._as_said()
            form = self._form(said.day)
        except Refusal as refusal:
            say_stop(self._problem, refusal)
            return
        self._keep_timer.stop()
        self._set_saving(True)
        job = partial(saved_as, self._desk.clinic, self._writing, said, form)
        self._store.run(job, self._saved, self._not_saved)

    @Slot()
    def leave(self) -> None:
        """Put the visit aside; the draft stays."""
        if self._save.isEnabled():
            self.keep_draft()
            self._cards.forget()
            self.left.emit()

    def _as_said(self) -> Stated:
        """Read the day a corrected visit is of, and who it was; nothing of a visit of today."""
        if not self.corrects:
            return Stated()
        note = self._note
        return Stated(read_visit_day(note.day, self._today()), note.said, note.card)

    @property
    def corrects(self) -> bool:
        """Tell whether a saved visit is being corrected."""
        return self._right is Right.CORRECT

    def _form(self, day: date | None) -> VisitForm:
        return self._sheet.form(day, self._today())

    def _today(self) -> date:
        return china_day(self._desk.clinic.clock.now())

    def _typed(self) -> dict[str, Any]:
        writing = self._writing
        return {
            **(noted_with_draft(self._desk.clinic, writing.reception) if writing else {}),
            **(self._note.typed() if self.corrects else {}),
            **self._sheet.typed(),
        }

    def _show_bill(self) -> None:
        lines = self._sheet.orders.readable_lines()
        self._show_total(lines)
        self._estimate.clear()
        if lines and self._writing is not None:
            self._estimate.ask_soon(self._writing.reception)

    @Slot(object)
    def _begun(self, begun: Begun) -> None:
        content = begun.draft
        self._sheet.people.ask_proof(begun.lacks)
        if content is not None and not self._touched:
            self._sheet.show_typed(content)
            self._show_bill()
            if self.corrects:
                self._note.show_typed(content)
                self._date()
            self._touch()
            say(self._problem, words.DRAFT_TAKEN_UP, "good")
        if self._trace:
            self._sheet.orders.offer_trace(self._trace)
            self._trace = ""
        self.form_ready.emit()

    @Slot()
    def _edited(self) -> None:
        self._touch()
        say(self._problem, "")
        if not self._keep_timer.isActive():  # started anew at every key, it would wait until a pause
            self._keep_timer.start()

    def _touch(self) -> None:
        if not self._touched:
            self._sheet.discard.offer(self._desk.clinic.staff.may(self._right))
        self._touched = True

    @Slot()
    def _discarding(self) -> None:
        self._keep_timer.stop()
        self._save.setEnabled(False)  # a draft kept behind it would bring the form back

    @Slot()
    def _discarded(self) -> None:
        self._writing, self._touched = None, False
        self._set_saving(False)
        self._cards.forget()
        self.discarded.emit()

    @Slot()
    def _lines_edited(self) -> None:
        self._show_total(self._sheet.orders.readable_lines())
        if self._writing is not None:
            self._estimate.ask_soon(self._writing.reception)

    @Slot()
    def _to_save(self) -> None:
        self._save.setFocus()

    @Slot()
    def _date(self) -> None:
        """Judge a corrected visit as of the day, and the person, that stand there now."""
        if self._writing is None or not self.corrects:
            return
        try:
            said = self._as_said()
        except Refusal as refusal:
            say_stop(self._problem, refusal)
            return
        if said not in (self._said, self._asked):
            self._asked = said
            job = partial(stated, self._desk.clinic, self._writing, said)
            self._store.run(job, self._dated, self._not_dated)

    @Slot(object)
    def _dated(self, begun: Begun) -> None:
        writing = begun.writing
        if self._writing is not None and self._writing.draft_key == writing.draft_key:
            self._writing, self._said, self._asked = writing, begun.said, Stated()
            self._sheet.turn_to(writing)
            self._note.show_named(writing.reception)
            self._sheet.people.ask_proof(begun.lacks)
            self._verdict.setText(correction_words.verdict_of_day(writing.reception))
            self._person.show_person(writing.reception, writing.reception.verdict.on)
            self._estimate.ask_soon(writing.reception)

    @Slot(object)
    def _not_dated(self, stop: Stop) -> None:
        self._asked = Stated()  # what was refused once is told again where it is said again
        self._failed(stop)

    @Slot()
    def _read_card(self) -> None:
        if self.corrects and self._note.may_name and self._cards.ask():
            say(self._problem, READING_CARD, "muted")

    @Slot(object)
    def _card_read(self, card: CardSeen) -> None:
        say(self._problem, "")
        self._note.show_card(card)
        self._edited()
        self._date()

    def _show_total(self, lines: tuple[OrderLine, ...]) -> None:
        self._total.setText(words.total_said(sum(line.amount for line in lines)))

    @Slot(object)
    def _kept(self, _nothing: Any) -> None:
        self.draft_kept.emit()

    @Slot(str)
    def _nothing_found(self, text: str) -> None:
        say(self._problem, words.nothing_found(text), "warning")

    @Slot(object)
    def _left_out(self, names: tuple[str, ...]) -> None:
        say(self._problem, words.gone_said(names), "warning")

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)

    @Slot(object)
    def _saved(self, saved: SavedVisit) -> None:
        self._writing = None
        self._touched = False
        self._set_saving(False)
        self.visit_saved.emit(saved)

    @Slot(object)
    def _not_saved(self, stop: Stop) -> None:
        self._set_saving(False)
        self.keep_draft()
        say_stop(self._problem, stop)
        if isinstance(stop, Refusal) and stop.code == "identity_proof_too_weak":
            self._sheet.people.take_focus()
        elif stop.code == "check_reason_missing":
            self._sheet.checks.seek_unanswered()

    def _set_saving(self, saving: bool) -> None:
        self._save.setEnabled(not saving)
        save = correction_words.SAVE if self.corrects else words.SAVE
        self._save.setText(words.SAVING if saving else save)

    def _timer(self, after: int, then: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(then)
        return timer

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._scroll.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, unit(self) * 3)

    def _connect(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self._sheet.edited.connect(self._edited)
        self._sheet.bill_edited.connect(self._lines_edited)
        self._sheet.finished.connect(self._to_save)
        self._sheet.nothing_found.connect(self._nothing_found)
        self._sheet.left_out.connect(self._left_out)
        self._sheet.failed.connect(self._failed)
        self._note.day_edited.connect(self._edited)
        self._note.day_entered.connect(self._date)
        self._note.card_wanted.connect(self._read_card)
        self._note.entry.card_typed.connect(self._card_read)
        self._note.entry.not_read.connect(self._failed)
        self._cards.told.connect(self._card_read)
        self._cards.not_told.connect(self._failed)
        self._estimate.failed.connect(self._failed)
        self._sheet.discard.begun.connect(self._discarding)
        self._sheet.discard.discarded.connect(self._discarded)
        self._sheet.discard.refused.connect(self._not_saved)
        self._save.clicked.connect(self.save)
        self._leave.clicked.connect(self.leave)
        keys = (
            (Qt.Key.Key_F9, self.save),
            (Qt.Key.Key_Escape, self.leave),
            (Qt.Key.Key_F2, self._read_card),
            (Qt.Key.Key_F3, self._sheet.templates.turn),
            (Qt.Key.Key_F4, self._sheet.take_last_time),
            (Qt.Key.Key_F6, self._sheet.more.turn),
            (Qt.Key.Key_F7, self._sheet.checks.go_to_next),
            (Qt.Key.Key_F8, self._sheet.payment.turn),
            ("Shift+Esc", self._sheet.discard.turn),
        )
        for key, slot in keys:
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    def _lay_out(self) -> None:
        em = unit(self)
        head = QHBoxLayout()
        head.addWidget(self._person, 1)
        self._person.hide_place()
        head.addWidget(self._verdict)
        scroll = self._scroll
        scroll.setObjectName("visit_scroll")
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._sheet)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setSpacing(em)
        foot.addWidget(self._leave)
        foot.addWidget(self._total)
        foot.addWidget(self._estimate.label, 1)
        foot.addWidget(self._doctor_saves)
        foot.addWidget(self._save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addLayout(head)
        outer.addWidget(self._note)
        outer.addWidget(self._problem)
        outer.addWidget(scroll, 1)
        outer.addLayout(foot)
