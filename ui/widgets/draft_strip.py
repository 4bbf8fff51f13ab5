"""Whose visits were begun and not saved: a row of names to go on with."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.services.unfinished_visits import UnfinishedVisit
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import button, one_line, unit
from ui.wording import visits as words

NAMES = 4


class DraftStrip(QWidget):
    """Offer the visits that were begun; hidden while there is none.

    Signals: `draft_chosen(UnfinishedVisit)`.
    """

    draft_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visits_drafts")
        self._drafts: Sequence[UnfinishedVisit] = ()
        self._title = one_line("", "strong", "visits_drafts_title")
        self._buttons = [button("", f"visits_draft_{place}", "day") for place in range(NAMES)]
        row = FlowLayout(round(unit(self) * 0.5))
        row.addWidget(self._title)
        for place, made in enumerate(self._buttons):
            made.setProperty("place", place)
            made.clicked.connect(self._chosen)
            row.addWidget(made)
        self.setLayout(row)
        self.hide()

    def show_drafts(self, drafts: Sequence[UnfinishedVisit], now: datetime) -> None:
        """Offer these; one more than there are names says that there are more."""
        self._drafts = drafts
        self._title.setText(words.drafts_title(min(len(drafts), NAMES), len(drafts) > NAMES))
        for place, made in enumerate(self._buttons):
            made.setVisible(place < len(drafts))
            if place < len(drafts):
                made.setText(words.draft_said(drafts[place], now))
                made.setAccessibleName(words.draft_read_aloud(drafts[place], now))
        self.setVisible(bool(drafts))
        self.updateGeometry()

    @Slot()
    def _chosen(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.draft_chosen.emit(self._drafts[int(sender.property("place"))])
