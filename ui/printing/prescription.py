"""处方 (A5): head, drugs and foot as 处方管理办法 has them; herbs on a sheet of their own.

Law: 处方管理办法, annex 1: the ordinary sheet is white, one for children pale green, for emergencies pale
yellow, with the label at the top right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from core.catalogue.items import ItemKind
from core.clinic import ClinicPlace
from core.visits.visit import OrderLine, Visit, is_herb
from ui.printing.page import A5, Page
from ui.printing.sheet import AT_RIGHT, CENTRE, LEFT, MARGIN, Sheet
from ui.wording import prescription as words
from ui.wording.prescription import SheetKind
from ui.wording.sums import page_said

_PAPER: Final[Mapping[SheetKind, QColor]] = {
    SheetKind.CHILD: QColor("#E3F3E1"),
    SheetKind.EMERGENCY: QColor("#FDF6D3"),
}
_FOOT_MM: Final = 27.0
_HERBS_A_SHEET: Final = 24
_HERBS_A_LINE: Final = 3
_TEXT: Final = 3.4
_SMALL: Final = 2.9


@dataclass(frozen=True)
class Prescription:
    """The drugs of a visit, so many on a sheet."""

    place: ClinicPlace
    visit: Visit
    number: str
    kind: SheetKind
    address: str
    drugs_a_sheet: int
    valid: str = ""

    @property
    def title(self) -> str:
        """Name the form."""
        return words.TITLE

    @property
    def page(self) -> Page:
        """Give its paper."""
        return A5

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return len(self._sheets)

    @cached_property
    def _sheets(self) -> Sequence[Sequence[OrderLine]]:
        drugs = [line for line in self.visit.lines if line.kind is ItemKind.DRUG]
        herbs = [line for line in drugs if is_herb(line)]
        others = [line for line in drugs if not is_herb(line)]
        parts = (*_sheets_of(others, self.drugs_a_sheet), *_some(herbs, _HERBS_A_SHEET))
        return parts or ((),)

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet."""
        lines = self._sheets[number]
        if self.kind in _PAPER:
            sheet.fill(_PAPER[self.kind])
        if self.place.training:
            sheet.training_mark()
        self._head(sheet)
        if lines and is_herb(lines[0]):
            _herbs(sheet, lines, words.doses(self.visit, lines))
        else:
            _drugs(sheet, lines)
        sheet.text(words.BLANK_BELOW, _SMALL, 6, CENTRE)
        self._foot(sheet, lines, page_said(number + 1, self.pages))

    def _head(self, sheet: Sheet) -> None:
        if label := words.LABELS[self.kind]:
            frame = QRectF(sheet.right - 17, MARGIN, 17, 8)
            sheet.box(frame, 0.4)
            sheet.write(frame, label, 4.4, CENTRE, bold=True)
        sheet.text(self.place.township_name, 3.2, 5, CENTRE)
        sheet.text(self.place.clinic_name, 4.8, 7, CENTRE, bold=True)
        sheet.text(words.TITLE, 4.4, 7, CENTRE)
        sheet.rule()
        for left, right in words.heads(self.visit, self.number, self.address):
            sheet.pair(left, right, _TEXT)
        sheet.paragraph(words.diagnosis(self.visit), _TEXT)
        sheet.rule()
        sheet.text(words.RP, 5.4, 8, LEFT, bold=True)

    def _foot(self, sheet: Sheet, lines: Sequence[OrderLine], page: str) -> None:
        sheet.y = sheet.page.height - MARGIN - _FOOT_MM
        sheet.rule()
        sheet.pair(*words.doctor(self.visit, sum(line.amount for line in lines)), _TEXT)
        sheet.y += 1.5
        width = sheet.inside / len(words.CHECKED)
        for place, said in enumerate(words.CHECKED):
            sheet.write(QRectF(MARGIN + place * width, sheet.y, width, 6), said, _TEXT, LEFT)
        sheet.y += 8
        sheet.pair(self.valid, page, _SMALL)


def _drugs(sheet: Sheet, lines: Sequence[OrderLine]) -> None:
    begun: dict[int, float] = {}
    for number, line in enumerate(lines, start=1):
        top = sheet.y
        sheet.write(QRectF(MARGIN + 4, top, sheet.inside - 30, 6.5), words.drug(number, line), 3.8, LEFT)
        sheet.write(QRectF(sheet.right - 26, top, 26, 6.5), words.amount(line), 3.8, AT_RIGHT)
        sheet.y = top + 6.5
        sheet.write(QRectF(MARGIN + 9, sheet.y, sheet.inside - 9, 5.5), words.usage(line), _TEXT, LEFT)
        if line.group and begun.setdefault(line.group, top) < top:
            _bracket(sheet, begun[line.group] + 1, sheet.y + 5)
        sheet.y += 8


def _bracket(sheet: Sheet, top: float, bottom: float) -> None:
    """Draw what holds the drugs of a group together."""
    left, right = MARGIN + 0.5, MARGIN + 2.5
    for begin, end in (
        (QPointF(right, top), QPointF(left, top)),
        (QPointF(left, top), QPointF(left, bottom)),
        (QPointF(left, bottom), QPointF(right, bottom)),
    ):
        sheet.line(begin, end, 0.4)


def _herbs(sheet: Sheet, lines: Sequence[OrderLine], doses: str) -> None:
    sheet.text(words.HERBS, _TEXT, 6, LEFT)
    width = sheet.inside / _HERBS_A_LINE
    for row in _some(lines, _HERBS_A_LINE):
        for place, line in enumerate(row):
            sheet.write(QRectF(MARGIN + place * width, sheet.y, width, 7), words.herb(line), 3.8, LEFT)
        sheet.y += 7.5
    sheet.paragraph(doses, _TEXT)
    sheet.y += 1


def _sheets_of(lines: Sequence[OrderLine], most: int) -> Sequence[Sequence[OrderLine]]:
    """Fill sheets with drugs; those of a group stand together, on one sheet where it has room for them."""
    together: dict[int, list[OrderLine]] = {}
    for place, line in enumerate(lines):
        together.setdefault(line.group or -place - 1, []).append(line)
    sheets: list[list[OrderLine]] = []
    for group in together.values():
        if sheets and len(sheets[-1]) + len(group) <= most:
            sheets[-1] += group
        else:
            sheets += map(list, _some(group, most))
    return sheets


def _some(lines: Sequence[OrderLine], most: int) -> Sequence[Sequence[OrderLine]]:
    return [lines[begin : begin + most] for begin in range(0, len(lines), most)]
