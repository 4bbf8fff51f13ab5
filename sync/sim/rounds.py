"""A round of sync in the fake world: the real client over the fake network, dying where chance has it."""

import random
from dataclasses import dataclass, field

from core.errors import Hindrance, Refusal
from sync.client import SyncRun
from sync.codec import to_wire
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
    run = SyncRun(mortal(pc.machine.sync, rng, risk), pc.clock, rng.randbytes)
    while request := run.prepare():
        cost.requests += 1
        if cost.requests > _MOST_REQUESTS:
            raise Broken("6: a round does not end")
        world.story.add_bytes(request.body)
        answer = world.network.exchange(request.name, request.body, rng)
        cost.bodies += [request.body, answer]
        if risk and rng.random() < _BUSY:
            visit(world, rng, pc)  # the doctor goes on while an answer is on its way
            world.story.meet(Adversity.SAVED_MEANWHILE)
        run.absorb(answer)
