"""Clinics, a township, and everything between them going wrong: a life is decided by its plan alone."""

import random
from collections.abc import Callable, Mapping

from sync.sim import carriers, desk, disks, loss, office, paying, rounds
from sync.sim.invariants import Broken, after_a_step, first_of
from sync.sim.machines import Machines
from sync.sim.plan import Plan
from sync.sim.rest import come_to_rest
from sync.sim.story import Story
from sync.sim.world import World

DEEDS: Mapping[str, Callable[[World, random.Random], None]] = {
    deed.__name__: deed
    for deed in (
        *(desk.visit, desk.note, desk.correct, desk.cancel, desk.wait),
        rounds.sync,
        *(disks.power_cut, disks.restart, disks.turn_clock, disks.spoil_cache),
        *(disks.copy_disk, disks.put_disk_back, disks.clone, disks.lose_pc),
        *(paying.settle, paying.reverse, paying.reconcile, office.send_back, office.take_in, office.publish),
        *(office.township_restarts, office.copy_township, office.put_township_back, office.revoke),
        *(office.roll_keys_over, loss.lose_township, loss.confirm),
        *(carriers.write_stick, carriers.read_stick, carriers.spoil_stick),
        *(carriers.township_reads, carriers.township_writes, carriers.read_copy),
    )
}
_QUIET = ("wait", "note", "settle", "send_back", "reverse", "publish", "reconcile", "copy_disk")
"""Deeds after which nothing can be missing that was not missing before."""


def live(plan: Plan, machines: Machines) -> Story:
    """Live through a plan, come to rest, and look whether everything holds.

    Raises:
        Broken: with the seed, what does not hold, and the story.
    """
    world = World(plan, machines)
    tell = world.story.tell
    try:
        for deed in plan.deeds:
            tell(deed.name)
            DEEDS[deed.name](world, random.Random(f"{plan.seed} {deed.chance}"))
            if deed.name not in _QUIET:
                first_of(after_a_step(world))
        come_to_rest(world)
    except Broken as broken:
        raise Broken(broken.what, plan.seed, world.story.lines) from broken.__cause__
    except Exception as error:
        what = f"raised {type(error).__name__}: {error}"
        raise Broken(what, plan.seed, world.story.lines) from error
    return world.story
