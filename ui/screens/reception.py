"""接诊: the box. Card, number, name or initials go into one field; Enter takes the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.audit import FOR_LOOKING, Purpose, Reason
from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal, Stop
from core.identity.box import AskedKind, read_box, text_to_look_for
from core.identity.credentials import read_credential
from core.identity.id_number import Concern, NumberKind
from core.identity.identity_check import CARD_EXPIRED, CheckMethod, IdentityCheck
from core.ids import PersonId
from core.ports import PersonFound
from core.services.receive_patient import (
    Reception,
    check_identity,
    look_for,
    note_look_up,
    receive_credential,
    receive_number,
    receive_person,
    receive_without_number,
)
from ui.application import ENTER_ACTS
from ui.desk import CardSeen, OpenDesk, ReadCard
from ui.models.people_found import PeopleFound
from ui.tasks import Lanes
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.outside_form import OutsideForm
from ui.widgets.person_list import PersonList
from ui.widgets.why_picker import WhyPicker
from ui.wording import screens as words
from ui.wording import why as why_words
from ui.wording.thin import name_hint

_CANDIDATES = 30
_TYPING_PAUSE_MS = 120
_DIGITS_OF_A_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Received:
    """Who sits here, how that was proved, and whether the card that proved it is out of date."""

    reception: Reception
    check: IdentityCheck
    card_expired: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    people: Sequence[PersonFound]


@dataclass(frozen=True, slots=True)
class _Said:
    number: str
    name: str = ""
    kind: NumberKind | None = None


def opened(clinic: Clinic, reception: Reception, how: CheckMethod, reason: Reason | None) -> Received:
    """Seat somebody: the proof with its moment, and the line of the audit trail before anything is shown."""
    note_look_up(clinic, reception, how, reason)
    return Received(reception, check_identity(clinic, how))


def _by_number(clinic: Clinic, said: _Said, asked: bool, reason: Reason) -> Received:
    """`asked`: the reason was asked for as of somebody of another village, it does not merely stand there."""
    reception = receive_number(clinic, said.number, said.name, said.kind)
    will_be_asked = reception.thin is not None and not asked
    return opened(clinic, reception, CheckMethod.NUMBER_TYPED, None if will_be_asked else reason)


def _by_card(clinic: Clinic, card: CardSeen) -> Received:
    """Whoever's card lies on the reader sits here."""
    shown = card.credential or read_credential(card.id_number, china_day(clinic.clock.now()))
    reception = receive_credential(clinic, shown, card.name)
    note_look_up(clinic, reception, CheckMethod.CARD_CHIP, Reason(Purpose.PRESENT))
    wrong_check = [Concern.CHECK_ON_CHIP] if Concern.CHECK_ON_CHIP in shown.concerns else []
    overridden = [*wrong_check, *([CARD_EXPIRED] if card.expired else [])]
    check = check_identity(clinic, CheckMethod.CARD_CHIP, card.reader, overridden)
    return Received(reception, check, card.expired)


def _by_person(clinic: Clinic, person: PersonId, how: CheckMethod, reason: Reason) -> Received:
    return opened(clinic, receive_person(clinic, person), how, reason)


def _without_number(clinic: Clinic, name: str, reason: Reason) -> Received:
    return opened(clinic, receive_without_number(clinic, name), CheckMethod.KNOWN_TO_DOCTOR, reason)


class ReceptionScreen(QWidget):
    """Find who sits here.

    Signals: `person_received(Received)`.
    """

    person_received = Signal(object)

    def __init__(
        self, desk: OpenDesk, lanes: Lanes, read_card: ReadCard | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reception_screen")
        self._desk = desk
        self._lanes = lanes
        self._read_card = read_card
        self._shown_for = ""
        self._enter_waits = False
        self._box = QLineEdit()
        self._box.setProperty(ENTER_ACTS, True)
        self._box.setProperty("role", "box")
        self._box.setPlaceholderText(words.BOX_HINT)
        self._box.setMaxLength(200)
        self._card = button(words.READ_CARD, "reception_read_card")
        self._problem = message("reception_problem")
        self._hint = label(words.BOX_EMPTY, "muted", "reception_hint")
        self._lacking = message("reception_lacking")
        self._people = PeopleFound(self)
        self._list = PersonList(self._people)
        self._other = button(words.OUTSIDE_BUTTON, "reception_outside", "quiet")
        self._outside = OutsideForm()
        self._why = WhyPicker("reception_why", why_words.WHY, FOR_LOOKING)
        self._neighbour = False
        self._go_waits = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()

    @Slot()
    def show_empty(self) -> None:
        """Be ready for the next patient."""
        self._enter_waits = False
        self._box.clear()
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows walk through the candidates while the letters stay in the box."""
        if watched is self._box and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self._people.rowCount():
                row = self._list.currentIndex().row() + step
                self._list.choose(min(max(row, 0), self._people.rowCount() - 1))
                return True
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        self._box.installEventFilter(self)
        self._box.textEdited.connect(self._typed)
        self._box.returnPressed.connect(self._entered)
        self._pause.timeout.connect(self._look)
        self._list.activated.connect(self._taken)
        self._list.clicked.connect(self._taken)
        self._card.clicked.connect(self._read)
        self._other.clicked.connect(self._ask_outside)
        self._outside.person_described.connect(self._described)
        self._why.purpose_chosen.connect(self._purpose_chosen)
        self._why.reason_given.connect(self._reason_given)
        keys = ((Qt.Key.Key_F2, self._read), (Qt.Key.Key_F3, self._why.go_on_to_next))
        for key, slot in (*keys, (Qt.Key.Key_Escape, self.show_empty)):
            QShortcut(key, self).activated.connect(slot)

    @Slot()
    def _typed(self) -> None:
        self._enter_waits = False
        say(self._problem, "")
        if self._neighbour:
            self._ask_about_nobody()
            self._outside.hide()
            self._other.show()
        self._pause.start()

    @Slot()
    def _look(self) -> None:
        try:
            text = text_to_look_for(self._box.text())
        except Stop as stop:
            self._show_people(self._box.text(), ())
            say_stop(self._problem, stop)
            return
        job = partial(self._find, self._desk.clinic, text)
        self._lanes.store.run(job, self._found, self._failed)

    @staticmethod
    def _find(clinic: Clinic, text: str) -> _Found:
        return _Found(text, look_for(clinic, text, _CANDIDATES))

    @Slot(object)
    def _found(self, found: _Found) -> None:
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
        self._card.setEnabled(self._read_card is not None)
        say_stop(self._problem, stop)

    @Slot()
    def _entered(self) -> None:
        asked = read_box(self._box.text())
        if asked.kind is AskedKind.NOTHING:
            return
        if asked.kind is AskedKind.ID_NUMBER and not self._people.rowCount():
            self._pause.stop()
            self._open(partial(_by_number, self._desk.clinic, _Said(asked.text), False))
        elif asked.text == self._shown_for and not self._pause.isActive():
            self._take_first()
        else:
            self._enter_waits = True
            self._pause.stop()
            self._look()

    def _take_first(self) -> None:
        if self._people.rowCount():
            self._take(max(0, self._list.currentIndex().row()))

    @Slot(QModelIndex)
    def _taken(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _take(self, row: int) -> None:
        asked = read_box(self._box.text())
        typed = asked.kind is AskedKind.ID_NUMBER
        how = CheckMethod.NUMBER_TYPED if typed else CheckMethod.KNOWN_TO_DOCTOR
        self._open(partial(_by_person, self._desk.clinic, self._people.person(row).person_id, how))

    def _open(self, job: Callable[[Reason], Received]) -> None:
        """Open somebody for the reason that stands there; where one is lacking, ask for it first."""
        self._go_waits = False
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
        self._card.setEnabled(self._read_card is not None)
        reception, typed = received.reception, received.check.method is CheckMethod.NUMBER_TYPED
        ask_why = reception.thin is not None and typed and not self._neighbour
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
        self._outside.describe(reception.id_number, name_hint(thin.name) if thin else "", reception.name)

    @Slot()
    def _read(self) -> None:
        if self._read_card is None or not self._card.isEnabled():
            return
        self._card.setEnabled(False)
        say(self._problem, words.READING_CARD, "muted")
        self._lanes.net.run(self._read_card, self._card_read, self._failed)

    @Slot(object)
    def _card_read(self, card: CardSeen) -> None:
        say(self._problem, "")
        self._lanes.store.run(partial(_by_card, self._desk.clinic, card), self._received, self._failed)

    @Slot()
    def _ask_outside(self) -> None:
        self._ask_about_nobody()
        asked = read_box(self._box.text())
        self._outside.describe(asked.text if asked.kind is AskedKind.ID_NUMBER else "")

    @Slot(str, str, object)
    def _described(self, name: str, number: str, kind: NumberKind | None) -> None:
        clinic = self._desk.clinic
        if number:
            self._open(partial(_by_number, clinic, _Said(number, name, kind), self._neighbour))
        else:
            self._open(partial(_without_number, clinic, name))

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
        self._hint.setVisible(not self._people.rowCount() and not self._lacking.text())

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
        if self._read_card is None:
            self._card.hide()
