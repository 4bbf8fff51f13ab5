"""The head of a document of stock: its day, its number, who delivered, why something was thrown away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.stock.entry import StockEntry
from core.stock.move import LONGEST_TEXT, MoveKind
from ui.spacing import exactly_wide
from ui.widgets.flow import Flow, pair
from ui.widgets.labels import caption, unit
from ui.wording import stock as words

_SHOWN = {
    MoveKind.RECEIPT: ("document", "partner"),
    MoveKind.COUNT: (),
    MoveKind.RETURN: ("document", "partner"),
    MoveKind.LOSS: ("reason",),
}


class StockPaperFields(QWidget):
    """Type the head; the day stands there already.

    Signals: `edited`.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        em = unit(self)
        self.day = QLineEdit()
        self._fields = {"document": QLineEdit(), "partner": QLineEdit(), "reason": QLineEdit()}
        said = {"document": words.DOCUMENT, "partner": words.PARTNER, "reason": words.REASON}
        row = Flow(em // 2)
        exactly_wide(self.day, 7, em)
        row.add(pair(caption(words.DAY, self.day, "stock_day"), self.day, em // 2))
        self._pairs: dict[str, QWidget] = {}
        for key, field in self._fields.items():
            field.setMaxLength(LONGEST_TEXT)
            exactly_wide(field, 7, em)
            self._pairs[key] = pair(caption(said[key], field, f"stock_{key}"), field, em // 2)
            row.add(self._pairs[key])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(row)
        for field in (self.day, *self._fields.values()):
            field.textEdited.connect(self.edited)

    def show_entry(self, entry: StockEntry) -> None:
        """Show what stands there, and what the kind asks for."""
        self.day.setText(entry.on.isoformat())
        told = {"document": entry.document, "partner": entry.partner, "reason": entry.reason}
        for key, field in self._fields.items():
            field.setText(told[key])
            self._pairs[key].setVisible(key in _SHOWN[entry.kind])

    def fill_up(self, document: str, partner: str) -> None:
        """Take from a file what nobody typed."""
        for key, text in (("document", document), ("partner", partner)):
            if text and not self._fields[key].text().strip() and not self._pairs[key].isHidden():
                self._fields[key].setText(text)

    def words(self) -> tuple[str, str, str]:
        """Give document, partner and reason as they stand there."""
        document, partner, reason = (field.text().strip() for field in self._fields.values())
        return document, partner, reason
