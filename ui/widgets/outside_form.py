"""Name and number of somebody who is not in the roster, and which document the number is of."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import Refusal
from core.identity.number_said import NumberSaid
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.number_entry import NumberEntry
from ui.wording import screens as words


class OutsideForm(QFrame):
    """Ask who it is.

    Signals: `person_described(NumberSaid)` with a name; the number may be empty. `number` tells on its own
    of a card that a reader typed, and of what is no number.
    """

    person_described = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outside_form")
        self.setProperty("role", "card")
        self._name = QLineEdit()
        self._name.setMaxLength(50)
        self.number = NumberEntry("outside_number", words.OUTSIDE_NUMBER, today)
        self.number.field.setPlaceholderText(words.OUTSIDE_NUMBER_HINT)
        self._hint = label("", "muted", "outside_hint")
        self._hint.hide()
        self._go = button(words.OUTSIDE_GO, "outside_go", "primary")
        em = unit(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(em, em // 2, em, em // 2)
        column.addWidget(one_line(words.OUTSIDE_TITLE, "heading"))
        column.addWidget(self._hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(em // 2)
        grid.addWidget(caption(words.OUTSIDE_NAME, self._name, "outside_name"), 0, 0)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self.number.caption, 0, 2)
        grid.addWidget(self.number, 0, 3)
        grid.addWidget(self._go, 0, 4)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(3, 3)
        column.addLayout(grid)
        self._go.clicked.connect(self._tell)
        self.number.entered.connect(self._tell)

    def describe(self, said: NumberSaid, hint: str = "") -> None:
        """Open the form with what is known already; the hint says what the name must agree with."""
        self.number.show_said(said)
        self._name.setText(said.name)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.show()
        self._name.setFocus()

    def go_on(self, asked: bool) -> None:
        """Go on where the form was left: with the whole of it where that was asked for."""
        if asked:
            self._tell()
        elif self._name.text().strip():
            self._go.setFocus()
        else:
            self._name.setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        self._name.clear()
        self._hint.hide()
        self.number.show_said(NumberSaid(""))

    @Slot()
    def _tell(self) -> None:
        name = self._name.text().strip()
        if not name:
            self._name.setFocus()
            return
        try:
            said = self.number.said(name)
        except Refusal as refusal:
            self.number.not_read.emit(refusal)
            return
        self.person_described.emit(said)
