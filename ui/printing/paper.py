"""What every printed form stands on: A5 paper, millimetres, letters; one way to paper, PDF and preview."""

from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSaveFile, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtPrintSupport import QPrinter

from core.errors import Hindrance
from ui.theme import FAMILIES
from ui.wording import slip as words

WIDTH_MM: Final = 148.0
HEIGHT_MM: Final = 210.0
MARGIN: Final = 11.0
RIGHT: Final = WIDTH_MM - MARGIN
INSIDE: Final = WIDTH_MM - 2 * MARGIN
FINE: Final = 10
"""Steps of drawing in a millimetre: letters have whole sizes only, so a millimetre is too coarse."""
_DOTS_PER_INCH: Final = 300
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
AT_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_WRAPPED: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class PrintedForm(Protocol):
    """A form as paper, PDF and preview need it."""

    @property
    def title(self) -> str:
        """Name it, as the file says it too."""
        ...

    @property
    def pages(self) -> int:
        """Count the sheets."""
        ...

    def draw(self, sheet: "Sheet", number: int) -> None:
        """Draw one sheet; sheets count from 0."""
        ...


def draw_page(painter: QPainter, page: QRectF, form: PrintedForm, number: int) -> None:
    """Draw one sheet into an area of the shape of A5; sheets count from 0."""
    painter.save()
    painter.translate(page.topLeft())
    painter.scale(page.width() / (WIDTH_MM * FINE), page.height() / (HEIGHT_MM * FINE))
    form.draw(Sheet(painter), number)
    painter.restore()


def write_pdf(form: PrintedForm, file: Path) -> None:
    """Write a form as PDF, whole or not at all.

    Raises:
        Hindrance: `pdf_not_written`.
    """
    target = QSaveFile(str(file))
    if not target.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise Hindrance("pdf_not_written")
    writer = QPdfWriter(target)
    writer.setTitle(form.title)
    writer.setCreator(words.PROGRAM)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageLayout(_layout())
    painter = QPainter(writer)
    for number in range(form.pages):
        if number:
            writer.newPage()
        draw_page(painter, QRectF(0, 0, writer.width(), writer.height()), form, number)
    painter.end()
    if not target.commit():
        raise Hindrance("pdf_not_written")


def print_on(form: PrintedForm, printer: QPrinter) -> None:
    """Print a form; the paper is set again because drivers put their own in its place."""
    printer.setPageLayout(_layout())
    painter = QPainter(printer)
    for number in range(form.pages):
        if number:
            printer.newPage()
        draw_page(painter, printer.paperRect(QPrinter.Unit.DevicePixel), form, number)
    painter.end()


def _layout() -> QPageLayout:
    size = QPageSize(QPageSize.PageSizeId.A5)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


class Sheet:
    """One sheet in millimetres, written from the top down; `y` is where the next line goes."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter
        self.y = MARGIN

    def pair(self, left: str, right: str, size: float = 3.5) -> None:
        """Write two texts on one line, the right one whole."""
        top, height = self.y, size + 2.5
        width = QFontMetricsF(letters(size)).horizontalAdvance(right) / FINE + 2
        self._write(QRectF(MARGIN, top, INSIDE - width, height), left, size, LEFT)
        self._write(QRectF(RIGHT - width, top, width, height), right, size, AT_RIGHT)
        self.y += height

    def text(self, text: str, size: float, height: float, side: Qt.AlignmentFlag, bold: bool = False) -> None:
        """Write one line."""
        self._write(QRectF(MARGIN, self.y, INSIDE, height), text, size, side, bold)
        self.y += height

    def paragraph(self, text: str, size: float, bold: bool = False) -> None:
        """Write a text over as many lines as it takes."""
        height = height_of(text, size, bold)
        self.painter.setFont(letters(size, bold))
        self.painter.setPen(QColor(0, 0, 0))
        self.painter.drawText(fine(QRectF(MARGIN, self.y, INSIDE, height)), _WRAPPED, text)
        self.y += height

    def rule(self) -> None:
        """Draw a line across."""
        self.painter.setPen(QPen(QColor(0, 0, 0), 0.25 * FINE))
        height = (self.y + 1.5) * FINE
        self.painter.drawLine(QPointF(MARGIN * FINE, height), QPointF(RIGHT * FINE, height))
        self.y += 3

    def training_mark(self) -> None:
        """Mark a sheet of practice across its middle."""
        painter = self.painter
        painter.save()
        painter.translate(WIDTH_MM * FINE / 2, HEIGHT_MM * FINE * 0.47)
        painter.rotate(-35)
        painter.setFont(letters(34, bold=True))
        painter.setPen(QColor(0, 0, 0, 26))
        painter.drawText(QRectF(-1000, -250, 2000, 500), int(CENTRE), words.TRAINING_MARK)
        painter.restore()

    def _write(
        self, area: QRectF, text: str, size: float, side: Qt.AlignmentFlag, bold: bool = False
    ) -> None:
        font, area = letters(size, bold), fine(area)
        self.painter.setFont(font)
        self.painter.setPen(QColor(0, 0, 0))
        fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self.painter.drawText(area, int(side | Qt.TextFlag.TextSingleLine), fitting)


def height_of(text: str, size: float, bold: bool = False) -> float:
    """Measure a paragraph in millimetres."""
    room = QRectF(0, 0, INSIDE * FINE, HEIGHT_MM * FINE * 9)
    return QFontMetricsF(letters(size, bold)).boundingRect(room, _WRAPPED, text).height() / FINE


def fine(area: QRectF) -> QRectF:
    """Turn millimetres into steps of drawing."""
    return QRectF(area.x() * FINE, area.y() * FINE, area.width() * FINE, area.height() * FINE)


def letters(millimetres: float, bold: bool = False) -> QFont:
    """Give the letters of a size."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(round(millimetres * FINE))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
