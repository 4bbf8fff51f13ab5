"""Looking out for the settlement of the visit saved last, while the patient is still there.

Nobody has to wait for it: the visit is saved, the desk goes on, and what comes is said where it still helps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import Stop
from core.ids import EventId
from core.ports import VisitState
from core.services.record_visit import SavedVisit
from ui.desk import OpenDesk, SyncProgress
from ui.sync_rounds import SyncRounds
from ui.tasks import Lanes

_STILL_COMING = ("saved", "delivered")


class Prospect(StrEnum):
    """What can be said of a settlement."""

    WAITING = "waiting"
    OUT_OF_REACH = "out_of_reach"
    LATER = "later"
    NOT_YET = "not_yet"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the settlement of a visit stands: `seconds` while it is waited for, `state` once it is known."""

    event_id: EventId
    prospect: Prospect
    seconds: int = 0
    state: VisitState | None = None


class AwaitedSettlement(QObject):
    """Send a visit at once and ask for its result, where the township settles while the patient is there.

    Signals: `outlook_changed(Outlook)`.
    """

    outlook_changed = Signal(object)

    def __init__(
        self, desk: OpenDesk, lanes: Lanes, rounds: SyncRounds, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lanes = lanes
        self._rounds = rounds
        self._visit: EventId | None = None
        self._seconds = 0
        self._pause: int | None = None
        self._cut = False
        self._deadline = self._timer(self._give_up)
        self._again = self._timer(self._ask_again)
        rounds.progressed.connect(self._progressed)
        rounds.round_ended.connect(self._round_ended)

    def look_out(self, saved: SavedVisit) -> None:
        """Look out for a visit that was saved just now, in place of any before."""
        self._forget()
        if not self._rounds.by_themselves:
            return
        self._visit = saved.event_id
        job = partial(self._desk.await_settlement, saved.sequence)
        self._lanes.store.run(job, self._begin, self._not_known)

    def stop(self) -> None:
        """Look out for nothing: the files are about to be closed."""
        self._visit = None
        self._deadline.stop()
        self._again.stop()

    @Slot(object)
    def _begin(self, seconds: int) -> None:
        if self._visit is None:
            return
        if not seconds:
            self._visit = None
            self._rounds.plan()
            return
        self._seconds, self._pause = seconds, None
        self._deadline.start(seconds * 1000)
        begun = self._rounds.hurry()
        self._tell(Prospect.WAITING if begun and not self._cut else Prospect.OUT_OF_REACH)

    @Slot(object)
    def _progressed(self, progress: SyncProgress) -> None:
        if self._visit is not None:
            self._pause = progress.settling
            job = partial(self._desk.clinic.records.visit, self._visit)
            self._lanes.store.run(job, self._looked, self._not_known)

    @Slot(object)
    def _looked(self, state: VisitState | None) -> None:
        if state is None or state.event_id != self._visit:
            return
        if state.state not in _STILL_COMING:
            self._tell(Prospect.KNOWN, state)
            self._forget()
        elif self._pause == 0:
            self._tell(Prospect.LATER)
            self._forget()
        elif self._pause is not None and not self._again.isActive():
            self._again.start(self._pause * 1000)
            self._tell(Prospect.WAITING)

    @Slot(object)
    def _round_ended(self, stop: Stop | None) -> None:
        """Say at once that nobody has to wait; a later round within the time may still bring it."""
        self._cut = stop is not None
        if self._cut:
            self._tell(Prospect.OUT_OF_REACH)

    @Slot()
    def _ask_again(self) -> None:
        if self._visit is not None:
            self._rounds.hurry()

    @Slot()
    def _give_up(self) -> None:
        if self._visit is not None:
            self._tell(Prospect.NOT_YET)
            self._forget()

    @Slot(object)
    def _not_known(self, _stop: Stop) -> None:
        """Leave it to the list of visits: a store that cannot answer says so where it is asked for more."""
        self.stop()

    def _forget(self) -> None:
        if self._visit is not None:
            self.stop()
            self._lanes.store.run(
                partial(self._desk.await_settlement, None), self._forgotten, self._not_known
            )

    @Slot(object)
    def _forgotten(self, _seconds: int) -> None:
        """Say nothing: what there was to say was said."""

    def _tell(self, prospect: Prospect, state: VisitState | None = None) -> None:
        if self._visit is not None:
            self.outlook_changed.emit(Outlook(self._visit, prospect, self._seconds, state))

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer
