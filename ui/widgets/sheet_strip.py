"""Where a list is asked for as a table: a button, and once pressed what it is for; for whoever may export."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog

from core.errors import Refusal, Stop
from core.roles import Right
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.reason_strip import ReasonStrip, ReasonWords
from ui.wording import visit_list as words

SheetJob = Callable[[], Mapping[str, Any]]


class SheetStrip(ReasonStrip):
    """Write a list into a sheet; which list, and what its file is called, a further class says.

    Signals: `written(sentence)`; `refused(Stop)`.
    """

    written = Signal(str)
    refused = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, said: ReasonWords) -> None:
        super().__init__(said)
        self._desk = desk
        self._store = store
        self.reason_given.connect(self._choose)

    def offer_list(self) -> None:
        """Offer it to whoever may have it."""
        self.offer(self._desk.clinic.staff.may(Right.EXPORT))

    def file_name(self) -> str:
        """Offer a name that names nobody; each list has its own."""
        raise NotImplementedError  # not abstract by ABC: Qt has a metaclass of its own

    def job(self, file: Path) -> SheetJob:
        """Give what the store lane does, each list its own; may refuse."""
        raise NotImplementedError  # as above

    def said(self, facts: Mapping[str, Any]) -> str:
        """Say what was written."""
        return words.exported(facts)

    @Slot(str)
    def _choose(self, reason: str) -> None:
        if not reason:
            self.refused.emit(Refusal("export_reason_missing"))
            self.reason.setFocus()
            return
        chosen, _ = QFileDialog.getSaveFileName(self, words.WHERE, self.file_name(), words.FILES)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, file: Path) -> None:
        """Write it there."""
        try:
            job = self.job(file)
        except Refusal as refusal:
            self.refused.emit(refusal)
            return
        self.set_busy(True)
        self._store.run(job, self._done, self._failed)

    @Slot(object)
    def _done(self, facts: Any) -> None:
        self.set_busy(False)
        self.reason.clear()
        self.written.emit(self.said(facts))

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self.set_busy(False)
        self.refused.emit(stop)
