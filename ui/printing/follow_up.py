"""随访服务记录表 (A4): the items of the form with up to four follow-ups side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final

from core.clinic import ClinicPlace
from core.followup.follow_up import FollowUp
from core.followup.form import TARGET, Field
from core.services.follow_up_sheet import SIDE_BY_SIDE, FollowUpsOnSheet
from ui.printing.grid import Column, Grid, paged
from ui.printing.page import A4, Page
from ui.printing.sheet import CENTRE, MARGIN, Sheet
from ui.printing.spread import FOOT_TEXT, SpreadForm
from ui.wording import follow_up_sheet as words

_TEXT: Final = 2.7
_SHARES: Final = (1.1, 1.9, *([1.7] * SIDE_BY_SIDE))
_HEAD_MM: Final = 28.0
_FOOT_MM: Final = 8.0


@dataclass(frozen=True)
class FollowUpSheet(SpreadForm):
    """Somebody's follow-ups on paper."""

    page: ClassVar[Page] = A4
    foot_mm: ClassVar[float] = _FOOT_MM

    place: ClinicPlace
    told: FollowUpsOnSheet
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return self.told.form.title

    def _sheets(self) -> Sequence[Any]:
        return self._spread

    def _draw_sheet(self, sheet: Sheet, number: int) -> None:
        sheet.text(self.title, 5.0, 8, CENTRE, bold=True)
        sheet.text(self.told.form.edition, 2.7, 5, CENTRE)
        sheet.pair(*words.whose(self.told.follow_ups[-1].patient, self.place.clinic_name), 3.4)
        sheet.y += 1
        for row in self._spread[number]:
            self._grid.row(sheet, self._rows[row])

    def _draw_foot(self, sheet: Sheet, page: str) -> None:
        sheet.pair(self.made, page, FOOT_TEXT)

    @cached_property
    def _rows(self) -> Sequence[Sequence[str]]:
        return list(self._lines())

    def _lines(self) -> Iterator[Sequence[str]]:
        for section in self.told.form.sections:
            title = section.title
            for field in section.fields:
                if field.on_paper:
                    yield (title, words.item(field), *self._across(field))
                    title = ""
        yield ("", words.DOCTOR, *self._filled([one.doctor_name for one in self.told.follow_ups]))

    def _across(self, field: Field) -> Sequence[str]:
        return self._filled([_said(field, one) for one in self.told.follow_ups])

    def _filled(self, cells: Sequence[str]) -> Sequence[str]:
        return [*cells, *[""] * (SIDE_BY_SIDE - len(cells))]

    @cached_property
    def _grid(self) -> Grid:
        return Grid([Column("", share) for share in _SHARES], _TEXT, A4.width - 2 * MARGIN)

    @cached_property
    def _spread(self) -> Sequence[range]:
        room = A4.height - 2 * MARGIN - _HEAD_MM - _FOOT_MM
        return paged([self._grid.height(row) for row in self._rows], room)


def _said(field: Field, one: FollowUp) -> str:
    value, target = one.values.get(field.key), one.values.get(field.key + TARGET)
    return words.value(field, value, target)
