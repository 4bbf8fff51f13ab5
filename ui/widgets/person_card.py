"""Who sits here: name large, then sex, age, masked number and where the person lives."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.services.receive_patient import Reception
from ui.widgets.elided import ElidedLabel
from ui.widgets.labels import button, label, one_line, unit
from ui.wording import people as words


class PersonCard(QWidget):
    """One line about a person; the names of its labels begin with the screen's.

    Signals: `number_wanted` when the number shall be shown in full.
    """

    number_wanted = Signal()

    def __init__(self, screen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{screen}_person")
        self._name = ElidedLabel("", "name", f"{screen}_person_name", least=4)
        self._facts = label("", "", f"{screen}_person_facts")
        self._place = one_line("", "muted", f"{screen}_person_place")
        self._number = button(words.SHOW_NUMBER, f"{screen}_show_number", "quiet")
        self._number.clicked.connect(self.number_wanted)
        self._number.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(self))
        row.addWidget(self._name)
        row.addWidget(self._facts, 1)
        row.addWidget(self._number)
        row.addWidget(self._place)

    def hide_place(self) -> None:
        """Leave out where the person lives, where room is short."""
        self._place.hide()

    def show_person(self, reception: Reception, on: date) -> None:
        """Show another person."""
        self._name.say(reception.name)
        self._facts.setText(words.facts(reception, on))
        self._place.setText(words.place(reception))
        self._number.hide()

    def offer_number(self, offered: bool) -> None:
        """Let the number be asked for, where there is one and whoever is in may see it."""
        self._number.setVisible(offered)

    def show_number(self, reception: Reception, on: date, number: str) -> None:
        """Show the same person with the number in full, until another one is shown."""
        self._facts.setText(words.facts(reception, on, number))
        self._number.hide()
