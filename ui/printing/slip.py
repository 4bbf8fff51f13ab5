"""就诊凭条 (A5): one draw function paints preview, PDF and printer alike."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSaveFile, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtPrintSupport import QPrinter

from core.clinic import ClinicPlace
from core.errors import Hindrance
from core.money import in_yuan
from core.ports import VisitState
from core.services.record_visit import HASH_ON_SLIP, SavedVisit
from core.visits.visit import OrderLine, Visit
from ui.theme import FAMILIES
from ui.wording import slip as words

WIDTH_MM: Final = 148.0
HEIGHT_MM: Final = 210.0
_MARGIN: Final = 11.0
_RIGHT: Final = WIDTH_MM - _MARGIN
_INSIDE: Final = WIDTH_MM - 2 * _MARGIN
_DOTS_PER_INCH: Final = 300
_FINE: Final = 10
"""Steps of drawing in a millimetre: letters have whole sizes only, so a millimetre is too coarse."""
_HEAD_MM: Final = 66.0
_LINE_MM: Final = 11.5
_FOOT_MM: Final = 52.0
LINES_A_PAGE: Final = int((HEIGHT_MM - _HEAD_MM - _FOOT_MM) // _LINE_MM)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed: the visit as it was saved, where, its id and the short hash of its body."""

    place: ClinicPlace
    visit: Visit
    event_id: str
    short_hash: str

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return max(1, -(-len(self.visit.lines) // LINES_A_PAGE))


def slip_of_saved(place: ClinicPlace, saved: SavedVisit) -> Slip:
    """Make the slip of a visit that was saved just now."""
    return Slip(place, saved.visit, saved.event_id, saved.short_hash)


def slip_of_state(place: ClinicPlace, state: VisitState) -> Slip:
    """Make the slip of a visit from the list again."""
    return Slip(place, state.visit, state.event_id, state.body_hash.hex()[:HASH_ON_SLIP])


def draw_page(painter: QPainter, page: QRectF, slip: Slip, number: int) -> None:
    """Draw one sheet into an area of the shape of A5; sheets count from 0."""
    painter.save()
    painter.translate(page.topLeft())
    painter.scale(page.width() / (WIDTH_MM * _FINE), page.height() / (HEIGHT_MM * _FINE))
    sheet = _Sheet(painter, slip, number)
    sheet.head()
    sheet.lines()
    if number == slip.pages - 1:
        sheet.sums()
    sheet.foot()
    painter.restore()


def write_pdf(slip: Slip, file: Path) -> None:
    """Write the slip as PDF, whole or not at all.

    Raises:
        Hindrance: `pdf_not_written`.
    """
    target = QSaveFile(str(file))
    if not target.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise Hindrance("pdf_not_written")
    writer = QPdfWriter(target)
    writer.setTitle(words.TITLE)
    writer.setCreator(words.PROGRAM)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageLayout(_layout())
    painter = QPainter(writer)
    for number in range(slip.pages):
        if number:
            writer.newPage()
        draw_page(painter, QRectF(0, 0, writer.width(), writer.height()), slip, number)
    painter.end()
    if not target.commit():
        raise Hindrance("pdf_not_written")


def print_on(slip: Slip, printer: QPrinter) -> None:
    """Print the slip; the paper is set again because drivers put their own in its place."""
    printer.setPageLayout(_layout())
    painter = QPainter(printer)
    for number in range(slip.pages):
        if number:
            printer.newPage()
        draw_page(painter, printer.paperRect(QPrinter.Unit.DevicePixel), slip, number)
    painter.end()


def _layout() -> QPageLayout:
    size = QPageSize(QPageSize.PageSizeId.A5)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


class _Sheet:
    """One sheet in millimetres."""

    def __init__(self, painter: QPainter, slip: Slip, number: int) -> None:
        self._painter = painter
        self._slip = slip
        self._number = number
        self._y = _MARGIN

    def head(self) -> None:
        """Draw clinic, title, patient, diagnosis and verdict."""
        slip, visit = self._slip, self._slip.visit
        if slip.place.training:
            self._training()
        self._text(slip.place.township_name, 3.4, 5, _CENTRE)
        self._text(slip.place.clinic_name, 5.0, 7.5, _CENTRE, bold=True)
        self._text(words.TITLE, 4.2, 7.5, _CENTRE)
        self._rule()
        left, right = words.patient(visit), words.moment(visit)
        self._pair(left, right)
        self._pair(words.number(visit), words.doctor(visit))
        self._text(words.diagnosis(visit), 3.5, 6, _LEFT)
        if words.vitals(visit):
            self._text(words.vitals(visit), 3.2, 5.2, _LEFT)
        self._text(words.verdict(visit), 3.5, 6, _LEFT, bold=True)
        self._rule()

    def lines(self) -> None:
        """Draw the order lines of this sheet."""
        first = self._number * LINES_A_PAGE
        for line in self._slip.visit.lines[first : first + LINES_A_PAGE]:
            self._line(line)

    def sums(self) -> None:
        """Draw total and estimate."""
        visit = self._slip.visit
        self._rule()
        self._pair(words.TOTAL, words.yuan(visit.total), 4.2)
        if visit.estimate and visit.lines:
            self._text(words.estimate(visit.estimate), 3.5, 6, _LEFT)
            self._text(words.ESTIMATE_NOTE, 2.9, 5, _LEFT)

    def foot(self) -> None:
        """Draw the number of the visit and of the sheet at the foot."""
        slip = self._slip
        self._y = HEIGHT_MM - _MARGIN - 11
        self._rule()
        self._text(words.reference(slip.event_id, slip.short_hash), 2.9, 4.6, _LEFT)
        page = f"{self._number + 1}/{slip.pages}" if slip.pages > 1 else ""
        self._pair(words.KEEP, page, 2.9)

    def _line(self, line: OrderLine) -> None:
        amount = in_yuan(line.amount)
        self._pair(words.order(line), amount, 3.5)
        self._text(words.usage(line), 2.9, _LINE_MM - 6 if words.usage(line) else 1.5, _LEFT)

    def _training(self) -> None:
        painter = self._painter
        painter.save()
        painter.translate(WIDTH_MM * _FINE / 2, HEIGHT_MM * _FINE * 0.47)
        painter.rotate(-35)
        painter.setFont(_font(34, bold=True))
        painter.setPen(QColor(0, 0, 0, 26))
        painter.drawText(QRectF(-1000, -250, 2000, 500), int(_CENTRE), words.TRAINING_MARK)
        painter.restore()

    def _pair(self, left: str, right: str, size: float = 3.5) -> None:
        top, height = self._y, size + 2.5
        width = QFontMetricsF(_font(size)).horizontalAdvance(right) / _FINE + 2
        self._write(QRectF(_MARGIN, top, _INSIDE - width, height), left, size, _LEFT)
        self._write(QRectF(_RIGHT - width, top, width, height), right, size, _AT_RIGHT)
        self._y += height

    def _text(
        self, text: str, size: float, height: float, side: Qt.AlignmentFlag, bold: bool = False
    ) -> None:
        self._write(QRectF(_MARGIN, self._y, _INSIDE, height), text, size, side, bold)
        self._y += height

    def _write(
        self, area: QRectF, text: str, size: float, side: Qt.AlignmentFlag, bold: bool = False
    ) -> None:
        font = _font(size, bold)
        area = QRectF(area.x() * _FINE, area.y() * _FINE, area.width() * _FINE, area.height() * _FINE)
        self._painter.setFont(font)
        self._painter.setPen(QColor(0, 0, 0))
        fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self._painter.drawText(area, int(side | Qt.TextFlag.TextSingleLine), fitting)

    def _rule(self) -> None:
        self._painter.setPen(QPen(QColor(0, 0, 0), 0.25 * _FINE))
        height = (self._y + 1.5) * _FINE
        self._painter.drawLine(QPointF(_MARGIN * _FINE, height), QPointF(_RIGHT * _FINE, height))
        self._y += 3


def _font(millimetres: float, bold: bool = False) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(round(millimetres * _FINE))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
