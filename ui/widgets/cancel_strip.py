"""作废: where the visit that is chosen is crossed out, with a reason; for whoever may correct."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.errors import Stop
from core.ports import VisitState
from core.roles import Right
from core.services.correct_visit import LONGEST_REASON, cancel_visit
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.reason_strip import ReasonStrip, ReasonWords
from ui.wording import corrections as words

_WORDS = ReasonWords("visits_cancel", words.CANCEL_OPEN, words.CANCEL_REASON, words.CANCEL_HINT, words.CANCEL)


class CancelStrip(ReasonStrip):
    """Cross a visit out: what is asked for cannot be taken back, so the reason is the second look.

    Signals: `cancelled`; `refused(Stop)`.
    """

    cancelled = Signal()
    refused = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(_WORDS, "danger")
        self._desk = desk
        self._store = store
        self._state: VisitState | None = None
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason_given.connect(self._cancel)

    def show_visit(self, state: VisitState | None) -> None:
        """Offer it for another visit; a reason typed for the former one is not used for this."""
        if state is None or self._state is None or state.event_id != self._state.event_id:
            self.close_again()
        self._state = state
        self.offer(can_change(state) and self._desk.clinic.staff.may(Right.CORRECT))

    @Slot(str)
    def _cancel(self, reason: str) -> None:
        if self._state is not None:
            self.set_busy(True)
            job = partial(cancel_visit, self._desk.clinic, self._state.event_id, reason)
            self._store.run(job, self._done, self._failed)

    @Slot(object)
    def _done(self, _nothing: Any) -> None:
        self.set_busy(False)
        self.close_again()
        self.cancelled.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self.set_busy(False)
        self.refused.emit(stop)
        self.reason.setFocus()


def can_change(state: VisitState | None) -> bool:
    """Tell whether a visit can be corrected or cancelled."""
    return state is not None and state.state != "cancelled"
