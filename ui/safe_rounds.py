"""Backups and checks as the window sees them: asked of the store, done beside it, written down again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import Stop
from core.ports import Clock
from core.safekeeping import Safekeeper, Safety
from ui.tasks import Lanes

BACKUP = "backup"
CHECK = "check"
_FIRST_LOOK_MS = 120_000
_LOOK_EVERY_MS = 600_000


class SafeRounds(QObject):
    """Do one backup or check at a time, by themselves when due and when asked.

    Signals: `safety_told(Safety)`; `begun(str)` with what was begun; `ended(Stop or None)`.
    """

    safety_told = Signal(object)
    begun = Signal(str)
    ended = Signal(object)

    def __init__(self, keeper: Safekeeper, lanes: Lanes, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._lanes = lanes
        self._clock = clock
        self._running = ""
        self._gone = False
        self._pages = 0
        self._trouble: Stop | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look_for_work)
        self._timer.start(_FIRST_LOOK_MS)

    def stop(self) -> None:
        """Begin no further step; what is being copied ends by itself."""
        self._timer.stop()
        self._gone = True

    @Slot()
    def look(self) -> None:
        """Tell where things stand."""
        self._on_store(self._keeper.safety, self._told)

    @Slot()
    def back_up(self) -> None:
        """Make a backup unless something is under way."""
        if self._begin(BACKUP):
            self._on_store(self._keeper.backup_job, self._copy)

    @Slot()
    def check(self) -> None:
        """Read everything again unless something is under way."""
        if self._begin(CHECK):
            self._on_store(self._keeper.page_job, self._read_pages)

    @Slot()
    def copy_tail(self) -> None:
        """Put what was just saved beside the backups too; where that fails, the next save makes up for it."""
        if not self._gone:
            self._lanes.store.run(self._keeper.copy_tail, self._tail_copied, self._tail_copied)

    @Slot(object)
    def _tail_copied(self, _nothing: Any) -> None:
        """Nothing to tell: a stick that is gone is told of by the next backup."""

    @Slot(str)
    def choose_folder(self, folder: str) -> None:
        """Put backups there from now on, the first one at once."""
        self._on_store(partial(self._keeper.choose_folder, folder), self._chosen)

    @Slot(object)
    def _chosen(self, _nothing: Any) -> None:
        self.look()
        self.back_up()

    @Slot()
    def look_for_work(self) -> None:
        """Begin what is due."""
        self._timer.start(_LOOK_EVERY_MS)
        self._on_store(self._keeper.safety, self._work)

    @Slot(object)
    def _work(self, safety: Safety) -> None:
        self._told(safety)
        self.copy_tail()
        now = self._clock.now()
        if safety.backup_due(now):
            self.back_up()
        elif safety.check_due(now):
            self.check()

    @Slot(object)
    def _told(self, safety: Safety) -> None:
        if not self._gone:
            self.safety_told.emit(safety)

    def _begin(self, what: str) -> bool:
        if self._running or self._gone:
            return False
        self._running, self._trouble = what, None
        self.begun.emit(what)
        return True

    def _on_store(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        if not self._gone:
            self._lanes.store.run(job, then, self._stopped)

    @Slot(object)
    def _copy(self, job: Callable[[], Any]) -> None:
        if not self._gone:
            self._lanes.net.run(job, self._copied, self._not_copied)

    @Slot(object)
    def _copied(self, _made: Any) -> None:
        self._on_store(partial(self._keeper.note_backup, ""), self._noted)

    @Slot(object)
    def _not_copied(self, stop: Stop) -> None:
        self._trouble = stop
        self._on_store(partial(self._keeper.note_backup, stop.code), self._noted)

    @Slot(object)
    def _read_pages(self, job: Callable[[], Any]) -> None:
        if not self._gone:
            self._lanes.net.run(job, self._pages_read, self._stopped)

    @Slot(object)
    def _pages_read(self, faults: int) -> None:
        self._pages = faults
        self._on_store(self._keeper.begin_check, self._slice)

    @Slot(object)
    def _slice(self, more: bool | None) -> None:
        """Recompute the next slice; others have their turn on the lane in between."""
        if more is False:
            self._on_store(partial(self._keeper.note_check, self._pages), self._noted)
        else:
            self._on_store(self._keeper.check_slice, self._slice)

    @Slot(object)
    def _noted(self, _nothing: Any) -> None:
        self._end(self._trouble)

    @Slot(object)
    def _stopped(self, stop: Stop) -> None:
        self._end(stop)

    def _end(self, stop: Stop | None) -> None:
        self._running = ""
        if not self._gone:
            self.ended.emit(stop)
            self._on_store(self._keeper.safety, self._told)
