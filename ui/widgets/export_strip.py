"""Where a list is asked for: a button, and once pressed what the list is for; for whoever may export."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import Refusal, Stop
from core.roles import Right
from core.services.export_visits import ExportOrder, export_visits
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.reason_strip import ReasonStrip, ReasonWords
from ui.wording import visit_list as words

_WORDS = ReasonWords("visits_export", words.EXPORT, words.REASON, words.REASON_HINT, words.EXPORT)


class ExportStrip(ReasonStrip):
    """Write the visits that are shown into a sheet.

    Signals: `written(sentence)`; `refused(Stop)`.
    """

    written = Signal(str)
    refused = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(_WORDS, parent=parent)
        self._desk = desk
        self._store = store
        self._days = (date.min, date.min)
        self.reason_given.connect(self._choose)

    def show_days(self, first: date, last: date) -> None:
        """Offer these days, to whoever may have them."""
        self._days = (first, last)
        self.offer(self._desk.clinic.staff.may(Right.EXPORT))

    @Slot(str)
    def _choose(self, reason: str) -> None:
        first, last = (day.isoformat() for day in self._days)
        if not reason:
            self.refused.emit(Refusal("export_reason_missing"))
            self.reason.setFocus()
            return
        chosen, _ = QFileDialog.getSaveFileName(self, words.WHERE, words.file_name(first, last), words.FILES)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, file: Path) -> None:
        """Write them there."""
        first, last = self._days
        try:
            order = ExportOrder(first, last, self.reason.text(), file, words.SHEET, words.TITLES, words.cells)
        except Refusal as refusal:
            self.refused.emit(refusal)
            return
        self.set_busy(True)
        job = partial(export_visits, self._desk.clinic, order, self._desk.write_sheet)
        self._store.run(job, self._done, self._failed)

    @Slot(object)
    def _done(self, facts: Any) -> None:
        self.set_busy(False)
        self.reason.clear()
        self.written.emit(words.exported(facts))

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self.set_busy(False)
        self.refused.emit(stop)
