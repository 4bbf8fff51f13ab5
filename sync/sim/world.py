"""Who is in the fake world, and what is known of it from outside: the truth the stores are held against."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.data_sets import DataSetName
from core.errors import Refusal
from core.events import ClockTrust, Epoch, Event, EventDraft, EventIds
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, UserId
from sync.asks import Ask
from sync.codec import digest
from sync.sim.adversities import Adversity
from sync.sim.crashes import Crash, mortal
from sync.sim.machines import MADE_BY_PROGRAM, ClinicMachine, Machines, PowerCut
from sync.sim.network import FakeNetwork
from sync.sim.plan import Plan
from sync.sim.platform import FakeLine
from sync.sim.story import DriftingClock, SimulatedClock, Story
from sync.township.clinic_api import ClinicApi
from sync.township.tls import pin_of

ALL = 100_000
"""More rows than this world ever has."""
_WITH_COPY = 0.5
_LETHAL = 0.2
"""Chance that a call of the store is the last of a township that dies within a question."""
_FAIRER = 6
"""So much better the platform's line is than a clinic's: a visit takes ten messages."""
_DOCTOR = UserId("wang")


@dataclass(slots=True)
class Pc:
    """One PC: its machine, and what people at it were shown."""

    name: str
    machine: ClinicMachine
    clock: DriftingClock
    ids: EventIds
    saved: dict[EventId, bytes] = field(default_factory=dict)
    versions: dict[tuple[int, DataSetName], int] = field(default_factory=dict)
    heard: tuple[int, bytes] | None = None
    """How far the results had come when its desk was looked at last."""
    image: dict[EventId, bytes] | None = None
    gone: bool = False
    has_copy: bool = False
    """Each save goes to another disk too."""
    copy_read: bool = False
    """The township read that copy after the PC was gone."""
    clinic: ClinicCode = field(init=False)
    device: DeviceId = field(init=False)
    """As what the township knows it; a copy of a PC is the same device."""

    def __post_init__(self) -> None:
        enrolment = self.machine.sync.standing().enrolment
        self.clinic, self.device = enrolment.clinic, enrolment.device


@dataclass(slots=True)
class Truth:
    """What no store can forget: who ever saved what, what was in the log once, and who was shut out."""

    said: dict[EventId, tuple[ClinicCode, bytes]] = field(default_factory=dict)
    logged: dict[EventId, ClinicCode] = field(default_factory=dict)
    revoked: dict[DeviceId, dict[Incarnation, int]] = field(default_factory=dict)
    in_time: set[EventId] = field(default_factory=set)
    """What a device had brought in before it was shut out."""
    set_back: bool = False
    """The township lost a part of its log, and nobody there knows yet."""


class World:
    """The machines of a plan, everything between them, and the truth."""

    def __init__(self, plan: Plan, machines: Machines) -> None:
        self.plan = plan
        self.story = Story(plan.seed)
        self.truth = Truth()
        self.draw = random.Random(f"{plan.seed} draws at the township").randbytes
        self.clock = SimulatedClock(machines.moment())
        self.machines = machines
        self.township = machines.township(self.clock)
        self.tls_pin = pin_of(self.township.store.township().keys.tls)
        """What the key of whoever answers is known by: the one thing no township here ever changes."""
        trouble = plan.trouble / _FAIRER
        self.platform = FakeLine(machines.platform(self.clock), self.story, self.clock, trouble)
        self.network = FakeNetwork(self._answer, self._dying, plan.trouble, self.story, self.clock)
        self.founded_anew = False
        self.snapshot_of: tuple[Epoch, bytes] | None = None
        self.ups: list[Path] = []
        self.downs: list[Path] = []
        self.read: list[tuple[str, Path]] = []
        rng = random.Random(f"{plan.seed} begins")
        self.pcs = [
            self._start(clinic, number, rng)
            for clinic, count in enumerate(plan.pcs)
            for number in range(count)
        ]
        self.story.meet(Adversity.SEVERAL_CLINICS, when=len(plan.pcs) > 1)
        self.story.meet(Adversity.SEVERAL_PCS, when=max(plan.pcs) > 1)

    def _start(self, clinic: int, number: int, rng: random.Random) -> Pc:
        clock = DriftingClock(self.clock)
        machine = self.machines.pc(clinic, number, clock)
        ids, has_copy = EventIds(rng.randbytes(16)), rng.random() < _WITH_COPY
        return Pc(f"C0{clinic + 1}/{number + 1}", machine, clock, ids, has_copy=has_copy)

    # --- who is there

    def some_pc(self, rng: random.Random) -> Pc:
        """Choose a PC that still runs."""
        return rng.choice(self.running())

    def running(self) -> list[Pc]:
        """List the PCs that still run; the last one is never lost."""
        return [pc for pc in self.pcs if not pc.gone]

    def honest(self) -> list[Pc]:
        """List the PCs that run and were not shut out."""
        return [pc for pc in self.running() if pc.device not in self.truth.revoked]

    def log(self) -> Iterator[tuple[ClinicCode, Event]]:
        """Give all the township's log, clinic by clinic."""
        for clinic in self.township.store.clinics():
            for _, event in self.township.store.events(clinic.code, 0, ALL):
                yield clinic.code, event

    # --- what happens at a PC

    def save(self, pc: Pc, kind: str, body: bytes) -> EventId:
        """Save an event at a PC, as its desk would."""
        draft = EventDraft(
            event_id=pc.ids.next_for(digest(body)),
            type=kind,
            body=body,
            versions={},
            user=_DOCTOR,
            device_time=pc.clock.now(),
            clock_trust=ClockTrust.TRUSTED,
        )
        event_id = pc.machine.ledger.append(draft).header.event_id
        pc.saved[event_id] = body
        self.truth.said[event_id] = (pc.clinic, body)
        if pc.has_copy:
            pc.machine.keep_copy()
        return event_id

    def cut_power(self, pc: Pc, rng: random.Random) -> None:
        """Let a PC's power go and come back."""
        torn = rng.randbytes(rng.randrange(1, 5000)) if rng.random() < 0.3 else b""
        cut = PowerCut(rng.random() < 0.5, rng.random() < 0.3, torn)
        self.story.meet(Adversity.SENTINEL_LOST, when=cut.sentinel_lost)
        self.story.meet(Adversity.CACHE_LOST, when=cut.cache_lost)
        self.story.meet(Adversity.TORN_WRITE, when=bool(cut.torn))
        pc.machine.cut_power(cut)
        self.started_again(pc, rng)
        if cut.cache_lost:
            pc.versions.clear()

    def started_again(self, pc: Pc, rng: random.Random) -> None:
        """Draw what a program draws when it starts."""
        pc.ids = EventIds(rng.randbytes(16))

    def forget_what_is_gone(self, pc: Pc) -> None:
        """Take note that an old disk was put back: what is not on it was lost, by no fault of ours."""
        here = {event.header.event_id for event in pc.machine.events()}
        pc.saved = {event_id: body for event_id, body in pc.saved.items() if event_id in here}
        pc.versions.clear()

    # --- the township

    def frozen(self) -> bool:
        """Tell whether settlements are frozen: the township knows that it lost something."""
        return self.township.store.frozen_since() is not None

    def note_log(self) -> None:
        """Remember what is in the log now."""
        for clinic, event in self.log():
            if event.header.type not in MADE_BY_PROGRAM:
                self.truth.logged[event.header.event_id] = clinic

    def forget_township(self) -> None:
        """Take note that the township forgot whom it had shut out, and all it had read."""
        self.truth.revoked.clear()
        self.truth.set_back = False
        self.snapshot_of = None
        for pc in self.pcs:
            pc.copy_read = False

    def lost_span(self) -> set[EventId]:
        """Give what was in the log once and is not any more."""
        here = {event.header.event_id for _, event in self.log()}
        return set(self.truth.logged) - here

    def _answer(self, name: Ask, body: bytes) -> bytes:
        unaware = self.truth.set_back and not self.frozen()
        answer = ClinicApi(self.township.store, self.clock, self.draw).handle(name.value, body, self.tls_pin)
        if self.truth.set_back and self.frozen():
            self.story.meet(Adversity.EPOCH_BEGUN, when=unaware)
            self.truth.set_back = False
        return answer

    def _dying(self, name: Ask, body: bytes, rng: random.Random) -> None:
        store = mortal(self.township.store, rng, _LETHAL)
        with suppress(Crash, Refusal):
            ClinicApi(store, self.clock, self.draw).handle(name.value, body, self.tls_pin)
        self.township.restart()
        if self.frozen():
            self.truth.set_back = False
