"""Name and number of somebody who is not in the roster, and which document the number is of."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.identity.credentials import TO_CHOOSE
from core.identity.id_number import NumberKind
from ui.application import ENTER_ACTS
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.wording import people
from ui.wording import screens as words


class OutsideForm(QFrame):
    """Ask who it is.

    Signals: `person_described(name, number, kind)`; the number may be empty, and `kind` is None where the
    form of the number tells it.
    """

    person_described = Signal(str, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outside_form")
        self.setProperty("role", "card")
        self._name = QLineEdit()
        self._name.setMaxLength(50)
        self._number = QLineEdit()
        self._number.setMaxLength(30)
        self._number.setPlaceholderText(words.OUTSIDE_NUMBER_HINT)
        self._number.setProperty(ENTER_ACTS, True)
        self._kind = QComboBox()
        self._kind.addItem(people.KIND_BY_FORM, None)
        for kind in TO_CHOOSE:
            self._kind.addItem(people.KINDS[kind], kind)
        self._hint = label("", "muted", "outside_hint")
        self._hint.hide()
        self._go = button(words.OUTSIDE_GO, "outside_go", "primary")
        em = unit(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(em, em // 2, em, em // 2)
        head = QHBoxLayout()
        head.setSpacing(em // 2)
        head.addWidget(one_line(words.OUTSIDE_TITLE, "heading"))
        head.addStretch()
        head.addWidget(caption(people.KIND, self._kind, "outside_kind"))
        head.addWidget(self._kind)
        column.addLayout(head)
        column.addWidget(self._hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(em // 2)
        grid.addWidget(caption(words.OUTSIDE_NAME, self._name, "outside_name"), 0, 0)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(caption(words.OUTSIDE_NUMBER, self._number, "outside_number"), 0, 2)
        grid.addWidget(self._number, 0, 3)
        grid.addWidget(self._go, 0, 4)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(3, 3)
        column.addLayout(grid)
        self.setTabOrder(self._name, self._number)
        self.setTabOrder(self._number, self._kind)
        self.setTabOrder(self._kind, self._go)
        self._go.clicked.connect(self._tell)
        self._number.returnPressed.connect(self._tell)

    def describe(self, number: str, hint: str = "", name: str = "") -> None:
        """Open the form with what is known already; the hint says what the name must agree with."""
        self._number.setText(number)
        self._kind.setCurrentIndex(0)
        self._name.setText(name)
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
        self._number.clear()

    @Slot()
    def _tell(self) -> None:
        if not self._name.text().strip():
            self._name.setFocus()
            return
        chosen = self._kind.currentData()
        kind = NumberKind(chosen) if chosen else None
        self.person_described.emit(self._name.text().strip(), self._number.text().strip(), kind)
