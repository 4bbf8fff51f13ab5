"""Under who sits here: whom they were joined with, who may be the same, and the doctor's word on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal, Stop
from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.roles import Right
from core.services.join_people import Suspect, join_people, named_by_number, part_people, tell_apart
from core.services.receive_patient import Reception
from core.visits.visit import PatientOnVisit
from ui.desk import CardSeen, OpenDesk
from ui.receiving import Received
from ui.tasks import Lane
from ui.widgets.labels import button, label, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.number_entry import NumberEntry
from ui.widgets.reason_strip import OpenedStrip, ReasonWords
from ui.wording import joins as words

_DEEDS = {words.JOIN: "join", words.APART: "apart", words.PART: "part"}
_OTHER = ReasonWords("other_number", words.OTHER_OPEN, words.OTHER, words.OTHER_HINT, words.OTHER_LOOK)
Deed = Callable[[Clinic, Reception], Reception]


@dataclass(frozen=True, slots=True)
class _Done:
    before: Received
    after: Received
    told: str


def _done(clinic: Clinic, received: Received, deed: Deed, told: str) -> _Done:
    return _Done(received, replace(received, reception=deed(clinic, received.reception)), told)


@dataclass(frozen=True, slots=True)
class _Named:
    received: Received
    suspect: Suspect


def _named(clinic: Clinic, received: Received, said: NumberSaid) -> _Named:
    return _Named(received, named_by_number(clinic, received.reception, said))


class JoinedPeople(QWidget):
    """Say who somebody is besides; quiet, and away where there is nothing to say.

    `other_number` stands elsewhere: it asks for a number that somebody brought. Signals:
    `told(Received, sentence)` when the doctor's word is written down; `named` when whoever that number
    stands for is shown, `not_named` when that is told not to go.
    """

    told = Signal(object, str)
    named = Signal()
    not_named = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("joined_people")
        self._desk, self._store = desk, store
        self._received: Received | None = None
        self._suspects: tuple[Suspect, ...] = ()
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(round(unit(self) * 0.2))
        self.problem = message("joined_problem")
        self._entry = NumberEntry(f"{_OTHER.name}_field", _OTHER.reason, self._today)
        self._entry.field.setPlaceholderText(_OTHER.hint)
        self.other_number = OpenedStrip(_OTHER, self._entry.caption, self._entry)
        self._entry.entered.connect(self.other_number.ask)
        self._entry.card_typed.connect(self._card_typed)
        self._entry.not_read.connect(self._not_done)
        self.other_number.asked_for.connect(self._number_given)

    def show_received(self, received: Received) -> None:
        """Show whom somebody was joined with; who may be the same comes with `show_suspects`."""
        self._received = received
        self._close_other()
        self.other_number.offer(self._may_tell() and bool(received.reception.joined.keys))
        say(self.problem, "")
        self.show_suspects(())

    def show_suspects(self, suspects: Sequence[Suspect]) -> None:
        """Show who may be the same person."""
        self._suspects = tuple(suspects)
        for row in self._rows:
            row.setParent(None)  # gone at once for whoever looks for it; Qt deletes it in its own time
            row.deleteLater()
        self._rows = [*self._joined_rows(), *self._suspect_rows()]
        for row in self._rows:
            self._column.addWidget(row)
        self.setVisible(bool(self._rows))

    def _joined_rows(self) -> list[QWidget]:
        if self._received is None:
            return []
        reception = self._received.reception
        return [
            self._row(
                f"joined_{place}",
                words.joined_said(one, reception.verdict.on),
                {words.PART: partial(self._do, partial(_parted, one), words.PARTED_NOW)},
            )
            for place, one in enumerate(reception.joined.people)
        ]

    def _suspect_rows(self) -> list[QWidget]:
        if self._received is None:
            return []
        on = self._received.reception.verdict.on
        return [
            self._row(
                f"suspect_{place}",
                words.suspect_said(one, on),
                {
                    words.JOIN: partial(self._do, partial(_joined, one), words.JOINED_NOW),
                    words.APART: partial(self._do, partial(_apart, one), words.APART_NOW),
                },
            )
            for place, one in enumerate(self._suspects)
        ]

    def _row(self, name: str, said: str, deeds: dict[str, Callable[[], None]]) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(unit(self) * 0.4))
        row.addWidget(label(said, "muted", name), 1)
        for text, deed in deeds.items() if self._may_tell() else ():
            pressed = button(text, f"{name}_{_DEEDS[text]}", "quiet")
            pressed.clicked.connect(deed)
            row.addWidget(pressed)
        return made

    def _may_tell(self) -> bool:
        return self._desk.clinic.staff.may(Right.CORRECT)

    def _do(self, deed: Deed, told: str) -> None:
        if self._received is not None:
            self.setEnabled(False)
            job = partial(_done, self._desk.clinic, self._received, deed, told)
            self._store.run(job, self._is_done, self._not_done)

    @Slot(object)
    def _is_done(self, done: _Done) -> None:
        self.setEnabled(True)
        if done.before is self._received:
            self.told.emit(done.after, done.told)

    @Slot(object)
    def _not_done(self, stop: Stop) -> None:
        self.setEnabled(True)
        self.other_number.set_busy(False)
        say_stop(self.problem, stop)
        self.not_named.emit()

    @Slot()
    def _number_given(self) -> None:
        try:
            self._ask_whose(self._entry.said())
        except Refusal as refusal:
            self._not_done(refusal)

    @Slot(object)
    def _card_typed(self, card: CardSeen) -> None:
        self._ask_whose(NumberSaid(card.id_number, card.name, how=CheckMethod.CARD_CHIP))

    def _ask_whose(self, said: NumberSaid) -> None:
        if self._received is not None and said.number:
            self.other_number.set_busy(True)
            job = partial(_named, self._desk.clinic, self._received, said)
            self._store.run(job, self._whose_known, self._not_done)

    def _close_other(self) -> None:
        self._entry.show_said(NumberSaid(""))
        self.other_number.close_again()

    def _today(self) -> date:
        return china_day(self._desk.clinic.clock.now())

    @Slot(object)
    def _whose_known(self, named: _Named) -> None:
        self.other_number.set_busy(False)
        if named.received is self._received:
            say(self.problem, "")
            self._close_other()
            others = (one for one in self._suspects if one.patient != named.suspect.patient)
            self.show_suspects((named.suspect, *others))
            self.named.emit()


def _joined(suspect: Suspect, clinic: Clinic, reception: Reception) -> Reception:
    return join_people(clinic, reception, suspect)


def _apart(suspect: Suspect, clinic: Clinic, reception: Reception) -> Reception:
    return tell_apart(clinic, reception, suspect)


def _parted(other: PatientOnVisit, clinic: Clinic, reception: Reception) -> Reception:
    return part_people(clinic, reception, other)
