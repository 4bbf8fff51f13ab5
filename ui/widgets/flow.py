"""A row that breaks into several when the letters are large or the window is small."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Put widgets beside each other and begin a new row where they no longer fit.

    Args:
        spacing: pixels between widgets and between rows.
        stretches: whether the widgets of a row share what is left of it.
        from_top: whether they hang from the top of the row instead of standing in its middle.
    """

    def __init__(self, spacing: int, stretches: bool = False, from_top: bool = False) -> None:
        super().__init__()
        self._from_top = from_top
        self._items: list[QLayoutItem] = []
        self._stretches = stretches
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item over."""
        self._items.append(item)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt expects None past the end
        """Give an item up."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than the rows need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Measure the rows for a width."""
        return self._place(QRect(0, 0, width, 0), measure=True)

    def sizeHint(self) -> QSize:
        """Like one row."""
        width = sum(map(self._wanted, self._items)) + self.spacing() * max(0, len(self._items) - 1)
        return QSize(width, max((item.sizeHint().height() for item in self._items), default=0))

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
        self._place(rect, measure=False)

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = self._wanted(item)
            if rows and used + self.spacing() + wanted <= width:
                rows[-1].append(item)
                used += self.spacing() + wanted
            else:
                rows.append([item])
                used = wanted
        return rows

    def _wanted(self, item: QLayoutItem) -> int:
        """Where the row is shared anyway, the least will do."""
        return (item.minimumSize() if self._stretches else item.sizeHint()).width()

    def _place(self, rect: QRect, measure: bool) -> int:
        top = rect.top()
        for row in self._rows(rect.width()):
            height = max(item.sizeHint().height() for item in row)
            if not measure:
                self._place_row(row, QRect(rect.left(), top, rect.width(), height))
            top += height + self.spacing()
        return max(0, top - rect.top() - self.spacing())

    def _place_row(self, row: list[QLayoutItem], rect: QRect) -> None:
        wanted = [self._wanted(item) for item in row]
        left_over = rect.width() - sum(wanted) - self.spacing() * (len(row) - 1)
        growing = [item for item in row if item.expandingDirections() & Qt.Orientation.Horizontal]
        extra = max(0, left_over) // len(growing) if self._stretches and growing else 0
        left = rect.left()
        for item, width in zip(row, wanted, strict=True):
            given = min(width + (extra if item in growing else 0), rect.width())
            height = item.sizeHint().height()
            down = 0 if self._from_top else (rect.height() - height) // 2
            item.setGeometry(QRect(QPoint(left, rect.top() + down), QSize(given, height)))
            left += given + self.spacing()


def pair(caption: QLabel, field: QWidget, spacing: int) -> QWidget:
    """Keep a caption and its field together when a row breaks."""
    together = QWidget()
    row = QHBoxLayout(together)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    row.addWidget(caption)
    row.addWidget(field)
    return together
