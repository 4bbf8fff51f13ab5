"""How every table looks: fixed rows from the font, no lines between cells, columns the user may draw."""

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.widgets.labels import unit


class WideTable(QTableView):
    """A table over a model; rows are chosen whole, nothing is edited or sorted here.

    Args:
        letters: the least width of each column in Chinese letters.
        growing: the columns that share what is left.
    """

    def __init__(
        self, model: QAbstractItemModel, letters: tuple[float, ...], growing: tuple[int, ...]
    ) -> None:
        super().__init__()
        self._letters = letters
        self._growing = growing
        self._rows = 0
        self.setModel(model)
        model.setParent(self)  # it must outlive the view, which asks it even while it is taken down
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self._fit()

    def keep_rows(self, rows: int) -> None:
        """Never be lower than some rows, whatever the size of the letters."""
        self._rows = rows
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit rows and columns to another text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the growing columns what is left."""
        super().resizeEvent(event)
        self._grow()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.6))
        self.setMinimumHeight(self.verticalHeader().defaultSectionSize() * self._rows)
        for column in range(len(self._letters)):
            self.setColumnWidth(column, self._least(column))
        self._grow()

    def _grow(self) -> None:
        fixed = (column for column in range(len(self._letters)) if column not in self._growing)
        left = self.viewport().width() - sum(self.columnWidth(column) for column in fixed)
        spare = max(0, left - sum(self._least(column) for column in self._growing))
        for column in self._growing:
            self.setColumnWidth(column, self._least(column) + spare // len(self._growing))

    def _least(self, column: int) -> int:
        return round(unit(self) * (self._letters[column] + 0.9))
