"""Who sits here: name large, then sex, age, masked number and where the person lives."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.services.receive_patient import Reception
from ui.widgets.labels import label, one_line, unit
from ui.wording import people as words


class PersonCard(QWidget):
    """One line about a person; the names of its labels begin with the screen's."""

    def __init__(self, screen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{screen}_person")
        self._name = one_line("", "name", f"{screen}_person_name")
        self._facts = label("", "", f"{screen}_person_facts")
        self._place = one_line("", "muted", f"{screen}_person_place")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(self))
        row.addWidget(self._name)
        row.addWidget(self._facts, 1)
        row.addWidget(self._place)

    def hide_place(self) -> None:
        """Leave out where the person lives, where room is short."""
        self._place.hide()

    def show_person(self, reception: Reception, on: date) -> None:
        """Show another person."""
        self._name.setText(reception.name)
        self._facts.setText(words.facts(reception, on))
        self._place.setText(words.place(reception))
