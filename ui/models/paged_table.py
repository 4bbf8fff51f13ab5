"""A table model over rows that are fetched page by page over the store lane; what they are is handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor

from core.errors import Stop
from ui.tasks import Lane

_Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
PAGE = 60


@dataclass(frozen=True)
class Asked(Generic[Row]):
    """What is shown: how a page is fetched, by limit and offset, and how a row is said and coloured."""

    fetch: Callable[[int, int], Sequence[Row]]
    cells: Callable[[Row], tuple[str, ...]]
    colour: Callable[[Row, int], str]


@dataclass(frozen=True)
class _Page(Generic[Row]):
    asked: Asked[Row]
    offset: int
    rows: Sequence[Row]


def _fetched(asked: Asked[Row], offset: int) -> _Page[Row]:
    return _Page(asked, offset, asked.fetch(PAGE, offset))


class PagedTable(QAbstractTableModel):
    """Rows in the order they are fetched.

    Signals: `page_loaded`; `load_failed(Stop)`.
    """

    page_loaded = Signal()
    load_failed = Signal(object)

    def __init__(self, columns: tuple[str, ...], store: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._store = store
        self._asked: Asked[Any] | None = None
        self._rows: list[Any] = []
        self._cells: list[tuple[str, ...]] = []
        self._more = False
        self._loading = False

    def show(self, asked: Asked[Any]) -> None:
        """Show other rows; what is shown stays until the first page is there."""
        self._asked = asked
        self._load(0)

    def row(self, place: int) -> Any:
        """Give what stands in a row."""
        return self._rows[place]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the rows fetched so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def canFetchMore(self, parent: _Index) -> bool:
        """Tell whether more wait."""
        return not parent.isValid() and self._more and not self._loading

    def fetchMore(self, parent: _Index) -> None:
        """Fetch the next page."""
        if self.canFetchMore(parent):
            self._load(len(self._rows))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words and the colour of a cell."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and self._asked is not None:
            colour = self._asked.colour(self._rows[index.row()], index.column())
            return QColor(colour) if colour else None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        return None

    def _load(self, offset: int) -> None:
        if self._asked is not None:
            self._loading = True
            self._store.run(partial(_fetched, self._asked, offset), self._loaded, self._failed)

    @Slot(object)
    def _loaded(self, page: _Page[Any]) -> None:
        if page.asked is not self._asked or (page.offset and page.offset != len(self._rows)):
            return
        self._loading = False
        cells = [page.asked.cells(one) for one in page.rows]
        self._more = len(page.rows) == PAGE
        if not page.offset:
            self.beginResetModel()
            self._rows, self._cells = list(page.rows), cells
            self.endResetModel()
        elif page.rows:
            self.beginInsertRows(QModelIndex(), page.offset, page.offset + len(page.rows) - 1)
            self._rows += page.rows
            self._cells += cells
            self.endInsertRows()
        self.page_loaded.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._loading = False
        self.load_failed.emit(stop)
