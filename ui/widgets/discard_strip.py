"""不要了: where the form that is open is thrown away, with a word of why if the doctor has one."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot

from core.errors import Stop
from core.ids import PersonId
from core.services.correct_visit import LONGEST_REASON
from core.services.unfinished_visits import discard_draft
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.reason_strip import ReasonStrip, ReasonWords
from ui.wording import visits as words

_WORDS = ReasonWords(
    *("visit_discard", words.DISCARD_OPEN, words.DISCARD_REASON, words.DISCARD_HINT, words.DISCARD)
)


class DiscardStrip(ReasonStrip):
    """Throw a draft away: opened by one key, done by Enter; anything else leaves the form as it is.

    Signals: `begun` before the form may no longer be kept; `discarded`; `refused(Stop)`.
    """

    begun = Signal()
    discarded = Signal()
    refused = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__(_WORDS, "danger")
        self._desk = desk
        self._store = store
        self._draft_key = ""
        self._about = PersonId("")
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason_given.connect(self._discard)

    def begin(self, draft_key: str, about: PersonId) -> None:
        """Be ready for another form, with nothing in it yet."""
        self._draft_key, self._about = draft_key, about
        self.close_again()
        self.offer(False)

    @Slot()
    def turn(self) -> None:
        """Open it, as its button does."""
        if self.opener.isVisible():
            self.opener.click()

    @Slot(str)
    def _discard(self, reason: str) -> None:
        self.set_busy(True)
        self.begun.emit()
        job = partial(discard_draft, self._desk.clinic, self._draft_key, self._about, reason)
        self._store.run(job, self._done, self._failed)

    @Slot(object)
    def _done(self, _nothing: Any) -> None:
        self.set_busy(False)
        self.close_again()
        self.discarded.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self.set_busy(False)
        self.refused.emit(stop)
        self.reason.setFocus()
