"""Sticks as the window sees them: found, then written or read in steps, while the desk goes on working."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Refusal, Stop
from ui.desk import OpenDesk, StickJob
from ui.devices.sticks import Stick, find_sticks
from ui.sync_rounds import SyncRounds
from ui.tasks import Lanes

WRITE = "write"
READ = "read"


class StickRounds(QObject):
    """Do one stick at a time, and no round with the township meanwhile.

    Signals: `begun(str)` with what was begun; `choice_asked(list[Stick])` where not exactly one is plugged
    in: `at` goes on from there; `moved(tuple)` with how much is done and of how much; `done(str, facts)`;
    `stopped(Stop)` when it ended early, in the diary all the same.
    """

    begun = Signal(str)
    choice_asked = Signal(list)
    moved = Signal(object)
    done = Signal(str, object)
    stopped = Signal(object)

    def __init__(
        self,
        desk: OpenDesk,
        lanes: Lanes,
        rounds: SyncRounds,
        find: Callable[[], Sequence[Stick]] = find_sticks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lanes = lanes
        self._rounds = rounds
        self.find = find
        self._what = ""
        self._busy = False
        self._gone = False
        self._job: StickJob | None = None
        self._outcome: Stop | None = None

    def stop(self) -> None:
        """Begin no further step; behind the one that runs, what was only begun is tidied away."""
        self._gone = True
        if self._job:
            self._lanes.net.run(self._job.leave, _left, _left)

    @Slot()
    def write(self) -> None:
        """Write what waits on the stick that is plugged in."""
        self._look_for_one(WRITE)

    @Slot()
    def read(self) -> None:
        """Read what the stick that is plugged in brings."""
        self._look_for_one(READ)

    def at(self, folder: Path) -> None:
        """Do what was asked for in a folder."""
        if self._gone or self._busy:
            return
        if not self._rounds.hold():
            self.stopped.emit(Refusal("sync_is_running"))
            return
        self._busy = True
        self.begun.emit(self._what)
        begin = self._desk.write_stick if self._what == WRITE else self._desk.read_stick
        self._lanes.store.run(partial(begin, folder), self._begun, self._not_begun)

    def _look_for_one(self, what: str) -> None:
        if not (self._gone or self._busy):
            self._what, self._busy = what, True
            self._lanes.net.run(self.find, self._found, self._not_begun)

    @Slot(object)
    def _found(self, sticks: Sequence[Stick]) -> None:
        self._busy = False
        if self._gone:
            return
        if len(sticks) == 1:
            self.at(sticks[0].folder)
        else:
            self.choice_asked.emit(list(sticks))

    @Slot(object)
    def _begun(self, job: StickJob) -> None:
        self._job = job
        self._step()

    @Slot(object)
    def _not_begun(self, stop: Stop) -> None:
        self._finish(stop, {})

    @Slot(object)
    def _step(self, _nothing: Any = None) -> None:
        if self._job and not self._gone:
            self._lanes.net.run(self._job.beside, self._stepped, self._broke)

    @Slot(object)
    def _stepped(self, more: bool) -> None:
        if self._job is None or self._gone:
            return
        self.moved.emit(self._job.progress)
        if more:  # behind whatever else waits for the files by now
            self._lanes.store.run(self._job.inside, self._step, self._broke)
        else:
            self._end(None)

    @Slot(object)
    def _broke(self, stop: Stop) -> None:
        self._end(stop)

    def _end(self, stop: Stop | None) -> None:
        if self._job and not self._gone:
            self._outcome = stop
            self._lanes.store.run(
                partial(self._desk.end_stick, self._job, stop), self._written_down, self._not_written_down
            )

    @Slot(object)
    def _written_down(self, facts: Mapping[str, Any]) -> None:
        self._finish(self._outcome, facts)

    @Slot(object)
    def _not_written_down(self, stop: Stop) -> None:
        self._finish(self._outcome or stop, {})

    def _finish(self, stop: Stop | None, facts: Mapping[str, Any]) -> None:
        self._busy, self._job = False, None
        if self._gone:
            return
        self._rounds.release()
        if stop:
            self.stopped.emit(stop)
        else:
            self.done.emit(self._what, facts)


def _left(_: object) -> None:
    """Nothing to say any more: the desk is locked."""
