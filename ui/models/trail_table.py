"""The audit trail as a table model, newest first, fetched page by page."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from core.audit import AuditEntry, Deed
from core.clinic import Clinic
from core.errors import Stop
from core.roles import Right
from ui.tasks import Lane
from ui.wording import audit as words

_Index = QModelIndex | QPersistentModelIndex
_PAGE = 50


def _first(clinic: Clinic) -> Sequence[AuditEntry]:
    """Give the newest page; that the trail was read is its newest line."""
    clinic.staff.require(Right.READ_TRAIL)
    clinic.audit.note(Deed.TRAIL_READ)
    return clinic.audit.latest(_PAGE)


def _older(clinic: Clinic, before: int) -> Sequence[AuditEntry]:
    clinic.staff.require(Right.READ_TRAIL)
    return clinic.audit.latest(_PAGE, before)


class TrailTable(QAbstractTableModel):
    """Lines of the trail in words.

    Signals: `page_loaded` when a page is there, `load_failed(Stop)`.
    """

    page_loaded = Signal()
    load_failed = Signal(object)

    def __init__(self, store: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clinic: Clinic | None = None
        self._cells: list[tuple[str, ...]] = []
        self._last = 0
        self._loading = False

    def read(self, clinic: Clinic) -> None:
        """Show the newest lines."""
        self._clinic = clinic
        self._loading = True
        self._store.run(partial(_first, clinic), self._begun, self._failed)

    def forget(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._cells, self._last = [], 0
        self.endResetModel()

    def cells(self, row: int) -> tuple[str, ...]:
        """Give a line in words."""
        return self._cells[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the lines fetched so far."""
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(words.COLUMNS)

    def canFetchMore(self, parent: _Index) -> bool:
        """Tell whether older lines wait: positions are gap-free down to 1."""
        return not parent.isValid() and self._last > 1 and not self._loading

    def fetchMore(self, parent: _Index) -> None:
        """Fetch the next page."""
        if self._clinic is not None and self.canFetchMore(parent):
            self._loading = True
            self._store.run(partial(_older, self._clinic, self._last), self._went_on, self._failed)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return words.COLUMNS[section]
        return None

    @Slot(object)
    def _begun(self, page: Sequence[AuditEntry]) -> None:
        self._loading = False
        self.beginResetModel()
        self._cells = [words.trail_cells(one) for one in page]
        self._last = page[-1].position if page else 0
        self.endResetModel()
        self.page_loaded.emit()

    @Slot(object)
    def _went_on(self, page: Sequence[AuditEntry]) -> None:
        self._loading = False
        if not page:
            self._last = 0
            return
        self.beginInsertRows(QModelIndex(), len(self._cells), len(self._cells) + len(page) - 1)
        self._cells += [words.trail_cells(one) for one in page]
        self._last = page[-1].position
        self.endInsertRows()
        self.page_loaded.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._loading = False
        self.load_failed.emit(stop)
