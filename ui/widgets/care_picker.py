"""Take somebody of the roster into care by hand: a name, Enter, the disease."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.coverage.enrolment import ChronicDisease
from core.dates import china_day
from core.errors import Stop
from core.followup.care import CareSource
from core.ports import PersonFound
from core.services.receive_patient import look_for
from core.services.take_into_care import patient_in_roster
from core.visits.visit import PatientOnVisit
from ui.application import ENTER_ACTS
from ui.desk import OpenDesk
from ui.models.people_found import PeopleFound
from ui.tasks import Lane
from ui.widgets.labels import button, caption, label, unit
from ui.widgets.person_list import PersonList
from ui.wording import follow_up as words

_FOUND = 6


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom to take into care, for which disease, and why."""

    patient: PatientOnVisit
    disease: ChronicDisease
    source: CareSource = CareSource.BY_HAND


class CarePicker(QWidget):
    """Ask whom to take into care; hidden until it is begun.

    Signals: `chosen(Chosen)`; `failed(Stop)`.
    """

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("care_picker")
        self._desk = desk
        self._store = store
        self._patient: PatientOnVisit | None = None
        self._text = QLineEdit()
        self._text.setPlaceholderText(words.TAKE_IN_HINT)
        self._text.setMaxLength(30)
        self._text.setProperty(ENTER_ACTS, True)
        self._found = PeopleFound(self)
        self._people = PersonList(self._found)
        self._people.setObjectName("care_candidates")
        self._none = label(words.NOBODY, "muted", "care_nobody")
        self._diseases = [
            button(words.DISEASES[disease], f"care_{disease.value}", "day") for disease in ChronicDisease
        ]
        self._lay_out()
        self._text.textChanged.connect(self._look)
        self._text.returnPressed.connect(self._take_first)
        self._people.activated.connect(self._picked)
        for disease, made in zip(ChronicDisease, self._diseases, strict=True):
            made.setProperty("disease", disease.value)
            made.clicked.connect(self._choose)
        self.close_again()

    def begin(self) -> None:
        """Ask for somebody."""
        self.close_again()
        self.show()
        self._text.setFocus()

    def close_again(self) -> None:
        """Be done: what was typed is forgotten."""
        self._patient = None
        self._text.clear()
        self.hide()
        for one in (self._people, self._none, *self._diseases):
            one.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go down into the list."""
        if event.key() == Qt.Key.Key_Down and self._people.isVisible():
            self._people.setFocus()
            return
        super().keyPressEvent(event)

    @Slot(str)
    def _look(self, text: str) -> None:
        if text.strip():
            job = partial(look_for, self._desk.clinic, text, _FOUND)
            self._store.run(job, self._looked, self._did_not)
        else:
            self._people.hide()

    @Slot(object)
    def _looked(self, found: Sequence[PersonFound]) -> None:
        if not self._text.text().strip() or self._patient is not None:
            return
        self._found.show_found(found, china_day(self._desk.clinic.clock.now()))
        self._people.setVisible(bool(found))
        self._none.setVisible(not found)
        if found:
            self._people.choose(0)
            height = round(self.fontMetrics().height() * 2.1) * len(found)
            self._people.setFixedHeight(height + 2 * self._people.frameWidth())

    @Slot()
    def _take_first(self) -> None:
        if self._people.isVisible():
            self._picked(self._people.currentIndex())

    @Slot(QModelIndex)
    def _picked(self, index: QModelIndex) -> None:
        if index.isValid():
            person = self._found.person(index.row()).person_id
            job = partial(patient_in_roster, self._desk.clinic, person)
            self._store.run(job, self._known, self._did_not)

    @Slot(object)
    def _known(self, patient: PatientOnVisit) -> None:
        self._patient = patient
        self._text.setText(patient.name)
        self._people.hide()
        self._none.hide()
        for one in self._diseases:
            one.show()
        self._diseases[0].setFocus()

    @Slot()
    def _choose(self) -> None:
        sender = self.sender()
        if sender is not None and self._patient is not None:
            self.chosen.emit(Chosen(self._patient, ChronicDisease(str(sender.property("disease")))))

    @Slot(object)
    def _did_not(self, stop: Stop) -> None:
        self.failed.emit(stop)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(round(unit(self) * 0.5))
        row.addWidget(caption(words.TAKE_IN_WHOM, self._text, "care_text"))
        row.addWidget(self._text, 1)
        for one in self._diseases:
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._people)
        column.addWidget(self._none)
