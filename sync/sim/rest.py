"""Coming to rest: on a quiet network, every PC that may speak calls until nothing is left to say."""

import random

from core.errors import Stop
from sync.sim.invariants import Broken, after_a_step, at_rest, first_of
from sync.sim.loss import confirm_all
from sync.sim.money import money_agrees
from sync.sim.paying import settle_all, still_waiting
from sync.sim.rounds import Cost, go_round
from sync.sim.world import Pc, World

_PASSES = 8
_NOTHING_NEW = 2_000
"""Bytes both ways of a call that has nothing to say (6)."""
_ROUND = 200_000
"""Bytes both ways of any call of this small world on a fair link (6)."""


def come_to_rest(world: World) -> None:
    """Let everybody call until nothing moves, and look whether everything holds.

    Raises:
        Broken: what does not.
    """
    rng = random.Random(f"{world.plan.seed} rests")
    world.network.trouble = 0.0
    world.story.tell("coming to rest")
    world.township.restart()
    for pc in world.honest():
        pc.machine.restart()
    _let_all_deliver(world, rng)
    if confirm_all(world):
        _let_all_deliver(world, rng)
    for _ in range(_PASSES):
        settle_all(world)
        _let_all_call(world, rng)
        if not still_waiting(world):
            break
    world.truth.set_back = False
    first_of(after_a_step(world))
    first_of(at_rest(world))
    first_of(money_agrees(world))


def _let_all_deliver(world: World, rng: random.Random) -> None:
    """Let everybody call until nothing waits; where the township has lost its past, until nothing moves."""
    for _ in range(_PASSES):
        moved = [pc for pc in world.honest() if not _had_nothing_to_say(world, pc, rng)]
        lost = world.frozen()
        if not [pc for pc in moved if lost or pc.machine.sync.waiting()]:
            return
    raise Broken("6: it does not come to rest")


def _let_all_call(world: World, rng: random.Random) -> None:
    for _ in range(_PASSES):
        if not [pc for pc in world.honest() if not _had_nothing_to_say(world, pc, rng)]:
            return
    raise Broken("6: it does not come to rest")


def _had_nothing_to_say(world: World, pc: Pc, rng: random.Random) -> bool:
    cost = Cost()
    before = pc.machine.sync.standing()
    try:
        go_round(world, pc, rng, 0.0, cost)
    except Stop as stop:
        raise Broken(f"6: a call of {pc.name} on a quiet network ended with {stop.code}") from stop
    if size := cost.beyond(_ROUND):
        raise Broken(f"6: a call took {size} bytes")
    still = cost.requests == 1 and before == pc.machine.sync.standing()
    world.story.look(6, when=still)
    if still and (size := cost.beyond(_NOTHING_NEW)):
        raise Broken(f"6: a call with nothing to say took {size} bytes")
    return still and not pc.machine.sync.waiting()
