"""参保提示单 (A5): for a household, who is not enrolled and what paying now or later means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final

from core.clinic import ClinicPlace
from core.outreach.village import Household
from ui.printing.blocks import Block, paged, paragraph, titled
from ui.printing.page import A5, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.printing.spread import SpreadForm
from ui.wording import outreach as words
from ui.wording.days import day_long

_FOOT_MM: Final = 20.0
_INSIDE: Final = A5.width - 2 * MARGIN
_HEAD_MM: Final = 34.0
_ROOM: Final = A5.height - 2 * MARGIN - _FOOT_MM - _HEAD_MM
_NAME: Final = 4.4
_BODY: Final = 3.6


@dataclass(frozen=True)
class OutreachSheet(SpreadForm):
    """What is left with a household."""

    page: ClassVar[Page] = A5
    foot_mm: ClassVar[float] = _FOOT_MM

    place: ClinicPlace
    doctor: str
    home: Household
    on: date
    roster_as_of: date

    @property
    def title(self) -> str:
        """Name the form."""
        return words.SHEET_TITLE

    def _sheets(self) -> Sequence[Any]:
        return self._spread

    def _draw_sheet(self, sheet: Sheet, number: int) -> None:
        sheet.text(self.place.township_name, 3.4, 5, CENTRE)
        sheet.text(self.place.clinic_name, 5.0, 7.5, CENTRE, bold=True)
        sheet.text(words.SHEET_TITLE, 4.2, 7.5, CENTRE)
        sheet.rule()
        sheet.text(words.whose_household(self.home), 3.4, 5.5, LEFT)
        sheet.rule()
        for block in self._spread[number]:
            block.draw(sheet)

    def _draw_foot(self, sheet: Sheet, page: str) -> None:
        sheet.rule()
        sheet.paragraph(words.basis_said(self.roster_as_of), 2.9)
        sheet.pair(f"{self.doctor}  {day_long(self.on)}", page, 2.9)

    @cached_property
    def _spread(self) -> Sequence[Sequence[Block]]:
        return paged(self._blocks(), _ROOM)

    def _blocks(self) -> Iterator[Block]:
        for one in self.home.members:
            name = paragraph(words.person_short(one, self.on), _NAME, _INSIDE, bold=True)
            yield titled(name, paragraph(f"{words.why_said(one.told)}。", _BODY, _INSIDE))
            for line in words.for_the_household(one.told, self.on):
                yield paragraph(line, _BODY, _INSIDE)
