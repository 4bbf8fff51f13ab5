"""动员联系: how somebody was spoken to, and what they answered; the answer's button writes it down."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from core.outreach.contact import LONGEST_WORDS, ContactAnswer, ContactWay
from ui.widgets.flow import Flow
from ui.widgets.labels import button, caption, one_line, unit
from ui.wording import outreach as words


class ContactStrip(QWidget):
    """Ask for a contact; hidden until it is begun.

    Signals: `answered(str)` with a code of `ContactAnswer`.
    """

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("outreach_contact")
        self._way = QComboBox()
        for way in ContactWay:
            self._way.addItem(words.WAYS[way], way.value)
        self._words = QLineEdit()
        self._words.setMaxLength(LONGEST_WORDS)
        self._words.setPlaceholderText(words.WORDS_HINT)
        self._household = QCheckBox(words.WHOLE_HOUSEHOLD)
        self._household.setObjectName("outreach_household")
        self._household.setShortcut("Alt+H")
        self._lay_out()
        self.hide()

    @property
    def way(self) -> ContactWay:
        """Give the way that is chosen; it stays chosen for the next."""
        return ContactWay(self._way.currentData())

    @property
    def said(self) -> str:
        """Give what else was said."""
        return self._words.text().strip()

    @property
    def whole_household(self) -> bool:
        """Tell whether everybody of the household is meant."""
        return self._household.isChecked()

    def begin(self, several: bool) -> None:
        """Ask about somebody; `several` of the household are on the list."""
        self._words.clear()
        self._household.setVisible(several)
        self._household.setChecked(several)
        self.show()
        self._way.setFocus()

    @Slot()
    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.answered.emit(sender.property("answer"))

    def _lay_out(self) -> None:
        gap = round(unit(self) * 0.5)
        first, second = Flow(gap), Flow(gap)
        first.add(caption(words.WAY, self._way, "outreach_way"))
        first.add(self._way)
        first.add(caption(words.WORDS, self._words, "outreach_words"))
        first.add(self._words)
        first.add(self._household)
        second.add(one_line(words.ANSWER, "muted"))
        for answer in ContactAnswer:
            made = button(words.ANSWERS[answer], f"outreach_{answer.value}")
            made.setProperty("answer", answer.value)
            made.clicked.connect(self._pressed)
            second.add(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        column.addWidget(first)
        column.addWidget(second)
