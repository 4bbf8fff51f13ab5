"""价格公示 (A4, or larger by the same drawing): services first, then drugs, a head on every sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic import ClinicPlace
from core.services.price_board import PriceBoard
from ui.printing.grid import Column, Grid
from ui.printing.page import A4, Page
from ui.printing.sheet import CENTRE, MARGIN, Sheet
from ui.wording import prices as words
from ui.wording.sums import page_said

_SHARES: Final = (1.0, 5.0, 3.6, 1.0, 1.7, 2.0)
_PRICE: Final = 4
_TEXT: Final = 3.2
_ROWS: Final = 36
"""Rows on a sheet if none of them wraps; a long name is cut, since a board is read from a distance."""
_FOOT_MM: Final = 9.0


@dataclass(frozen=True)
class PriceSheet:
    """The board on paper."""

    place: ClinicPlace
    board: PriceBoard
    made: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.TITLE

    @property
    def page(self) -> Page:
        """Give its paper."""
        return A4

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return len(self._spread)

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet."""
        if self.place.training:
            sheet.training_mark()
        kind, rows = self._spread[number]
        sheet.text(self.place.clinic_name, 5.0, 7.5, CENTRE, bold=True)
        sheet.text(words.TITLE, 4.6, 7.5, CENTRE)
        sheet.text(words.KINDS[kind], 3.8, 6.5, CENTRE)
        self._grid.head(sheet)
        for place, item in rows:
            self._grid.line(sheet, words.cells(place, item))
        sheet.y = sheet.page.height - MARGIN - _FOOT_MM
        sheet.pair(words.basis_said(self.board.version), page_said(number + 1, self.pages), 2.8)
        sheet.pair(self.made, "", 2.8)

    @cached_property
    def _grid(self) -> Grid:
        columns = [
            Column(title, share, place == _PRICE)
            for place, (title, share) in enumerate(zip(words.COLUMNS, _SHARES, strict=True))
        ]
        return Grid(columns, _TEXT, A4.width - 2 * MARGIN)

    @cached_property
    def _spread(self) -> Sequence[tuple[ItemKind, Sequence[tuple[int, CatalogueItem]]]]:
        return list(self._sheets())

    def _sheets(self) -> Iterator[tuple[ItemKind, Sequence[tuple[int, CatalogueItem]]]]:
        for kind, items in ((ItemKind.SERVICE, self.board.services), (ItemKind.DRUG, self.board.drugs)):
            numbered = list(enumerate(items, start=1))
            for begin in range(0, len(numbered), _ROWS):
                yield kind, numbered[begin : begin + _ROWS]
