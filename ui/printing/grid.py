"""A table on paper: columns in shares of the width, cells that wrap, a head on every sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF

from ui.printing.lettering import height_in, width_of
from ui.printing.sheet import AT_RIGHT, LEFT, MARGIN, Sheet

_PAD: Final = 0.9
_LEAST: Final = 2.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width, and whether figures stand in it."""

    title: str
    share: float
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in letters of a size, so wide in millimetres."""

    columns: Sequence[Column]
    size: float
    width: float
    left: float = MARGIN

    def height(self, cells: Sequence[str]) -> float:
        """Measure a row."""
        inner = [
            height_in(width - 2 * _PAD, cell, self.size)
            for (_, width), cell in zip(self._spans(), cells, strict=True)
        ]
        return max(self.size + _LEAST, *(one + 2 * _PAD for one in inner))

    def head(self, sheet: Sheet) -> None:
        """Write the titles."""
        self.row(sheet, [one.title for one in self.columns], bold=True)

    @property
    def head_height(self) -> float:
        """Measure the titles."""
        return self.height([one.title for one in self.columns])

    def line(self, sheet: Sheet, cells: Sequence[str]) -> None:
        """Write a row of one line; what does not fit is cut."""
        high = self.size + _LEAST + _LEAST / 2
        for column, (left, width), cell in zip(self.columns, self._spans(), cells, strict=True):
            inner = QRectF(left + _PAD, sheet.y, width - 2 * _PAD, high)
            sheet.write(inner, cell, self.size, AT_RIGHT if column.figures else LEFT)
            sheet.box(QRectF(left, sheet.y, width, high), 0.15)
        sheet.y += high

    def row(self, sheet: Sheet, cells: Sequence[str], bold: bool = False) -> None:
        """Write a row and go on below it."""
        high = self.height(cells)
        for column, (left, width), cell in zip(self.columns, self._spans(), cells, strict=True):
            inner = QRectF(left + _PAD, sheet.y, width - 2 * _PAD, high)
            if "\n" not in cell and width_of(cell, self.size) <= inner.width():
                sheet.write(inner, cell, self.size, AT_RIGHT if column.figures else LEFT, bold)
            else:
                sheet.write_wrapped(inner.adjusted(0, _PAD, 0, 0), cell, self.size, bold)
            sheet.box(QRectF(left, sheet.y, width, high), 0.15)
        sheet.y += high

    def _spans(self) -> Sequence[tuple[float, float]]:
        whole, left, spans = sum(one.share for one in self.columns), self.left, []
        for one in self.columns:
            width = self.width * one.share / whole
            spans.append((left, width))
            left += width
        return spans


def paged(heights: Sequence[float], room: float) -> Sequence[range]:
    """Spread rows over sheets with so much room each; a sheet has at least one row, and there is one."""
    pages, begin, used = [], 0, 0.0
    for number, high in enumerate(heights):
        if used + high > room and number > begin:
            pages.append(range(begin, number))
            begin, used = number, 0.0
        used += high
    return [*pages, range(begin, len(heights))]
