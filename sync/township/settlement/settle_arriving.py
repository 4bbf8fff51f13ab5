"""实时结算: a worker that stands by and settles visits as they come, those somebody waits for first.

It says so in the book only while the platform answers, so that no desk waits for what cannot come.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Hindrance
from core.ports import Clock
from core.settlement_ports import SettlementBook
from sync.township.settlement.answers import NotReached
from sync.township.settlement.institutions import Desk
from sync.township.settlement.platform import Platform
from sync.township.settlement.settle_waiting import SettlementRun, Worker

LOOK_EVERY = 0.25
"""Seconds between two looks into the outbox while nothing waits."""
_SAID_FOR = timedelta(seconds=15)
"""Not longer: while the platform hangs, for a minute and more, nobody is there to withdraw it."""
_SAY_AGAIN = timedelta(seconds=5)
_SIGN_IN_AGAIN = timedelta(minutes=30)
_LOOK_BESIDE = timedelta(seconds=5)
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0

Pause = Callable[[float], bool]
"""Waits so many seconds; says no when it is time to stop."""


@dataclass(slots=True)
class _Watch:
    """What the worker remembers between two looks."""

    book: SettlementBook
    platform: Platform
    desk: Desk
    clock: Clock
    worker: Worker | None = None
    signed_in: datetime | None = None
    said: datetime | None = None
    troubles: int = 0

    def look(self) -> float:
        """Settle the visit that comes first; tell how many seconds to rest before the next look."""
        try:
            if self.book.frozen():
                raise Hindrance("settlement_frozen")
            worker = self._at_work()
            self._say(self.clock.now())
            rows = self.book.due(self.clock.now(), 1)
            for row in rows:
                worker.take(row)
        except (NotReached, Hindrance):
            self.withdraw()
            self.troubles += 1
            return min(_FIRST_PAUSE * 2.0 ** (self.troubles - 1), _LONGEST_PAUSE)
        self.troubles = 0
        return 0.0 if rows else LOOK_EVERY

    def withdraw(self) -> None:
        """Say that nothing is settled as it comes, and sign in anew before anything is."""
        self.signed_in = None
        if self.said is not None:
            with suppress(Hindrance):  # a store that is out of reach has nobody who reads it either
                self.book.stand_by(self.clock.now())
            self.said = None

    def _at_work(self) -> Worker:
        now = self.clock.now()
        if self.worker is None:
            self.worker = Worker(self.book, self.platform, self.desk, self.clock)
        elif self.signed_in is None or not timedelta() <= now - self.signed_in < _SIGN_IN_AGAIN:
            self.worker.sign_in()
        else:
            return self.worker
        self.signed_in = now
        return self.worker

    def _say(self, now: datetime) -> None:
        if self.said is None or not timedelta() <= now - self.said < _SAY_AGAIN:
            self.book.stand_by(now + _SAID_FOR)
            self.said = now


def settle_arriving(
    book: SettlementBook, platform: Platform, desk: Desk, clock: Clock, pause: Pause
) -> SettlementRun:
    """Settle what waits and what comes until told to stop; tell what came of it.

    A platform out of reach, a frozen township or a store that cannot answer is asked again, ever later.
    """
    watch = _Watch(book, platform, desk, clock)
    try:
        while pause(watch.look()):
            pass
    finally:
        watch.withdraw()
    return watch.worker.report() if watch.worker else SettlementRun()


def minding(pause: Pause, see_to: Callable[[], bool], clock: Clock) -> Pause:
    """Give a pause that every few seconds sees to what somebody may have asked for beside visits.

    What says that more is to come is seen to again after each visit.
    """
    last = clock.now() - _LOOK_BESIDE
    more = False

    def wait(seconds: float) -> bool:
        nonlocal last, more
        now = clock.now()
        if more or not timedelta() <= now - last < _LOOK_BESIDE:
            last, more = now, False
            with suppress(Hindrance):  # a store out of reach is asked again
                more = see_to()
        return pause(seconds)

    return wait
