"""Somebody's former follow-ups as a small table beside the form."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.followup.follow_up import FollowUpState
from ui.wording import follow_up as words

_Index = QModelIndex | QPersistentModelIndex


class PastFollowUps(QAbstractTableModel):
    """The latest follow-ups, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._states: Sequence[FollowUpState] = ()
        self._cells: list[tuple[str, ...]] = []

    def show_states(self, states: Sequence[FollowUpState], today: date) -> None:
        """Show others."""
        self.beginResetModel()
        self._states = states
        self._cells = [words.history_cells(one, today) for one in states]
        self.endResetModel()

    def state(self, row: int) -> FollowUpState:
        """Give the one in a row."""
        return self._states[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count them."""
        return 0 if parent.isValid() else len(self._states)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(words.HISTORY_COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return words.HISTORY_COLUMNS[section]
        return None
