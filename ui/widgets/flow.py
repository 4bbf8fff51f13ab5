"""A row that breaks into several when the letters are large or the window is small."""

from collections.abc import Sequence
from itertools import starmap
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLayoutItem, QWidget


class _Measured(NamedTuple):
    """A widget that is shown, and the room it wants; pixels."""

    item: QLayoutItem
    width: int
    height: int


class FlowLayout(QLayout):
    """Put widgets beside each other and begin a new row where they no longer fit.

    It has to be the layout of a widget, not one within another layout: only the layout of a widget is told
    when something in it changes.

    Args:
        spacing: pixels between widgets and between rows.
        stretches: whether the widgets of a row share what is left of it.
        from_top: whether they hang from the top of the row instead of standing in its middle.
    """

    def __init__(self, spacing: int, stretches: bool = False, from_top: bool = False) -> None:
        super().__init__()
        self._from_top = from_top
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._stretches = stretches
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item over."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt expects None past the end
        """Give an item up."""
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def invalidate(self) -> None:
        """Forget what was measured: something in here is of another size now."""
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than the rows need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Measure the rows for a width; Qt asks for the same ones thousands of times."""
        if width not in self._heights:
            gap = self.spacing()
            self._heights[width] = max(0, sum(_height(row) + gap for row in self._rows(width)) - gap)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Like one row."""
        sizes = [(item, item.sizeHint()) for item in self._items]
        width = sum(starmap(self._wanted, sizes)) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for _, size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Need the widest widget."""
        needed = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in needed), default=0),
            max((size.height() for size in needed), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        top = rect.top()
        for row in self._rows(rect.width()):
            height = _height(row)
            self._place_row(row, QRect(rect.left(), top, rect.width(), height))
            top += height + self.spacing()

    def _rows(self, width: int) -> list[list[_Measured]]:
        """Break what is shown into rows."""
        rows: list[list[_Measured]] = []
        gap, used = self.spacing(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            wanted = self._wanted(item, size)
            if rows and used + gap + wanted <= width:
                rows[-1].append(_Measured(item, wanted, size.height()))
                used += gap + wanted
            else:
                rows.append([_Measured(item, wanted, size.height())])
                used = wanted
        return rows

    def _wanted(self, item: QLayoutItem, size: QSize) -> int:
        """Where the row is shared anyway, the least will do."""
        return (item.minimumSize() if self._stretches else size).width()

    def _place_row(self, row: Sequence[_Measured], rect: QRect) -> None:
        left_over = rect.width() - sum(one.width for one in row) - self.spacing() * (len(row) - 1)
        growing = [one.item for one in row if one.item.expandingDirections() & Qt.Orientation.Horizontal]
        extra = max(0, left_over) // len(growing) if self._stretches and growing else 0
        left = rect.left()
        for item, width, height in row:
            given = min(width + (extra if item in growing else 0), rect.width())
            down = 0 if self._from_top else (rect.height() - height) // 2
            item.setGeometry(QRect(QPoint(left, rect.top() + down), QSize(given, height)))
            left += given + self.spacing()


def _height(row: Sequence[_Measured]) -> int:
    return max(one.height for one in row)


class Flow(QWidget):
    """Such a row as a part of something larger; the arguments are those of its layout."""

    def __init__(self, spacing: int, stretches: bool = False) -> None:
        super().__init__()
        self._row = FlowLayout(spacing, stretches)
        self.setLayout(self._row)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        self._row.addWidget(widget)


def pair(caption: QLabel, field: QWidget, spacing: int) -> QWidget:
    """Keep a caption and its field together when a row breaks."""
    together = QWidget()
    row = QHBoxLayout(together)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    row.addWidget(caption)
    row.addWidget(field)
    return together
