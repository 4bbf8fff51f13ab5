"""Catalogue rows under a picker as a list model."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.catalogue.items import CatalogueItem, ItemKind
from core.money import in_yuan

_Index = QModelIndex | QPersistentModelIndex


def _line(item: CatalogueItem) -> str:
    if item.kind is ItemKind.DIAGNOSIS:
        return f"{item.name}  {item.code}"
    return f"{item.name}  {item.specification}  {in_yuan(item.price)} 元/{item.unit}"


class ItemsFound(QAbstractListModel):
    """What the last search in the catalogue found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[CatalogueItem] = ()

    def show_items(self, items: Sequence[CatalogueItem]) -> None:
        """Put other rows in."""
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def item(self, row: int) -> CatalogueItem:
        """Give the catalogue row of a line."""
        return self._items[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the rows."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words of a row."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _line(self._items[index.row()])
        return None
