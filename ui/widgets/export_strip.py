"""Where a list is asked for: a button, and once pressed what the list is for; for whoever may export."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from core.errors import Refusal, Stop
from core.roles import Right
from core.services.export_visits import ExportOrder, export_visits
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.labels import button, caption, unit
from ui.wording import visit_list as words


class ExportStrip(QWidget):
    """Write the visits that are shown into a sheet; away until `opener` is pressed, the list needs the room.

    Signals: `written(sentence)`; `refused(Stop)`.
    """

    written = Signal(str)
    refused = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visits_export")
        self._desk = desk
        self._store = store
        self._days = (date.min, date.min)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(words.REASON_HINT)
        self._export = button(words.EXPORT, "visits_export_now")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(unit(self) * 0.5))
        row.addWidget(caption(words.REASON, self._reason, "visits_export_reason"))
        row.addWidget(self._reason, 1)
        row.addWidget(self._export)
        self.opener = button(words.EXPORT, "visits_export_open")
        self.opener.clicked.connect(self._open)
        self.hide()
        self._export.clicked.connect(self._choose)
        self._reason.returnPressed.connect(self._choose)

    def show_days(self, first: date, last: date) -> None:
        """Offer these days, to whoever may have them."""
        self._days = (first, last)
        allowed = self._desk.clinic.staff.may(Right.EXPORT)
        self.opener.setVisible(allowed and self.isHidden())
        self.setVisible(allowed and not self.isHidden())

    @Slot()
    def _open(self) -> None:
        self.opener.hide()
        self.show()
        self._reason.setFocus()

    @Slot()
    def _choose(self) -> None:
        first, last = (day.isoformat() for day in self._days)
        if not self._reason.text().strip():
            self.refused.emit(Refusal("export_reason_missing"))
            self._reason.setFocus()
            return
        chosen, _ = QFileDialog.getSaveFileName(self, words.WHERE, words.file_name(first, last), words.FILES)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, file: Path) -> None:
        """Write them there."""
        first, last = self._days
        try:
            order = ExportOrder(
                first, last, self._reason.text(), file, words.SHEET, words.TITLES, words.cells
            )
        except Refusal as refusal:
            self.refused.emit(refusal)
            return
        self._export.setEnabled(False)
        job = partial(export_visits, self._desk.clinic, order, self._desk.write_sheet)
        self._store.run(job, self._done, self._failed)

    @Slot(object)
    def _done(self, facts: Any) -> None:
        self._export.setEnabled(True)
        self._reason.clear()
        self.written.emit(words.exported(facts))

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._export.setEnabled(True)
        self.refused.emit(stop)
