"""The lines of a document of stock while it is written, also rows of a file that cannot be taken."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from core.stock.entry import PreviewLine
from core.stock.move import StockLine
from ui import theme
from ui.wording import stock as words

_Index = QModelIndex | QPersistentModelIndex


class StockLines(QAbstractTableModel):
    """Lines in the order they were added."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[PreviewLine] = []

    def lines(self) -> Sequence[PreviewLine]:
        """Give all lines."""
        return self._lines

    def good(self) -> tuple[StockLine, ...]:
        """Give the lines that can be written down."""
        return tuple(one.line for one in self._lines if one.line)

    def show_lines(self, lines: Sequence[PreviewLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(words.LINE_COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words, and the colour of a row that cannot be taken."""
        one = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words.line_cells(one)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and one.line is None:
            return QColor(theme.BAD)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return words.LINE_COLUMNS[section]
        return None
