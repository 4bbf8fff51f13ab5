"""Sync as the window sees it: store lane and net lane take turns until a round has nothing more to say."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.calling import NextCall
from core.errors import Stop
from ui.desk import OpenDesk, SyncProgress
from ui.tasks import Lanes

DONE = "done"
FOLD_EVERY = 40
"""Slices written between two foldings: a quarter of a second's."""
_LOOK_EVERY_MS = 60_000


class SyncRounds(QObject):
    """Run one round at a time.

    Signals: `round_started`; `progressed(SyncProgress)` after each answer; `round_ended(Stop or None)`
    when the diary line is written, with None for a round that ended well.
    """

    round_started = Signal()
    progressed = Signal(object)
    round_ended = Signal(object)

    def __init__(
        self, desk: OpenDesk, lanes: Lanes, by_themselves: bool, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lanes = lanes
        self._clock = desk.clinic.clock
        self.by_themselves = by_themselves
        self._running = False
        self._folding = False
        self._slices = 0
        self._asked_to_wait = False
        self._make_way = False
        self._held = False
        self._desk_gone = False
        self._outcome: Stop | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_up)
        self.plan()

    def running(self) -> bool:
        """Tell whether a round is under way."""
        return self._running

    def stop(self) -> None:
        """Begin no further step; one that is on the wire ends by itself."""
        self._timer.stop()
        self._desk_gone = True
        self._running = False

    @Slot()
    def start(self) -> None:
        """Begin a round unless one runs."""
        if self._running or self._held or self._desk_gone:
            return
        self._running = True
        self._timer.stop()
        self.round_started.emit()
        self._work()

    def hold(self) -> bool:
        """Begin no round before `release`; False: one runs."""
        self._held = self._held or not self._running
        return not self._running

    @Slot()
    def release(self) -> None:
        """Let rounds begin again."""
        self._held = False
        self.plan()

    def hurry(self) -> bool:
        """Begin a round now; one that runs makes way before its next question, and is gone on with after.

        False: the township asked to be left alone for a while, or a stick is under way.
        """
        if self._asked_to_wait or self._held:
            return False
        if self._running:
            self._make_way = True
        else:
            self.start()
        return True

    @Slot()
    def plan(self) -> None:
        """Ask when the next round is to come, or whether it is time: also after whatever may change that."""
        if self.by_themselves and not (self._running or self._asked_to_wait or self._desk_gone):
            self._lanes.store.run(self._desk.next_call, self._planned, self._not_planned)

    @Slot()
    def _time_up(self) -> None:
        self._asked_to_wait = False
        self.plan()

    @Slot(object)
    def _planned(self, call: NextCall) -> None:
        """Wait for it, but never long at a time: clocks are put right, PCs sleep, settings come."""
        wait_ms = round((call.at - self._clock.now()).total_seconds() * 1000)
        if wait_ms <= 0:
            self.start()
        elif not self._running and not self._desk_gone:
            self._timer.start(min(wait_ms, _LOOK_EVERY_MS))

    @Slot(object)
    def _not_planned(self, _stop: Stop) -> None:
        if not self._desk_gone:
            self._timer.start(_LOOK_EVERY_MS)

    def _work(self) -> None:
        self._lanes.store.run(self._desk.work, self._worked, self._stopped)

    @Slot(object)
    def _worked(self, more: bool) -> None:
        if self._desk_gone:
            return
        if more:  # behind whatever else waits for the files by now
            self._fold()
            self._work()
        elif self._make_way:
            self._end(DONE, None)
        else:
            self._lanes.store.run(self._desk.prepare, self._prepared, self._stopped)

    def _fold(self) -> None:
        """Now and then, wait for the disk on the other lane, which has nothing to do, and not on this one."""
        self._slices += 1
        if self._slices % FOLD_EVERY == 0 and not self._folding:
            self._folding = True
            self._lanes.net.run(self._desk.fold, self._folded, self._folded)

    @Slot(object)
    def _folded(self, _nothing: Any) -> None:
        self._folding = False

    @Slot(object)
    def _prepared(self, request: Any | None) -> None:
        if self._desk_gone:
            return
        if request is None:
            self._end(DONE, None)
        else:
            self._lanes.net.run(partial(self._desk.exchange, request), self._answered, self._stopped)

    @Slot(object)
    def _answered(self, answer: Any) -> None:
        if not self._desk_gone:
            self._lanes.store.run(partial(self._desk.absorb, answer), self._absorbed, self._stopped)

    @Slot(object)
    def _absorbed(self, progress: SyncProgress) -> None:
        if not self._desk_gone:
            self.progressed.emit(progress)
            self._work()

    @Slot(object)
    def _stopped(self, stop: Stop) -> None:
        if not self._desk_gone:
            self._end(stop.code, stop)

    def _end(self, outcome: str, stop: Stop | None) -> None:
        self._outcome = stop
        self._lanes.store.run(partial(self._desk.end_round, outcome), self._written, self._not_written)

    @Slot(object)
    def _written(self, _nothing: Any) -> None:
        self._finish(self._outcome)

    @Slot(object)
    def _not_written(self, stop: Stop) -> None:
        self._finish(stop)

    def _finish(self, stop: Stop | None) -> None:
        self._running = False
        if self._desk_gone:
            return
        make_way, self._make_way = self._make_way and stop is None, False
        if self.by_themselves and stop and stop.code == "township_busy":
            self._asked_to_wait = True
            self._timer.start(stop.facts["seconds"] * 1000)
        elif not make_way:
            self.plan()
        self.round_ended.emit(stop)
        if make_way:
            self.start()
