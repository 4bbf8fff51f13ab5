"""The visits that are shown, as a table for whoever may export."""

from datetime import date
from functools import partial
from pathlib import Path

from core.services.export_visits import ExportOrder, export_visits
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.reason_strip import ReasonWords
from ui.widgets.sheet_strip import SheetJob, SheetStrip
from ui.wording import visit_list as words

_WORDS = ReasonWords("visits_export", words.EXPORT, words.REASON, words.REASON_HINT, words.EXPORT)


class ExportStrip(SheetStrip):
    """Write the visits that are shown into a sheet."""

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__(desk, store, _WORDS)
        self._days = (date.min, date.min)

    def show_days(self, first: date, last: date) -> None:
        """Offer these days, to whoever may have them."""
        self._days = (first, last)
        self.offer_list()

    def file_name(self) -> str:
        """Name the file by the days."""
        first, last = (day.isoformat() for day in self._days)
        return words.file_name(first, last)

    def job(self, file: Path) -> SheetJob:
        """Write all visits of the days."""
        reason = self.reason.text()
        order = ExportOrder(*self._days, reason, file, words.SHEET, words.TITLES, words.cells)
        return partial(export_visits, self._desk.clinic, order, self._desk.write_sheet)
