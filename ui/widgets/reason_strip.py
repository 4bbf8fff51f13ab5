"""A deed that needs a reason: away until its `opener` is pressed, the list above needs the room."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

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


class ReasonStrip(QWidget):
    """Ask for a reason.

    Signals: `reason_given(str)`, stripped or empty, when the deed is asked for.
    """

    reason_given = Signal(str)

    def __init__(self, words: ReasonWords, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(words.name)
        self._allowed = False
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(words.hint)
        self._deed = button(words.deed, f"{words.name}_now", role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(unit(self) * 0.5))
        row.addWidget(caption(words.reason, self.reason, f"{words.name}_reason"))
        row.addWidget(self.reason, 1)
        row.addWidget(self._deed)
        self.opener = button(words.opener, f"{words.name}_open")
        self.opener.clicked.connect(self._open)
        self.hide()
        self._deed.clicked.connect(self._give)
        self.reason.setProperty(ENTER_ACTS, True)
        self.reason.returnPressed.connect(self._give)

    def offer(self, allowed: bool) -> None:
        """Offer the deed, or take it away from whoever may not."""
        self._allowed = allowed
        self.opener.setVisible(allowed and self.isHidden())
        self.setVisible(allowed and not self.isHidden())

    def close_again(self) -> None:
        """Be done: the reason is forgotten, the opener is back."""
        self.reason.clear()
        self.hide()
        self.opener.setVisible(self._allowed)

    def set_busy(self, busy: bool) -> None:
        """Let nobody ask twice while it is done."""
        self._deed.setEnabled(not busy)

    @Slot()
    def _open(self) -> None:
        self.opener.hide()
        self.show()
        self.reason.setFocus()

    @Slot()
    def _give(self) -> None:
        if self._deed.isEnabled():
            self.reason_given.emit(self.reason.text().strip())
