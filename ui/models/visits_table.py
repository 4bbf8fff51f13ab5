"""Visits as a table model that fetches page by page over the store lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor

from core.errors import Stop
from core.ports import Clock, Records, VisitState
from ui import theme
from ui.tasks import Lane
from ui.wording import visits as words

_Index = QModelIndex | QPersistentModelIndex
_PAGE = 60
DIAGNOSIS_COLUMN = 2
STATE_COLUMN = 3
_FIRST_AMOUNT = 4
_APART_COLUMN = 6
_STATE_COLOURS = {
    "saved": theme.MUTED,
    "delivered": theme.BLUE,
    "settlement_unknown": theme.WARN,
    "settled": theme.GOOD,
    "returned": theme.BAD,
    "not_payable": theme.BAD,
    "reversed": theme.SLATE,
    "cancelled": theme.MUTED,
}


@dataclass(frozen=True, slots=True)
class Days:
    """The days a list is about, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class _Page:
    days: Days
    offset: int
    states: Sequence[VisitState]


def _fetch(records: Records, days: Days, offset: int) -> _Page:
    return _Page(days, offset, records.visits(days.first, days.last, _PAGE, offset))


class VisitsTable(QAbstractTableModel):
    """Newest visits first.

    Signals: `page_loaded`; `load_failed(Stop)`.
    """

    page_loaded = Signal()
    load_failed = Signal(object)

    def __init__(self, records: Records, store: Lane, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = records
        self._store = store
        self._clock = clock
        self._days: Days | None = None
        self._states: list[VisitState] = []
        self._cells: list[tuple[str, ...]] = []
        self._more = False
        self._loading = False

    def show_days(self, days: Days) -> None:
        """Show other days, or the same afresh; what is shown stays until the first page is there."""
        self._days = days
        self._load(0)

    def state(self, row: int) -> VisitState:
        """Give the visit of a row."""
        return self._states[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the rows fetched so far."""
        return 0 if parent.isValid() else len(self._states)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(words.COLUMNS)

    def canFetchMore(self, parent: _Index) -> bool:
        """Tell whether older visits wait."""
        return not parent.isValid() and self._more and not self._loading

    def fetchMore(self, parent: _Index) -> None:
        """Fetch the next page."""
        if self.canFetchMore(parent):
            self._load(len(self._states))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words, the side they stand on, and the colour of the state."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= _FIRST_AMOUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns; amounts have their names at the right."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return words.COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= _FIRST_AMOUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _colour(self, row: int, column: int) -> QColor | None:
        state = self._states[row].state
        if column == STATE_COLUMN and self._states[row].disputed:
            return QColor(theme.WARN)
        if column == STATE_COLUMN:
            return QColor(_STATE_COLOURS.get(state, theme.INK))
        if column == _APART_COLUMN and self._cells[row][column].startswith(("+", "-")):
            return QColor(theme.WARN)
        return None

    def _load(self, offset: int) -> None:
        if self._days is None:
            return
        self._loading = True
        self._store.run(partial(_fetch, self._records, self._days, offset), self._loaded, self._failed)

    @Slot(object)
    def _loaded(self, page: _Page) -> None:
        if page.days != self._days or (page.offset and page.offset != len(self._states)):
            return
        self._loading = False
        now = self._clock.now()
        cells = [words.visit_cells(state, now) for state in page.states]
        self._more = len(page.states) == _PAGE
        if page.offset:
            last = page.offset + len(page.states) - 1
            if page.states:
                self.beginInsertRows(QModelIndex(), page.offset, last)
                self._states += page.states
                self._cells += cells
                self.endInsertRows()
        else:
            self.beginResetModel()
            self._states, self._cells = list(page.states), cells
            self.endResetModel()
        self.page_loaded.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._loading = False
        self.load_failed.emit(stop)
