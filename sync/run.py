"""Whole conversations over a transport: a round of sync with its line in the diary, and an enrolment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.errors import Hindrance, Stop
from core.ports import Clock, Enrolment
from core.sync_ports import Attempt, SyncStore
from sync.admission import Admission
from sync.asks import Ask
from sync.client import Request, SyncRun
from sync.enrolment import Enrolled, EnrolRun
from sync.meeting import Meeting, Stranger
from sync.progress import Progress
from sync.purse import purse_for
from sync.tls_roll import KnownKeys
from sync.transport import Address, HttpsTransport, Transport

DONE = "done"
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


class Round:
    """One round with its line in the diary, step by step: each can run on the lane it belongs to.

    `work`, `prepare`, `absorb` and `end` touch the store, `exchange` only the transport. `awaits` is the
    sequence of a visit whose settlement the desk looks out for.
    """

    def __init__(
        self,
        store: SyncStore,
        transport: Transport,
        clock: Clock,
        chance: Chance,
        awaits: int | None = None,
    ) -> None:
        self._store = store
        self._keys = KnownKeys(store, transport)
        self._stranger = Stranger.at(store, transport, chance.random)
        self._transport = transport
        self._purse = purse_for(store, clock.now())
        self._admission = Admission(store, chance.random)
        self._run = SyncRun(store, clock, chance.random, self._purse, awaits)
        self._meeting: Meeting | None = None
        self._met = False
        self._random = chance.random
        self._monotonic = chance.monotonic
        self._before = transport.bytes_up, transport.bytes_down
        self._at, self._started = clock.now(), chance.monotonic()
        self._requests = 0
        self._heard = False

    @property
    def progress(self) -> Progress:
        """Tell how far the round is."""
        return self._run.progress

    @property
    def bytes_moved(self) -> tuple[int, int]:
        """Tell the bytes of bodies up and down so far."""
        before_up, before_down = self._before
        return self._transport.bytes_up - before_up, self._transport.bytes_down - before_down

    @property
    def bytes_expected(self) -> int:
        """Tell about how many bytes are still to come."""
        return sum(one.size for one in self._run.due or () if not one.put_off)

    @property
    def acknowledged(self) -> int:
        """Count the events the township has given a receipt for."""
        return self._run.progress.events_acknowledged

    @property
    def settling(self) -> int | None:
        """Tell in how many seconds to ask again about the awaited visit; None: it was not asked for yet."""
        return self._run.settling

    def work(self) -> bool:
        """Do one slice of what lies before the next request; tell whether there was one to do."""
        return self._run.work()

    def prepare(self) -> Request | None:
        """Give the next request; None when nothing is left to say."""
        if self._meeting:
            return Request(Ask.IDENTITY, self._meeting.ask())
        return self._run.prepare() if self._admission.done else self._admission.prepare()

    def exchange(self, request: Request) -> bytes:
        """Carry a request there and its answer back."""
        self._requests += 1
        try:
            return self._transport.exchange(request.name, request.body)
        except Hindrance as hindrance:
            if self._meeting:  # who was asked and does not say stays the stranger whose answer did not fit
                raise Hindrance("township_not_ours") from hindrance
            stranger = self._stranger if hindrance.code == "township_not_ours" else None
            answer = stranger.ask() if stranger else None
            if answer is None:
                raise
            return answer

    def absorb(self, answer: bytes) -> None:
        """Verify and keep an answer."""
        self._purse.moved = sum(self.bytes_moved)
        if self._stranger and self._stranger.was_asked:
            stranger, self._stranger = self._stranger, None
            stranger.hear(answer)
            self._run.greet_again()
        elif self._meeting:
            meeting, self._meeting = self._meeting, None
            meeting.hear(answer, self._keys.seen_pin)
            self._run.greet_again()
        else:
            self._absorb_ours(answer)

    def _absorb_ours(self, answer: bytes) -> None:
        """Keep an answer; where another hand signed it, ask once in the round who is there."""
        try:
            if self._admission.done:
                self._run.absorb(answer)
            else:
                self._admission.absorb(answer)
        except Hindrance as hindrance:
            if hindrance.code != "township_not_ours" or self._met:
                raise
            self._met = True
            self._meeting = Meeting(self._store, self._random)
        else:
            self._heard = True
            self._keys.heard()

    def end(self, outcome: str) -> SyncReport:
        """Write the line of the diary: `done`, or the code of what ended the round early.

        A round that made way before it said anything leaves no line: nobody was spoken to.
        """
        up, down = self.bytes_moved
        seconds = self._monotonic() - self._started
        if self._run.due is not None:
            self._store.keep_due(self._run.due)
        if self._requests or outcome != DONE:
            line = Attempt(self._at, self._transport.route, outcome, up, down, seconds)
            self._store.note_attempt(line, heard=self._heard)
        return SyncReport(
            events=self._run.progress.events_acknowledged,
            results=self._run.results_received,
            data_sets=self._run.data_sets_applied,
            requests=self._requests,
            bytes_up=up,
            bytes_down=down,
            seconds=seconds,
            call_again_seconds=self._run.call_again_seconds,
        )


def run_sync(
    store: SyncStore,
    transport: Transport,
    clock: Clock,
    chance: Chance,
    heard: Callable[[Round], None] | None = None,
) -> SyncReport:
    """Talk to the township until nothing is left, and write the diary, also when it fails.

    `heard` is told of the round after each answer.

    Raises:
        Stop: whatever ended the round early, after its line was written.
    """
    talk = Round(store, transport, clock, chance)
    try:
        while request := talk.prepare():
            talk.absorb(talk.exchange(request))
            if heard:
                heard(talk)
    except Stop as stop:
        talk.end(stop.code)
        raise
    return talk.end(DONE)


def enrol_at(address: str, code: str, user: str, program: str, random: Callable[[int], bytes]) -> Enrolled:
    """Enrol this PC with the township at an address, by the one-time code; `program` is our version.

    Raises:
        Refusal: `address_not_understood`, `code_not_readable`, `code_of_another_township`.
        Hindrance: `enrolment_unreachable`, and the others of `Transport.exchange`.
    """
    with HttpsTransport(Address.parse(address), None) as transport:
        return enrol(EnrolRun(code, address, program, random, user), transport)


def transport_of(enrolment: Enrolment) -> HttpsTransport:
    """Make the way to the township this clinic is enrolled with."""
    return HttpsTransport(Address.parse(enrolment.address), enrolment.tls_pin)


def enrol(run: EnrolRun, transport: PinnedTransport) -> Enrolled:
    """Enrol over a transport that has no pin yet; a cut is tried again with the same keys.

    Raises:
        Refusal: `code_of_another_township`.
        Hindrance: `enrolment_unreachable`, and the others of `Transport.exchange`.
    """
    tries = 0
    while request := run.prepare():
        try:
            answer = transport.exchange(request.name, request.body)
        except Hindrance as hindrance:
            tries += 1
            if hindrance.code == "township_unreachable":  # no clinic yet that could go on without it
                raise Hindrance("enrolment_unreachable") from hindrance
            if hindrance.code not in ("connection_cut", "township_silent") or tries == _ENROL_TRIES:
                raise
            continue
        run.absorb(answer, transport.seen_pin)
        if request.name is Ask.IDENTITY and run.identity:
            transport.trust(run.identity.township, run.identity.tls_pin)
    if run.enrolled is None:
        raise ValueError("an enrolment ended without an end")
    return run.enrolled
