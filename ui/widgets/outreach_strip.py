"""The outreach list as a table for whoever may export."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from core.services.export_list import ListOrder, export_list
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.reason_strip import ReasonWords
from ui.widgets.sheet_strip import SheetJob, SheetStrip
from ui.wording import outreach as words
from ui.wording import visit_list as list_words

_FORM = "outreach"
_WORDS = ReasonWords(
    *("outreach_export", list_words.EXPORT, list_words.REASON, words.EXPORT_HINT, list_words.EXPORT)
)


class OutreachStrip(SheetStrip):
    """Write those that are shown into a sheet."""

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__(desk, store, _WORDS)
        self._rows: Sequence[Sequence[str]] = ()
        self._year = 0

    def show_rows(self, year: int, rows: Sequence[Sequence[str]]) -> None:
        """Offer the rows of a year's list."""
        self._year, self._rows = year, rows
        self.offer_list()

    def file_name(self) -> str:
        """Name the file by what is in it."""
        return f"{words.EXPORT_NAME}-{self._year}.xlsx"

    def job(self, file: Path) -> SheetJob:
        """Write the rows that are shown."""
        place = (file, words.EXPORT_NAME, words.EXPORT_TITLES, self._rows)
        order = ListOrder(_FORM, self.reason.text(), *place, facts={"year": self._year})
        return partial(export_list, self._desk.clinic, order, self._desk.write_sheet)
