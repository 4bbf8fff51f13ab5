"""One clinic, one township, and everything between them going wrong: a run is decided by its seed alone."""

import hashlib
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.errors import Hindrance
from core.events import ClockTrust, Event, EventDraft, EventIds
from core.ids import UserId
from core.township_rows import StaffRow
from sync.asks import Ask
from sync.client import SyncRun
from sync.codec import digest, encode
from sync.sim.crashes import Crash, mortal
from sync.sim.invariants import Broken, Seen, quiet_faults
from sync.sim.machines import ClinicMachine, TownshipMachine
from sync.sim.network import FakeNetwork
from sync.township.clinic_api import ClinicApi
from sync.township.publishing import publish_sets

_START = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
_MOST_REQUESTS = 200
"""A round that asks more has lost its way: nothing in this small world needs so many."""
_QUIET_ROUNDS = 5
_TLS_PIN = bytes(32)
_DEEDS = {
    "save": 8,
    "sync": 7,
    "wait": 2,
    "report": 3,
    "publish": 1,
    "crash": 1,
    "township_restarts": 1,
    "copy_disk": 0.5,
    "put_disk_back": 0.4,
    "copy_township": 0.5,
    "put_township_back": 0.4,
}
_TELLING = {"sync", "crash", "township_restarts", "put_disk_back"}
"""Deeds after which something may be missing."""


@dataclass(slots=True)
class Story:
    """What happened, in order, and a hash over it and every byte that was sent."""

    seed: int
    lines: list[str] = field(default_factory=list)
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def tell(self, line: str) -> None:
        """Add a line."""
        self.lines.append(line)
        self._hash.update(line.encode())

    def add_bytes(self, data: bytes) -> None:
        """Let bytes count for the hash."""
        self._hash.update(data)

    @property
    def hash(self) -> str:
        """Give the hash so far."""
        return self._hash.hexdigest()


@dataclass(slots=True)
class SimulatedClock:
    """A clock that moves when the seed says so."""

    at: datetime = _START

    def now(self) -> datetime:
        """Give the present moment of this world."""
        return self.at


class Simulation:
    """A fake world around real cores and real stores."""

    def __init__(self, seed: int, clinic: ClinicMachine, township: TownshipMachine) -> None:
        self.story = Story(seed)
        self._rng = random.Random(seed)
        self._clinic = clinic
        self._township = township
        self._clock = SimulatedClock()
        self._ids = EventIds(self._rng.randbytes(16))
        self._risk = self._rng.choice([0.0, 0.01, 0.05])
        self._network = FakeNetwork(
            self._answer, self._rng, self._rng.choice([0.0, 0.2, 0.5]), self.story.tell
        )
        self._seen = Seen()
        self._has_image = False
        self._staff: dict[UserId, StaffRow] = {}
        self._has_snapshot = False

    def run(self, steps: int) -> Story:
        """Live through some steps, come to rest, and look whether everything holds.

        Raises:
            Broken: with the seed, what does not hold, and the story.
        """
        try:
            for _ in range(steps):
                (deed,) = self._rng.choices(list(_DEEDS), list(_DEEDS.values()))
                self.story.tell(deed)
                getattr(self, f"_{deed}")()
                if deed in _TELLING:
                    self._look()
            self._come_to_rest()
        except Broken as broken:
            raise Broken(broken.what, self.story.seed, self.story.lines) from None
        return self.story

    # --- deeds

    def _save(self) -> None:
        body = encode(
            {"number": len(self._seen.saved), "text": self._rng.randbytes(self._rng.randrange(600))}
        )
        draft = EventDraft(
            event_id=self._ids.next_for(digest(body)),
            type="note",
            body=body,
            versions={},
            user=UserId("wang"),
            device_time=self._clock.now(),
            clock_trust=ClockTrust.TRUSTED,
        )
        self._seen.saved[self._clinic.ledger.append(draft).header.event_id] = body

    def _sync(self) -> None:
        try:
            self._round(self._risk, busy=True)
        except Hindrance as hindrance:
            self.story.tell(f"round ended: {hindrance.code}")
        except Crash:
            self.story.tell("power went during a round")
            self._crash()

    def _wait(self) -> None:
        self._clock.at += timedelta(minutes=self._rng.randrange(1, 600))

    def _report(self) -> None:
        log = self._log()
        if log:
            reason = f"reason {self._rng.randrange(1000)}"
            self._township.report(self._rng.choice(log), reason, self._clock.now())

    def _publish(self) -> None:
        text = self._rng.randbytes(self._rng.choice([20, 200, 20_000])).hex()
        store, user = self._township.store, UserId(f"user{self._rng.randrange(3)}")
        clinic = store.clinics()[0]
        self._staff[user] = StaffRow(user, clinic.code, text, "doctor")
        store.keep_clinic(clinic, list(self._staff.values()))
        publish_sets(self._township.store, self._clock)

    def _crash(self) -> None:
        self._clinic.restart()
        self._ids = EventIds(self._rng.randbytes(16))

    def _township_restarts(self) -> None:
        self._township.restart()

    def _copy_disk(self) -> None:
        self._clinic.copy_disk()
        self._has_image = True

    def _put_disk_back(self) -> None:
        """Copy an old disk back: what was not delivered since is lost, and nobody may say otherwise."""
        if self._has_image:
            self._clinic.put_disk_back()
            self._ids = EventIds(self._rng.randbytes(16))
            self._seen.forget_lost(self._clinic.events())

    def _copy_township(self) -> None:
        self._township.copy_disk()
        self._has_snapshot = True

    def _put_township_back(self) -> None:
        """Set the township back in silence: what clinics hold must bring it all home."""
        if self._has_snapshot:
            self._township.put_disk_back()
            self._seen.township_was_set_back = True

    # --- machinery

    def _round(self, risk: float, busy: bool) -> int:
        run = SyncRun(mortal(self._clinic.sync, self._rng, risk), self._clock, self._rng.randbytes)
        requests = 0
        while request := run.prepare():
            requests += 1
            if requests > _MOST_REQUESTS:
                raise Broken("a round does not end")
            self.story.add_bytes(request.body)
            answer = self._network.exchange(request.name, request.body)
            if busy and self._rng.random() < 0.1:
                self._save()  # the doctor goes on while an answer is on its way
            run.absorb(answer)
        return requests

    def _answer(self, name: Ask, body: bytes) -> bytes:
        return ClinicApi(self._township.store, self._clock).handle(name.value, body, _TLS_PIN)

    def _log(self) -> list[Event]:
        store = self._township.store
        found: list[Event] = []
        for clinic in store.clinics():
            found += [event for _, event in store.events(clinic.code, 0, 100_000)]
        return found

    def _look(self) -> None:
        self._seen.look(self._clinic, self._township.store)

    def _come_to_rest(self) -> None:
        self._network.trouble = 0.0
        self._township_restarts()
        self._crash()
        self.story.tell("coming to rest")
        for _ in range(_QUIET_ROUNDS):
            try:
                if self._round(risk=0.0, busy=False) == 1 and not self._clinic.sync.waiting():
                    break
            except Hindrance as hindrance:
                raise Broken(f"a round on a quiet network ended with {hindrance}") from hindrance
        else:
            raise Broken("6: it does not come to rest")
        self._seen.township_was_set_back = False
        self._look()
        faults = quiet_faults(self._seen, self._clinic, self._township.store, self._log())
        if faults:
            raise Broken("; ".join(faults))
