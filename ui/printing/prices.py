"""价格公示 (A4, or larger by the same drawing): services first, then drugs, a head on every sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final

from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic import ClinicPlace
from core.services.price_board import PriceBoard
from ui.printing.grid import Column, Grid
from ui.printing.page import A4, Page
from ui.printing.sheet import CENTRE, MARGIN, Sheet
from ui.printing.spread import FOOT_TEXT, SpreadForm
from ui.wording import prices as words

_SHARES: Final = (1.0, 5.0, 3.6, 1.0, 1.7, 2.0)
_PRICE: Final = 4
_TEXT: Final = 3.2
_ROWS: Final = 36
"""Rows on a sheet if none of them wraps; a long name is cut, since a board is read from a distance."""
_FOOT_MM: Final = 11.0


@dataclass(frozen=True)
class PriceSheet(SpreadForm):
    """The board on paper."""

    page: ClassVar[Page] = A4
    foot_mm: ClassVar[float] = _FOOT_MM

    place: ClinicPlace
    board: PriceBoard
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.TITLE

    def _sheets(self) -> Sequence[Any]:
        return self._spread

    def _draw_sheet(self, sheet: Sheet, number: int) -> None:
        kind, rows = self._spread[number]
        sheet.text(self.place.clinic_name, 5.0, 7.5, CENTRE, bold=True)
        sheet.text(words.TITLE, 4.6, 7.5, CENTRE)
        sheet.text(words.KINDS[kind], 3.8, 6.5, CENTRE)
        self._grid.head(sheet)
        for place, item in rows:
            self._grid.line(sheet, words.cells(place, item))

    def _draw_foot(self, sheet: Sheet, page: str) -> None:
        sheet.pair(words.basis_said(self.board.version), page, FOOT_TEXT)
        sheet.pair(self.made, "", FOOT_TEXT)

    @cached_property
    def _grid(self) -> Grid:
        columns = [
            Column(title, share, place == _PRICE)
            for place, (title, share) in enumerate(zip(words.COLUMNS, _SHARES, strict=True))
        ]
        return Grid(columns, _TEXT, A4.width - 2 * MARGIN)

    @cached_property
    def _spread(self) -> Sequence[tuple[ItemKind, Sequence[tuple[int, CatalogueItem]]]]:
        return list(self._filled())

    def _filled(self) -> Iterator[tuple[ItemKind, Sequence[tuple[int, CatalogueItem]]]]:
        for kind, items in ((ItemKind.SERVICE, self.board.services), (ItemKind.DRUG, self.board.drugs)):
            numbered = list(enumerate(items, start=1))
            for begin in range(0, len(numbered), _ROWS):
                yield kind, numbered[begin : begin + _ROWS]
