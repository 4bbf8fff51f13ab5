"""Sync as the window sees it: store lane and net lane take turns until a round has nothing more to say."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import Stop
from ui.desk import OpenDesk, SyncProgress
from ui.tasks import Lanes

DONE = "done"


class SyncRounds(QObject):
    """Run one round at a time.

    Signals: `round_started`; `progressed(SyncProgress)` after each answer; `round_ended(Stop or None)`
    when the diary line is written, with None for a round that ended well.
    """

    round_started = Signal()
    progressed = Signal(object)
    round_ended = Signal(object)

    def __init__(
        self, desk: OpenDesk, lanes: Lanes, every_seconds: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lanes = lanes
        self._running = False
        self._desk_gone = False
        self._outcome: Stop | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.start)
        self._pause_ms = every_seconds * 1000
        if every_seconds:
            self._timer.start(0)

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
        if self._running or self._desk_gone:
            return
        self._running = True
        self._timer.stop()
        self.round_started.emit()
        self._work()

    def _work(self) -> None:
        self._lanes.store.run(self._desk.work, self._worked, self._stopped)

    @Slot(object)
    def _worked(self, more: bool) -> None:
        if self._desk_gone:
            return
        if more:  # behind whatever else waits for the files by now
            self._work()
        else:
            self._lanes.store.run(self._desk.prepare, self._prepared, self._stopped)

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
        if self._pause_ms:
            asked = stop.facts["seconds"] * 1000 if stop and stop.code == "township_busy" else None
            self._timer.start(asked or self._pause_ms)
        self.round_ended.emit(stop)
