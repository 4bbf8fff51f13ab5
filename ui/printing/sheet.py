"""One sheet of a form while it is drawn, in millimetres; the same for preview, PDF and printer."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.printing.lettering import FINE, WRAPPED, fine, height_in, letters, width_of
from ui.printing.page import Page
from ui.wording import slip as words

MARGIN: Final = 11.0
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
AT_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_INK: Final = QColor(0, 0, 0)
_THIN: Final = 0.25
_PAIR_GAP: Final = 2.5
_STRONG: Final = 0.03


class Sheet:
    """Write from the top down; `y` is where the next line goes. Without `coloured` there is black alone."""

    def __init__(self, painter: QPainter, page: Page, coloured: bool = True) -> None:
        self.painter = painter
        self.coloured = coloured
        self.page = page
        self.y = MARGIN

    @property
    def inside(self) -> float:
        """Give the width between the margins."""
        return self.page.width - 2 * MARGIN

    @property
    def right(self) -> float:
        """Give where the right margin begins."""
        return self.page.width - MARGIN

    def pair(self, left: str, right: str, size: float = 3.5) -> None:
        """Write two texts on one line, the right one whole."""
        height = size + _PAIR_GAP
        width = width_of(right, size) + 2
        self.write(QRectF(MARGIN, self.y, self.inside - width, height), left, size, LEFT)
        self.write(QRectF(self.right - width, self.y, width, height), right, size, AT_RIGHT)
        self.y += height

    def text(self, text: str, size: float, height: float, side: Qt.AlignmentFlag, bold: bool = False) -> None:
        """Write one line."""
        self.write(QRectF(MARGIN, self.y, self.inside, height), text, size, side, bold)
        self.y += height

    def paragraph(self, text: str, size: float, bold: bool = False) -> None:
        """Write a text over as many lines as it takes."""
        height = height_in(self.inside, text, size)
        self.write_wrapped(QRectF(MARGIN, self.y, self.inside, height), text, size, bold)
        self.y += height

    def rule(self) -> None:
        """Draw a line across."""
        self.line(QPointF(MARGIN, self.y + 1.5), QPointF(self.right, self.y + 1.5))
        self.y += 3

    def line(self, begin: QPointF, end: QPointF, width: float = _THIN) -> None:
        """Draw a line."""
        self.painter.setPen(QPen(_INK, width * FINE))
        self.painter.drawLine(begin * FINE, end * FINE)

    def box(self, area: QRectF, width: float = _THIN) -> None:
        """Draw a frame."""
        self.painter.setPen(QPen(_INK, width * FINE))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(fine(area))

    def fill(self, colour: QColor) -> None:
        """Colour the whole sheet; in black alone it would be a grey one, on paper that may be coloured."""
        if self.coloured:
            whole = QRectF(0, 0, self.page.width * FINE, self.page.height * FINE)
            self.painter.fillRect(whole, colour)

    def training_mark(self) -> None:
        """Mark a sheet of practice across its middle."""
        painter = self.painter
        painter.save()
        painter.translate(self.page.width * FINE / 2, self.page.height * FINE * 0.47)
        painter.rotate(-35)
        painter.setFont(letters(34))
        painter.setPen(QColor(0, 0, 0, 26))
        painter.drawText(QRectF(-1000, -250, 2000, 500), int(CENTRE), words.TRAINING_MARK)
        painter.restore()

    def write(self, area: QRectF, text: str, size: float, side: Qt.AlignmentFlag, bold: bool = False) -> None:
        """Write one line into an area; what does not fit is cut and says so."""
        room = area.width() * FINE
        fitting = QFontMetricsF(letters(size)).elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._put(area, int(side | Qt.TextFlag.TextSingleLine), fitting, size, bold)

    def write_wrapped(self, area: QRectF, text: str, size: float, bold: bool = False) -> None:
        """Write a text into an area, over several lines."""
        self._put(area, WRAPPED, text, size, bold)

    def _put(self, area: QRectF, flags: int, text: str, size: float, bold: bool) -> None:
        """Draw letters; strong ones twice, a trifle apart: the font has no other weight."""
        self.painter.setFont(letters(size))
        self.painter.setPen(_INK)
        for aside in (0.0, size * _STRONG) if bold else (0.0,):
            self.painter.drawText(fine(area.translated(aside, 0)), flags, text)
