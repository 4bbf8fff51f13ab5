"""The sync diary as a table model, newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from core.sync_ports import Attempt
from ui import theme
from ui.wording import sync as words

_Index = QModelIndex | QPersistentModelIndex
_COLUMNS = (
    words.COLUMN_TIME,
    words.COLUMN_ROUTE,
    words.COLUMN_OUTCOME,
    words.COLUMN_UP,
    words.COLUMN_DOWN,
    words.COLUMN_SECONDS,
)
OUTCOME_COLUMN = 2
_FIRST_NUMBER_COLUMN = 3


class DiaryTable(QAbstractTableModel):
    """Lines of the diary in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells: list[tuple[str, ...]] = []
        self._failed: list[bool] = []

    def show_attempts(self, attempts: Sequence[Attempt], now: datetime) -> None:
        """Put other lines in."""
        self.beginResetModel()
        self._cells = [words.attempt_cells(attempt, now) for attempt in attempts]
        self._failed = [attempt.outcome != "done" for attempt in attempts]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the lines."""
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words, the side they stand on, and the colour of a failure."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == OUTCOME_COLUMN:
            return QColor(theme.WARN if self._failed[index.row()] else theme.GOOD)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= _FIRST_NUMBER_COLUMN:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _COLUMNS[section]
        return None
