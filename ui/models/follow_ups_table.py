"""Who is due as a table model that fetches page by page over the store lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor

from core.dates import china_day
from core.errors import Stop
from core.followup.book import FollowUpBook
from core.followup.care import Cared
from core.ports import Clock
from ui import theme
from ui.tasks import Lane
from ui.wording import follow_up as words

_Index = QModelIndex | QPersistentModelIndex
_PAGE = 60
DUE_COLUMN, LAST_COLUMN = 3, 4


@dataclass(frozen=True, slots=True)
class _Asked:
    until: date | None
    on: date


@dataclass(frozen=True, slots=True)
class _Page:
    asked: _Asked
    offset: int
    people: Sequence[Cared]


def _fetch(book: FollowUpBook, asked: _Asked, offset: int) -> _Page:
    return _Page(asked, offset, book.due(asked.until, asked.on, _PAGE, offset))


class FollowUpsTable(QAbstractTableModel):
    """Whoever is due, soonest first.

    Signals: `page_loaded`; `load_failed(Stop)`.
    """

    page_loaded = Signal()
    load_failed = Signal(object)

    def __init__(self, book: FollowUpBook, store: Lane, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._store = store
        self._clock = clock
        self._asked: _Asked | None = None
        self._people: list[Cared] = []
        self._cells: list[tuple[str, ...]] = []
        self._more = False
        self._loading = False

    def show_due(self, until: date | None) -> None:
        """Show who is due by a day, or everybody; what is shown stays until the first page is there."""
        self._asked = _Asked(until, china_day(self._clock.now()))
        self._load(0)

    def person(self, row: int) -> Cared:
        """Give whoever stands in a row."""
        return self._people[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the rows fetched so far."""
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(words.COLUMNS)

    def canFetchMore(self, parent: _Index) -> bool:
        """Tell whether more wait."""
        return not parent.isValid() and self._more and not self._loading

    def fetchMore(self, parent: _Index) -> None:
        """Fetch the next page."""
        if self.canFetchMore(parent):
            self._load(len(self._people))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words, and the colour of what is overdue."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == DUE_COLUMN:
            return self._colour(self._people[index.row()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return words.COLUMNS[section]
        return None

    def _colour(self, one: Cared) -> QColor | None:
        if self._asked is None:
            return None
        if one.due < self._asked.on:
            return QColor(theme.BAD)
        return QColor(theme.WARN) if one.due == self._asked.on else None

    def _load(self, offset: int) -> None:
        if self._asked is not None:
            self._loading = True
            self._store.run(partial(_fetch, self._book, self._asked, offset), self._loaded, self._failed)

    @Slot(object)
    def _loaded(self, page: _Page) -> None:
        if page.asked != self._asked or (page.offset and page.offset != len(self._people)):
            return
        self._loading = False
        cells = [words.cared_cells(one, page.asked.on) for one in page.people]
        self._more = len(page.people) == _PAGE
        if not page.offset:
            self.beginResetModel()
            self._people, self._cells = list(page.people), cells
            self.endResetModel()
        elif page.people:
            self.beginInsertRows(QModelIndex(), page.offset, page.offset + len(page.people) - 1)
            self._people += page.people
            self._cells += cells
            self.endInsertRows()
        self.page_loaded.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._loading = False
        self.load_failed.emit(stop)
