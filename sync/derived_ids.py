"""Event ids that need not travel: whoever knows start, number and body of an event works its id out.

An event of the type `boot` tells the random value all later ids of its program start are made of; a batch
without one names the value itself, so that nothing outside the batch is needed to read it.
"""

from dataclasses import dataclass
from typing import Any

from core.events import START_BYTES, EventType, event_id_of
from core.ids import EventId

_AHEAD = 64
"""Numbers a start may have given to events that were never kept, between two that were."""
_FROM_ANYWHERE = 4096
_MOST_TRIES = 16_384
"""Bounds of the search of a writer; an id that is not found travels."""


def start_told(kind: str, body: Any) -> bytes:
    """Give the value a boot tells; nothing for any other event."""
    if kind != EventType.BOOT or not isinstance(body, dict):
        return b""
    start = body.get("start")
    return start if isinstance(start, bytes) and len(start) == START_BYTES else b""


@dataclass(slots=True)
class DerivedIds:
    """What is known of the ids at one place of a batch: the start in force and the number of its next event.

    Args:
        start: the one in force before the batch; empty where it is not known.
    """

    start: bytes
    next: int = 0
    _reach: int = _FROM_ANYWHERE
    _tries: int = _MOST_TRIES

    def meet(self, kind: str, body: Any) -> None:
        """Look at an event before its id: a boot begins to count anew."""
        if start := start_told(kind, body):
            self.start, self.next, self._reach = start, 0, _AHEAD

    def take(self, number: int, body_hash: bytes) -> EventId:
        """Work an id out and go on behind its number."""
        self.next = number + 1
        return event_id_of(self.start, number, body_hash)

    def number_of(self, event_id: EventId, body_hash: bytes) -> int | None:
        """Find the number an id was made with, and go on behind it; None where it has to travel."""
        if not self.start:
            return None
        for number in range(self.next, self.next + min(self._reach, self._tries)):
            self._tries -= 1
            if event_id_of(self.start, number, body_hash) == event_id:
                self.next, self._reach = number + 1, _AHEAD
                return number
        return None
