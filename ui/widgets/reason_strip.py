"""A deed that needs a word: away until its `opener` is pressed, the list above needs the room."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from ui.application import ENTER_ACTS
from ui.widgets.labels import button, caption, unit


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """What a strip is called by tests and scripts, and what stands on it."""

    name: str
    opener: str
    reason: str
    hint: str
    deed: str


class OpenedStrip(QWidget):
    """Ask for what a deed needs.

    Signals: `asked_for` when the deed is.

    Args:
        said: stands before the field and names it.
        field: takes the word in; the keyboard goes to what `said` is the buddy of.
    """

    asked_for = Signal()

    def __init__(self, words: ReasonWords, said: QLabel, field: QWidget, role: str = "") -> None:
        super().__init__()
        self.setObjectName(words.name)
        self._allowed = False
        self._said = said
        self._deed = button(words.deed, f"{words.name}_now", role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(unit(self) * 0.5))
        row.addWidget(said)
        row.addWidget(field, 1)
        row.addWidget(self._deed)
        self.opener = button(words.opener, f"{words.name}_open")
        self.opener.clicked.connect(self._open)
        self.hide()
        self._deed.clicked.connect(self.ask)

    def offer(self, allowed: bool) -> None:
        """Offer the deed, or take it away from whoever may not."""
        self._allowed = allowed
        self.opener.setVisible(allowed and self.isHidden())
        self.setVisible(allowed and not self.isHidden())

    def close_again(self) -> None:
        """Be done: the opener is back."""
        self.hide()
        self.opener.setVisible(self._allowed)

    def set_busy(self, busy: bool) -> None:
        """Let nobody ask twice while it is done."""
        self._deed.setEnabled(not busy)

    @Slot()
    def ask(self) -> None:
        """Ask for the deed, as its button does."""
        if self._deed.isEnabled():
            self.asked_for.emit()

    @Slot()
    def _open(self) -> None:
        self.opener.hide()
        self.show()
        self._said.buddy().setFocus()


class ReasonStrip(OpenedStrip):
    """Ask for a reason.

    Signals: `reason_given(str)`, stripped or empty, when the deed is asked for.
    """

    reason_given = Signal(str)

    def __init__(self, words: ReasonWords, role: str = "") -> None:
        reason = QLineEdit()
        reason.setPlaceholderText(words.hint)
        super().__init__(words, caption(words.reason, reason, f"{words.name}_reason"), reason, role)
        self.reason = reason
        self.reason.setProperty(ENTER_ACTS, True)
        self.reason.returnPressed.connect(self.ask)
        self.asked_for.connect(self._give)

    def close_again(self) -> None:
        """Be done: the reason is forgotten, the opener is back."""
        self.reason.clear()
        super().close_again()

    @Slot()
    def _give(self) -> None:
        self.reason_given.emit(self.reason.text().strip())
