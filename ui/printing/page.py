"""The papers forms are made for, in millimetres, and the one a form is printed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper as it lies before the eye."""

    name: str
    width: float
    height: float

    def layout(self) -> QPageLayout:
        """Say the page to Qt: the whole of it, without margins of the driver."""
        across = self.width > self.height
        way = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
        short, long = sorted((self.width, self.height))
        known = QPageSize.id(QSizeF(short, long), QPageSize.Unit.Millimeter)
        size = QPageSize(known)
        if known is QPageSize.PageSizeId.Custom:
            size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, self.name)
        layout = QPageLayout(size, way, QMarginsF(0, 0, 0, 0))
        layout.setMode(QPageLayout.Mode.FullPageMode)
        return layout

    def turned_like(self, other: "Page") -> "Page":
        """Lay it down as another page lies."""
        short, long = sorted((self.width, self.height))
        return Page(self.name, long, short) if other.width > other.height else Page(self.name, short, long)


A5: Final = Page("A5", 148.0, 210.0)
A4: Final = Page("A4", 210.0, 297.0)
A3: Final = Page("A3", 297.0, 420.0)
B5: Final = Page("B5", 176.0, 250.0)
A4_ACROSS: Final = A4.turned_like(Page("", 2, 1))
A5_ACROSS: Final = A5.turned_like(Page("", 2, 1))
PAGES: Final[Sequence[Page]] = (A5, B5, A4, A3)
"""What a form can be printed on; it grows or shrinks with the paper."""


def page_for(own: Page, name: str) -> Page:
    """Give the paper somebody chose for a form, laid down as the form lies; its own where none was chosen."""
    chosen = next((one for one in PAGES if one.name == name), own)
    return chosen.turned_like(own)
