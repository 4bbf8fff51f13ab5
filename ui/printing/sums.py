"""日结单 (A5) and 月结算单 (A4): what a day or a month came to, to be signed and filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final

from PySide6.QtCore import QRectF

from core.clinic import ClinicPlace
from core.services.state_month import DaySheet, MonthSheet
from core.statement import ClinicStatement
from ui.printing.grid import Column, Grid, paged
from ui.printing.page import A4, A5, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.printing.spread import SpreadForm
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
_NARROW: Final = 2
"""Columns of a section that leaves room for another beside it."""


class SumsForm(SpreadForm):
    """What both share: the head, a foot to be signed."""

    foot_mm: ClassVar[float] = _FOOT_MM
    doctor: str
    made: str

    def _draw_foot(self, sheet: Sheet, page: str) -> None:
        half = sheet.inside / 2
        for place, said in enumerate((words.SIGN_CLINIC, words.SIGN_CHECKED)):
            sheet.write(QRectF(MARGIN + place * half, sheet.y + 2, half, 6), said, _TEXT, LEFT)
        sheet.y += 8.5
        sheet.pair(words.made_said(self.doctor, self.made), page, _SMALL)


@dataclass(frozen=True, slots=True)
class DayClose(SumsForm):
    """日结单: a day's sums."""

    page: ClassVar[Page] = A5
    place: ClinicPlace
    sheet: DaySheet
    doctor: str
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.DAY_TITLE

    def _sheets(self) -> Sequence[Any]:
        return (self.sheet,)

    def _draw_sheet(self, sheet: Sheet, _number: int) -> None:
        _head(sheet, self.place, words.day_named(self.sheet.day))
        notes = (words.BORNE_NOTE, words.standing_said(self.sheet)[0])
        _sums(sheet, words.of_day(self.sheet), self.sheet.sums, notes)


@dataclass(frozen=True)
class MonthStatement(SumsForm):
    """月结算单: a month's sums, and the visits somebody will ask about."""

    page: ClassVar[Page] = A4
    place: ClinicPlace
    sheet: MonthSheet
    doctor: str
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.MONTH_TITLE

    def _sheets(self) -> Sequence[Any]:
        return (None, *(self._spread if self._rows else ()))

    def _draw_sheet(self, sheet: Sheet, number: int) -> None:
        _head(sheet, self.place, words.month_named(self.sheet.sums.month))
        if not number:
            notes = (words.BORNE_NOTE, *(() if self._rows else (words.NONE_TO_TALK_ABOUT,)))
            _sums(sheet, words.of_month(self.sheet.sums), self.sheet.sums, notes)
            return
        self._grid.head(sheet)
        for row in self._spread[number - 1]:
            self._grid.row(sheet, self._rows[row])

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


def _sums(
    sheet: Sheet, sections: Sequence[words.Section], sums: ClinicStatement, notes: Sequence[str]
) -> None:
    """Draw the sections, two narrow ones beside each other, and what all of it came to."""
    waiting = list(sections)
    while waiting:
        section = waiting.pop(0)
        beside = waiting.pop(0) if waiting and _is_narrow(section) and _is_narrow(waiting[0]) else None
        top, bottom = sheet.y, _section(sheet, section)
        if beside is not None:
            sheet.y = top
            bottom = max(bottom, _section(sheet, beside, MARGIN + sheet.inside / 2 + _GAP / 2))
        sheet.y = bottom + _GAP
    for line in (words.total_said(sums), words.cash_said(sums)):
        sheet.paragraph(line, _TEXT, bold=True)
    sheet.y += 1
    for line in notes:
        sheet.paragraph(line, _SMALL)


def _is_narrow(section: words.Section) -> bool:
    return len(section.titles) <= _NARROW


def _section(sheet: Sheet, section: words.Section, left: float = MARGIN) -> float:
    """Draw a section and tell where it ends."""
    columns = [Column(section.titles[0], _FIRST), *(Column(title, 1.4, True) for title in section.titles[1:])]
    grid = Grid(columns, _TEXT, (sheet.inside - _GAP) / 2 if _is_narrow(section) else sheet.inside, left)
    grid.head(sheet)
    for row in section.rows:
        grid.row(sheet, row)
    return sheet.y
