"""日结单 (A5) and 月结算单 (A4): what a day or a month came to, to be signed and filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from PySide6.QtCore import QRectF

from core.clinic import ClinicPlace
from core.services.state_month import DaySheet, MonthSheet
from ui.printing.grid import Column, Grid, paged
from ui.printing.page import A4, A5, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.wording import sums as words

_HEAD_MM: Final = 30.0
_FOOT_MM: Final = 16.0
_GAP: Final = 3.0
_TEXT: Final = 3.3
_SMALL: Final = 2.9
_FIRST: Final = 2.4
"""Share of the column of words beside one of figures."""
_LINES: Final = (1.2, 1.7, 1.5, 1.5, 1.5, 1.5, 1.6, 4.0)
_LINE_FIGURES: Final = range(3, 7)


@dataclass(frozen=True, slots=True)
class DayClose:
    """日结单: a day's sums."""

    place: ClinicPlace
    sheet: DaySheet
    doctor: str
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.DAY_TITLE

    @property
    def page(self) -> Page:
        """Give its paper."""
        return A5

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return 1

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw the sheet."""
        if self.place.training:
            sheet.training_mark()
        _head(sheet, self.place, words.day_named(self.sheet.day))
        for section in words.of_day(self.sheet):
            _section(sheet, section)
        for line in (words.total_said(self.sheet.sums), words.cash_said(self.sheet.sums)):
            sheet.paragraph(line, _TEXT, bold=True)
        sheet.y += 1
        for line in (words.BORNE_NOTE, words.standing_said(self.sheet)[0]):
            sheet.paragraph(line, _SMALL)
        _foot(sheet, words.made_said(self.doctor, self.made), "")


@dataclass(frozen=True)
class MonthStatement:
    """月结算单: a month's sums, and the visits somebody will ask about."""

    place: ClinicPlace
    sheet: MonthSheet
    doctor: str
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.MONTH_TITLE

    @property
    def page(self) -> Page:
        """Give its paper."""
        return A4

    @property
    def pages(self) -> int:
        """Count the sheets: the sums, and as many as the visits take."""
        return 1 + len(self._spread) if self._rows else 1

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet."""
        if self.place.training:
            sheet.training_mark()
        _head(sheet, self.place, words.month_named(self.sheet.sums.month))
        if number:
            self._grid.head(sheet)
            for row in self._spread[number - 1]:
                self._grid.row(sheet, self._rows[row])
        else:
            self._draw_sums(sheet)
        page = f"{number + 1}/{self.pages}" if self.pages > 1 else ""
        _foot(sheet, words.made_said(self.doctor, self.made), page)

    def _draw_sums(self, sheet: Sheet) -> None:
        for section in words.of_month(self.sheet.sums):
            _section(sheet, section)
        for line in (words.total_said(self.sheet.sums), words.cash_said(self.sheet.sums)):
            sheet.paragraph(line, _TEXT, bold=True)
        sheet.y += 1
        sheet.paragraph(words.BORNE_NOTE, _SMALL)
        if not self._rows:
            sheet.paragraph(words.NONE_TO_TALK_ABOUT, _SMALL)

    @cached_property
    def _rows(self) -> Sequence[Sequence[str]]:
        told = words.told_apart(self.sheet.sums)
        return [words.line_cells(one, self.sheet.names.get(one.event_id, "")) for one in told]

    @cached_property
    def _grid(self) -> Grid:
        columns = [
            Column(title, share, place in _LINE_FIGURES)
            for place, (title, share) in enumerate(zip(words.LINE_TITLES, _LINES, strict=True))
        ]
        return Grid(columns, _SMALL, A4.width - 2 * MARGIN)

    @cached_property
    def _spread(self) -> Sequence[range]:
        room = A4.height - 2 * MARGIN - _HEAD_MM - _FOOT_MM - self._grid.head_height
        return paged([self._grid.height(row) for row in self._rows], room)


def _head(sheet: Sheet, place: ClinicPlace, title: str) -> None:
    sheet.text(place.township_name, 3.4, 5, CENTRE)
    sheet.text(place.clinic_name, 5.0, 7.5, CENTRE, bold=True)
    sheet.text(title, 4.2, 7.5, CENTRE)
    sheet.y += 1.5


def _section(sheet: Sheet, section: words.Section) -> None:
    rest = len(section.titles) - 1
    columns = [Column(section.titles[0], _FIRST), *(Column(title, 1.4, True) for title in section.titles[1:])]
    width = sheet.inside if rest > 1 else sheet.inside * (_FIRST + 1.4) / (_FIRST + 2.8)
    grid = Grid(columns, _TEXT, width)
    grid.head(sheet)
    for row in section.rows:
        grid.row(sheet, row)
    sheet.y += _GAP


def _foot(sheet: Sheet, made: str, page: str) -> None:
    top, half = sheet.page.height - MARGIN - _FOOT_MM + 4, sheet.inside / 2
    for place, said in enumerate((words.SIGN_CLINIC, words.SIGN_CHECKED)):
        sheet.write(QRectF(MARGIN + place * half, top, half, 6), said, _TEXT, LEFT)
    sheet.y = top + 6.5
    sheet.pair(made, page, _SMALL)
