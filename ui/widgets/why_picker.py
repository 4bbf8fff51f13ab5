"""查看原因: one button for each usual purpose, and a field for the words of any other."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from core.audit import MOST_WORDS, Purpose, Reason
from core.errors import Refusal
from ui.application import ENTER_ACTS
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import button, name_field, one_line, unit
from ui.wording import why as words


class WhyPicker(QWidget):
    """Say why; what is chosen stays chosen until it is chosen otherwise, or asked for, or the day is over.

    Signals: `purpose_chosen` at every choice; `reason_given` when a purpose was chosen and, where it takes
    words, Enter was pressed on them.
    """

    purpose_chosen = Signal()
    reason_given = Signal()

    def __init__(self, name: str, title: str, purposes: Sequence[Purpose]) -> None:
        super().__init__()
        self.setObjectName(name)
        self._name = name
        self._usual_title = title
        self._title = one_line(title, "muted", f"{name}_title")
        self._purposes = tuple(purposes)
        self._buttons = {purpose: self._button(purpose) for purpose in purposes}
        self._group = QButtonGroup(self)
        self._words = QLineEdit()
        self._words.setMaxLength(MOST_WORDS)
        self._words.setPlaceholderText(words.WORDS)
        self._words.setProperty(ENTER_ACTS, True)
        name_field(self._words, words.WORDS, f"{name}_words")
        self._usual: Purpose | None = None
        self._usual_on: date | None = None
        row = FlowLayout(round(unit(self) * 0.4))
        self.setLayout(row)
        row.addWidget(self._title)
        for made in self._buttons.values():
            self._group.addButton(made)
            row.addWidget(made)
            made.clicked.connect(self._picked)
        row.addWidget(self._words)
        self._words.returnPressed.connect(self.reason_given)
        self._words.hide()

    def reason(self) -> Reason:
        """Give what was said.

        Raises:
            Refusal: `reason_missing`: nothing was chosen, or words are still lacking.
        """
        chosen = self._chosen()
        if chosen is None:
            raise Refusal("reason_missing")
        return Reason(chosen, self._words.text().strip() if chosen is Purpose.OTHER else "")

    def show_usual(self, usual: Purpose, today: date) -> None:
        """Stand at what was chosen today, or at what goes without saying."""
        if self._usual is None or self._usual_on != today:
            self._words.clear()
            self._usual, self._usual_on = usual, today
        self._title.setText(self._usual_title)
        self._choose(self._usual)

    def ask(self, title: str = "") -> None:
        """Let nothing be chosen yet."""
        self._title.setText(title or self._usual_title)
        self._words.clear()
        self._choose(None)

    @Slot()
    def go_on_to_next(self) -> None:
        """Choose the next purpose, as one key does it."""
        chosen = self._chosen()
        place = self._purposes.index(chosen) + 1 if chosen else 0
        self._choose(self._purposes[place % len(self._purposes)])
        self.purpose_chosen.emit()

    def let_day_end(self, usual: Purpose, today: date) -> None:
        """Go back to what goes without saying if what stands here was chosen on another day."""
        if self._usual_on != today:
            self.show_usual(usual, today)

    def keep(self, today: date) -> None:
        """Stay with what is chosen for the rest of the day."""
        self._usual, self._usual_on = self._chosen(), today

    def take_focus(self) -> None:
        """Put the cursor where something is lacking."""
        chosen = self._chosen()
        if chosen is Purpose.OTHER:
            self._words.setFocus()
        else:
            self._buttons[chosen or self._purposes[0]].setFocus()

    @Slot()
    def _picked(self) -> None:
        self._show_words()
        self.purpose_chosen.emit()
        if self._chosen() is Purpose.OTHER:
            self._words.setFocus()
        else:
            self.reason_given.emit()

    def _chosen(self) -> Purpose | None:
        return next((purpose for purpose, made in self._buttons.items() if made.isChecked()), None)

    def _choose(self, purpose: Purpose | None) -> None:
        self._group.setExclusive(False)  # Qt lets nobody take the last choice back otherwise
        for one, made in self._buttons.items():
            made.setChecked(one is purpose)
        self._group.setExclusive(True)
        self._show_words()

    def _show_words(self) -> None:
        self._words.setVisible(self._chosen() is Purpose.OTHER)

    def _button(self, purpose: Purpose) -> QPushButton:
        made = button(words.PURPOSES[purpose], f"{self._name}_{purpose.value}", "day")
        made.setCheckable(True)
        made.setToolTip(words.WHY_HINT)
        return made
