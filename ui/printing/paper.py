"""One way to paper, PDF and preview for every printed form."""

from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QRectF, QSaveFile
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from core.errors import Hindrance
from ui.printing.lettering import FINE
from ui.printing.page import Page
from ui.printing.sheet import Sheet
from ui.wording import slip as words

_DOTS_PER_INCH: Final = 300


class PrintedForm(Protocol):
    """A form as paper, PDF and preview need it."""

    @property
    def title(self) -> str:
        """Name it, as the file says it too."""
        ...

    @property
    def page(self) -> Page:
        """Give the paper it is made for."""
        ...

    @property
    def pages(self) -> int:
        """Count the sheets."""
        ...

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet; sheets count from 0."""
        ...


def draw_page(painter: QPainter, area: QRectF, form: PrintedForm, number: int, coloured: bool = True) -> None:
    """Draw one sheet into an area, as large as it goes; sheets count from 0."""
    wide, high = form.page.width * FINE, form.page.height * FINE
    scale = min(area.width() / wide, area.height() / high)
    painter.save()
    painter.translate(area.left() + (area.width() - wide * scale) / 2, area.top())
    painter.scale(scale, scale)
    form.draw(Sheet(painter, form.page, coloured), number)
    painter.restore()


def write_pdf(form: PrintedForm, file: Path, page: Page | None = None) -> None:
    """Write a form as PDF, whole or not at all; on other paper than its own where that is named.

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
    writer.setPageLayout((page or form.page).layout())
    painter = QPainter(writer)
    for number in range(form.pages):
        if number:
            writer.newPage()
        draw_page(painter, QRectF(0, 0, writer.width(), writer.height()), form, number)
    painter.end()
    if not target.commit():
        raise Hindrance("pdf_not_written")


def print_on(form: PrintedForm, printer: QPrinter, page: Page | None = None) -> None:
    """Print a form; the paper is set again because drivers and their dialogs put their own in its place.

    Raises:
        Hindrance: `printer_gone`: nothing, or not all of it, went to the printer.
    """
    printer.setPageLayout((page or form.page).layout())
    painter = QPainter()
    if not printer.isValid() or not painter.begin(printer):
        raise Hindrance("printer_gone")
    whole, coloured = True, printer.colorMode() is QPrinter.ColorMode.Color
    for number in range(form.pages):
        if number:
            whole = printer.newPage() and whole
        draw_page(painter, printer.paperRect(QPrinter.Unit.DevicePixel), form, number, coloured)
    if not painter.end() or not whole or printer.printerState() is QPrinter.PrinterState.Error:
        raise Hindrance("printer_gone")
