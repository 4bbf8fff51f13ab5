"""A round of sync in the fake world: the real client over the fake network, dying where chance has it."""

import random
from dataclasses import dataclass

from core.errors import Hindrance, Refusal
from sync.client import SyncRun
from sync.codec import to_wire
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
    """What a round took: requests, and bytes of bodies both ways as they travel."""

    requests: int = 0
    size: int = 0


def sync(world: World, rng: random.Random) -> None:
    """Let a PC call the township."""
    pc = world.some_pc(rng)
    world.story.tell(f"  {pc.name} calls")
    try:
        go_round(world, pc, rng, world.plan.risk, Cost())
    except (Hindrance, Refusal) as stop:
        world.story.tell(f"  the round ended: {stop.code}")
    except Crash:
        world.story.tell("  its power went during the round")
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
        cost.size += len(to_wire(request.body)) + len(to_wire(answer))
        if risk and rng.random() < _BUSY:
            visit(world, rng, pc)  # the doctor goes on while an answer is on its way
        run.absorb(answer)
