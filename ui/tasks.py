"""The only threads: a few lanes of one worker each; results come back on the main thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.errors import Stop

Job = Callable[[], Any]
"""Work without any widget: given only frozen values, run on a lane's thread."""
Receiver = Callable[[Any], None]
"""A bound method of a QObject, called on the main thread; left out if its object is gone by then."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any
    stop: Stop | None
    bug: BaseException | None
    then: Receiver
    otherwise: Receiver


def _do(job: Job, then: Receiver, otherwise: Receiver) -> _Outcome:
    try:
        return _Outcome(job(), None, None, then, otherwise)
    except Stop as stop:
        return _Outcome(None, stop, None, then, otherwise)
    except Exception as bug:
        return _Outcome(None, None, bug, then, otherwise)


def _alive(receiver: Receiver) -> bool:
    owner = getattr(receiver, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


class Lane(QObject):
    """Do jobs one after the other on one thread of its own."""

    _done = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._pending = 0
        self._closing = False
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, job: Job, then: Receiver, otherwise: Receiver) -> None:
        """Do a job; `then` gets its result, `otherwise` the Refusal or Hindrance that ended it.

        Anything else that is raised is a bug: it is raised again on the main thread for all to see.
        """
        if self._closing:
            return
        self._pending += 1
        self._worker.submit(self._work, partial(_do, job, then, otherwise))

    def busy(self) -> bool:
        """Tell whether a job runs, waits, or has a result not delivered yet."""
        return self._pending > 0

    def close(self) -> None:
        """Finish what was begun and end the thread; results not delivered yet are dropped."""
        self._closing = True
        self._worker.shutdown(wait=True)

    def _work(self, work: Callable[[], _Outcome]) -> None:
        self._done.emit(work())

    @Slot(object)
    def _deliver(self, outcome: _Outcome) -> None:
        self._pending -= 1
        if self._closing:
            return
        if outcome.bug is not None:
            raise outcome.bug
        if outcome.stop is not None:
            if _alive(outcome.otherwise):
                outcome.otherwise(outcome.stop)
        elif _alive(outcome.then):
            outcome.then(outcome.value)


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of the window, so that nobody at the desk waits behind a round of sync or a copy.

    `store` is for the files of the clinic, `net` for links, sticks and copies, `readers` for cards, `asking`
    for the one answer over the line that somebody waits for.
    """

    store: Lane
    net: Lane
    readers: Lane
    asking: Lane

    def busy(self) -> bool:
        """Tell whether any lane has something under way."""
        return any(lane.busy() for lane in (self.store, self.net, self.readers, self.asking))

    def close(self) -> None:
        """End the threads; the store lane last, as results of the others go to it."""
        for lane in (self.readers, self.asking, self.net, self.store):
            lane.close()


def open_lanes(parent: QObject) -> Lanes:
    """Make the lanes; each starts its thread with its first job."""
    return Lanes(*(Lane(f"{name}-lane", parent) for name in ("store", "net", "readers", "asking")))
