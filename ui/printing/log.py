"""门诊日志 (A4 across): one row a visit, the head on every sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final

from core.clinic import ClinicPlace
from core.services.outpatient_log import LogLine
from ui.printing.grid import Column, Grid, paged
from ui.printing.page import A4_ACROSS, Page
from ui.printing.sheet import CENTRE, MARGIN, Sheet
from ui.printing.spread import FOOT_TEXT, SpreadForm
from ui.wording import outpatient_log as words

_SHARES: Final = (1.6, 2.6, 2.8, 1.5, 2.3, 2.8, 8.0, 5.0, 5.2, 1.8, 2.2, 2.5, 5.5, 2, 3, 5, 7.5, 3, 3.5, 2.8)
_TEXT: Final = 2.3
_HEAD_MM: Final = 17.0
_FOOT_MM: Final = 7.0


@dataclass(frozen=True)
class OutpatientLog(SpreadForm):
    """The log of some days; numbers whole for whoever may see them."""

    page: ClassVar[Page] = A4_ACROSS
    foot_mm: ClassVar[float] = _FOOT_MM

    place: ClinicPlace
    days: tuple[date, date]
    lines: Sequence[LogLine]
    whole_numbers: bool
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.TITLE

    def _sheets(self) -> Sequence[Any]:
        return self._spread

    def _draw_sheet(self, sheet: Sheet, number: int) -> None:
        sheet.text(f"{self.place.township_name}  {self.place.clinic_name}", 3.6, 6, CENTRE, bold=True)
        sheet.text(words.days_said(*self.days), 3.4, 6, CENTRE)
        sheet.y += 1.5
        self._grid.head(sheet)
        for row in self._spread[number]:
            self._grid.row(sheet, self._rows[row])

    def _draw_foot(self, sheet: Sheet, page: str) -> None:
        sheet.pair(self.made, page, FOOT_TEXT)

    @cached_property
    def _rows(self) -> Sequence[Sequence[str]]:
        return [
            words.cells(number, one, self.whole_numbers) for number, one in enumerate(self.lines, start=1)
        ]

    @cached_property
    def _grid(self) -> Grid:
        columns = [Column(*pair) for pair in zip(words.COLUMNS, _SHARES, strict=True)]
        return Grid(columns, _TEXT, A4_ACROSS.width - 2 * MARGIN)

    @cached_property
    def _spread(self) -> Sequence[range]:
        room = A4_ACROSS.height - 2 * MARGIN - _HEAD_MM - _FOOT_MM - self._grid.head_height
        return paged([self._grid.height(row) for row in self._rows], room)
