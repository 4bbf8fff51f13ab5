"""A drug trace code that was scanned where people are asked for: offered to the visit that is open."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.services.unfinished_visits import UnfinishedVisit
from ui.widgets.labels import button, label
from ui.wording import visits as words


class TraceOffer(QWidget):
    """Say whose visit is open, and take the code there on a click.

    Signals: `accepted(UnfinishedVisit, code)`.
    """

    accepted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trace_offer")
        self._visit: UnfinishedVisit | None = None
        self._code = ""
        self._said = label("", "", "trace_offer_said")
        self._go = button(words.TRACE_TO_VISIT, "trace_offer_go", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._said, 1)
        row.addWidget(self._go)
        self._go.clicked.connect(self._accept)
        self.hide()

    def offer(self, visit: UnfinishedVisit, code: str) -> None:
        """Offer a code to a visit."""
        self._visit, self._code = visit, code
        self._said.setText(words.trace_offered(visit.name))
        self.show()

    def forget(self) -> None:
        """Offer nothing."""
        self._visit, self._code = None, ""
        self.hide()

    @Slot()
    def _accept(self) -> None:
        if self._visit is not None:
            visit, code = self._visit, self._code
            self.forget()
            self.accepted.emit(visit, code)
