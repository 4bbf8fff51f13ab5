"""Who gets in when all clinics call at once: little is in hand, the others are told when to come back.

A clinic that was told keeps its place: when it comes back then, it stands before all who came after it did.
"""

import heapq
from asyncio import Future, get_running_loop
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from math import ceil

from core.errors import Hindrance

_MOST_PROMISES = 10_000
"""Clinics whose place is remembered; more than any county has."""
_KEPT_SECONDS = 120.0
"""How long a place is kept for a clinic that does not come back when it was told to."""
_WEIGHT = 0.1
"""How much the last pace counts in the pace that is expected."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much a service takes on.

    Args:
        at_once: questions in the store at a time.
        waiting: questions that wait in memory for their turn.
        patience: seconds they may be expected to wait; a clinic puts up with ten of silence.
        most_bytes: of bodies in memory at a time, as they came.
        first_pace: seconds a question is expected to take before any was answered.
    """

    at_once: int = 8
    waiting: int = 50
    patience: float = 5.0
    most_bytes: int = 32 * 1024 * 1024
    first_pace: float = 0.15


@dataclass(frozen=True, slots=True)
class _Promise:
    """When a clinic came first, and when it was told to come back."""

    place: float
    back: float


@dataclass(slots=True)
class Turnstile:
    """The way into a service, for one event loop; `now` counts seconds."""

    room: Room
    now: Callable[[], float]
    _pace: float = 0.0
    _in_hand: int = 0
    _bytes: int = 0
    _last_done: float | None = None
    _promised_to: float = 0.0
    _promises: dict[str, _Promise] = field(default_factory=dict)
    _waiting: list[tuple[float, int, Future[None]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        """Begin with the pace that is expected."""
        self._pace = self.room.first_pace

    @property
    def busy(self) -> bool:
        """Tell whether whoever comes now has to wait."""
        return self._in_hand >= self.room.at_once or bool(self._waiting)

    @contextmanager
    def holding(self) -> Iterator[Callable[[int], None]]:
        """Give what counts bytes of a body that stays in memory until the block ends.

        Raises:
            Hindrance: `township_busy`, from the counting: there is no memory for more.
        """
        held = 0

        def hold(size: int) -> None:
            nonlocal held
            if self._bytes + size > self.room.most_bytes:
                raise _come_back(len(self._waiting) * self._pace + 1)
            held += size
            self._bytes += size

        try:
            yield hold
        finally:
            self._bytes -= held

    @asynccontextmanager
    async def turn(self, who: Callable[[], str]) -> AsyncIterator[None]:
        """Wait for a turn, and have it until the block ends.

        Args:
            who: tells a clinic's device from another; empty for somebody whose place cannot be kept.

        Raises:
            Hindrance: `township_busy` with `seconds`: it would take too long; come back then.
        """
        if self.busy:
            await self._wait(self._place_of(who()))
        else:
            self._in_hand += 1
        try:
            yield
        finally:
            self._leave()

    def _place_of(self, who: str) -> float:
        """Give the moment by which somebody waits in order, or tell when to come back."""
        now, told = self.now(), self._promises.pop(who, None)
        if told and now > told.back + _KEPT_SECONDS:
            told = None
        place = told.place if told else now
        ahead = sum(other <= place for other, _, _ in self._waiting)
        if told and told.back - now >= 1:  # early: what was said still holds
            back = told.back
        elif ahead < self.room.waiting and (ahead + 1) * self._pace <= self.room.patience:
            return place
        elif told:
            back = now + ahead * self._pace
        else:
            back = self._promised_to = max(self._promised_to, now + ahead * self._pace) + self._pace
        if who and len(self._promises) < _MOST_PROMISES:
            self._promises[who] = _Promise(place, back)
        raise _come_back(back - now)

    async def _wait(self, place: float) -> None:
        turn: Future[None] = get_running_loop().create_future()
        heapq.heappush(self._waiting, (place, next(self._order), turn))
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():  # it was our turn when we were told to stop
                self._leave()
            raise

    def _leave(self) -> None:
        """Let the next one in."""
        self._note_pace()
        self._in_hand -= 1
        while self._waiting and self._in_hand < self.room.at_once:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._in_hand += 1
                turn.set_result(None)

    def _note_pace(self) -> None:
        now = self.now()
        if self._waiting and self._last_done is not None:
            self._pace += _WEIGHT * (now - self._last_done - self._pace)
        self._last_done = now if self._waiting else None


def _come_back(seconds: float) -> Hindrance:
    return Hindrance("township_busy", seconds=max(1, ceil(seconds)))
