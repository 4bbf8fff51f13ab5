"""Whole conversations over a transport: a round of sync with its line in the diary, and an enrolment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.errors import Hindrance, Stop
from core.ports import Attempt, Clock, SyncStore
from sync.asks import Ask
from sync.client import SyncRun
from sync.enrolment import Enrolled, EnrolRun
from sync.transport import Transport

_ENROL_TRIES = 3


@dataclass(frozen=True, slots=True)
class Chance:
    """What a round takes from outside: random bytes, and a clock that only counts seconds."""

    random: Callable[[int], bytes]
    monotonic: Callable[[], float]


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a finished round did."""

    events: int
    results: int
    data_sets: int
    requests: int
    bytes_up: int
    bytes_down: int
    seconds: float
    call_again_seconds: int


class PinnedTransport(Transport, Protocol):
    """A transport that can meet a stranger, tell its key, and insist on it from then on."""

    @property
    def seen_pin(self) -> bytes:
        """Give the pin of the key that answered last."""
        ...

    def trust(self, township: str, pin: bytes) -> None:
        """Insist on this township and this key from now on."""
        ...


def run_sync(store: SyncStore, transport: Transport, clock: Clock, chance: Chance) -> SyncReport:
    """Talk to the township until nothing is left, and write the diary, also when it fails.

    Raises:
        Stop: whatever ended the round early, after its line was written.
    """
    before_up, before_down = transport.bytes_up, transport.bytes_down
    at, started = clock.now(), chance.monotonic()
    requests, outcome = 0, "done"
    run = SyncRun(store, clock, chance.random)
    try:
        while request := run.prepare():
            requests += 1
            run.absorb(transport.exchange(request.name, request.body))
    except Stop as stop:
        outcome = stop.code
        raise
    finally:
        up, down = transport.bytes_up - before_up, transport.bytes_down - before_down
        seconds = chance.monotonic() - started
        store.note_attempt(Attempt(at, transport.route, outcome, up, down, seconds))
    return SyncReport(
        events=run.progress.events_acknowledged,
        results=run.results_received,
        data_sets=run.data_sets_applied,
        requests=requests,
        bytes_up=up,
        bytes_down=down,
        seconds=seconds,
        call_again_seconds=run.call_again_seconds,
    )


def enrol(run: EnrolRun, transport: PinnedTransport) -> Enrolled:
    """Enrol over a transport that has no pin yet; a cut is tried again with the same keys.

    Raises:
        Refusal: `code_of_another_township`.
        Hindrance: as `Transport.exchange`.
    """
    tries = 0
    while request := run.prepare():
        try:
            answer = transport.exchange(request.name, request.body)
        except Hindrance as hindrance:
            tries += 1
            if hindrance.code not in ("connection_cut", "township_silent") or tries == _ENROL_TRIES:
                raise
            continue
        run.absorb(answer, transport.seen_pin)
        if request.name is Ask.IDENTITY and run.identity:
            transport.trust(run.identity.township, run.identity.tls_pin)
    if run.enrolled is None:
        raise ValueError("an enrolment ended without an end")
    return run.enrolled
