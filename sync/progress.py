"""How far one round of sync is, and what it has moved."""

from dataclasses import dataclass, field

from core.errors import Stop


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the round is: its step, events acknowledged of those that waited, chunks here of all named."""

    step: str
    events_acknowledged: int
    events_total: int
    chunks_here: int
    chunks_total: int


@dataclass(slots=True)
class Tally:
    """What the round has moved so far."""

    events: int = 0
    events_total: int = 0
    results: int = 0
    restarts: int = 0
    call_again_seconds: int = 0
    faults: list[Stop] = field(default_factory=list)
