"""A round of sync in the fake world: the real client over the fake network, dying where chance has it."""

import random
from dataclasses import dataclass, field

from core.errors import Hindrance, Refusal, Stop
from sync.asks import Ask
from sync.codec import to_wire
from sync.run import DONE, Chance, Round
from sync.sim.adversities import Adversity
from sync.sim.crashes import Crash, mortal
from sync.sim.desk import visit
from sync.sim.invariants import Broken
from sync.sim.world import Pc, World

_MOST_REQUESTS = 200
"""A round that asks more has lost its way: nothing in this small world needs so many."""
_BUSY = 0.1
"""Chance that the doctor saves a visit while an answer is on its way."""


@dataclass(slots=True)
class Cost:
    """What a round took: requests, and every body both ways."""

    requests: int = 0
    bodies: list[bytes] = field(default_factory=list)

    def beyond(self, limit: int) -> int | None:
        """Give how many bytes travelled where it was more than `limit`; packing never lengthens a body."""
        if sum(map(len, self.bodies)) <= limit:
            return None
        size = sum(len(to_wire(body)) for body in self.bodies)
        return size if size > limit else None


def sync(world: World, rng: random.Random) -> None:
    """Let a PC call the township."""
    pc = world.some_pc(rng)
    world.story.tell(f"  {pc.name} calls")
    world.story.meet(Adversity.SHUT_OUT_CALLS, when=pc.device in world.truth.revoked)
    try:
        go_round(world, pc, rng, world.plan.risk, Cost())
    except (Hindrance, Refusal) as stop:
        world.story.tell(f"  the round ended: {stop.code}")
    except Crash:
        world.story.tell("  its power went during the round")
        world.story.meet(Adversity.POWER_CUT_IN_ROUND)
        world.cut_power(pc, rng)


def go_round(world: World, pc: Pc, rng: random.Random, risk: float, cost: Cost) -> None:
    """Go through a round.

    Raises:
        Stop: what ended it early.
        Crash: the power went; not without risk.
        Broken: it does not end.
    """
    store = mortal(pc.machine.sync, rng, risk)
    wire = _Wire(world, rng, cost, store.standing().enrolment.tls_pin)
    talk = Round(store, wire, pc.clock, Chance(rng.randbytes, lambda: 0.0))
    try:
        while request := talk.prepare():
            answer = talk.exchange(request)
            if risk and rng.random() < _BUSY:
                visit(world, rng, pc)  # the doctor goes on while an answer is on its way
                world.story.meet(Adversity.SAVED_MEANWHILE)
            talk.absorb(answer)
    except Stop as stop:
        talk.end(stop.code)
        raise
    talk.end(DONE)


@dataclass(slots=True)
class _Wire:
    """Implements `sync.meeting.MeetingTransport` and `sync.transport.Transport` on the fake network."""

    world: World
    rng: random.Random
    cost: Cost
    pin: bytes
    route: str = "wire"
    bytes_up: int = 0
    bytes_down: int = 0

    def exchange(self, name: Ask, body: bytes) -> bytes:
        if self.pin != self.world.tls_pin:
            raise Hindrance("township_not_ours")
        return self._carried(name, body)

    def meet(self, body: bytes) -> tuple[bytes, bytes]:
        return self._carried(Ask.IDENTITY, body), self.world.tls_pin

    def trust(self, _township: str, pin: bytes) -> None:
        self.pin = pin

    def _carried(self, name: Ask, body: bytes) -> bytes:
        self.cost.requests += 1
        if self.cost.requests > _MOST_REQUESTS:
            raise Broken("6: a round does not end")
        self.world.story.add_bytes(body)
        self.world.story.meet(Adversity.STRANGER_MET, when=name is Ask.IDENTITY)
        answer = self.world.network.exchange(name, body, self.rng)
        self.cost.bodies += [body, answer]
        return answer
