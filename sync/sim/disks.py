"""Deeds that befall PCs: power cuts, damaged caches, old disks put back, copies, losses, wrong clocks."""

import random
from collections.abc import Sequence
from datetime import timedelta

from core.events import Epoch, EventIds, Receipt
from sync.sim.adversities import Adversity
from sync.sim.invariants import Broken
from sync.sim.story import DriftingClock
from sync.sim.world import Pc, World

_MOST_PCS = 5


def power_cut(world: World, rng: random.Random) -> None:
    """Let a PC's power go while it does nothing."""
    pc = world.some_pc(rng)
    world.story.tell(f"  {pc.name} goes dark")
    world.story.meet(Adversity.POWER_CUT)
    world.cut_power(pc, rng)


def restart(world: World, rng: random.Random) -> None:
    """End a PC's program and start it again."""
    pc = world.some_pc(rng)
    world.story.tell(f"  {pc.name} starts anew")
    world.story.meet(Adversity.RESTARTED)
    pc.machine.restart()
    world.started_again(pc, rng)


def turn_clock(world: World, rng: random.Random) -> None:
    """Let a PC's clock jump, by years at times."""
    pc = world.some_pc(rng)
    pc.clock.wrong_by = timedelta(days=rng.choice([-4000, -400, -1, 0, 1, 400, 4000]))
    days = pc.clock.wrong_by.days
    world.story.tell(f"  the clock of {pc.name} is {days} days off")
    world.story.meet(Adversity.CLOCK_TURNED, when=abs(days) == 1)
    world.story.meet(Adversity.CLOCK_FAR_OFF, when=abs(days) > 1)


def spoil_cache(world: World, rng: random.Random) -> None:
    """Damage a cache; the ledger must be as before (invariant 8)."""
    pc = world.some_pc(rng)
    world.story.tell(f"  the cache of {pc.name} is spoilt")
    world.story.meet(Adversity.CACHE_SPOILT)
    before = _ledger(pc)
    pc.machine.spoil_cache(rng.choice([b"", rng.randbytes(5000)]))
    world.started_again(pc, rng)
    pc.versions.clear()
    world.story.look(8, when=before[2] > 0)
    if _ledger(pc) != before:
        raise Broken("8: a fault of the cache changed the ledger")


def _ledger(pc: Pc) -> tuple[Sequence[bytes], Receipt | None, int, bytes, Epoch]:
    standing = pc.machine.sync.standing()
    events = [event.hash for event in pc.machine.events()]
    return events, standing.receipt, standing.results_position, standing.results_hash, standing.epoch


def copy_disk(world: World, rng: random.Random) -> None:
    """Take an image of a disk."""
    _copy(world, world.some_pc(rng))


def _copy(world: World, pc: Pc) -> None:
    world.story.tell(f"  the disk of {pc.name} is copied")
    pc.machine.copy_disk()
    pc.image = dict(pc.saved)


def put_disk_back(world: World, rng: random.Random) -> None:
    """Put an old disk back, where there is one: what was not delivered since is lost by no fault of ours."""
    pc = _with_image(world, rng)
    whole = rng.random() < 0.5
    world.story.tell(f"  the old disk of {pc.name} is put back{', with its sentinel' if whole else ''}")
    world.story.meet(Adversity.OLD_DISK_WHOLE if whole else Adversity.OLD_DISK)
    pc.machine.put_disk_back(whole)
    world.started_again(pc, rng)
    world.forget_what_is_gone(pc)


def clone(world: World, rng: random.Random) -> None:
    """Start another PC from an image, sentinel and all; sometimes nothing tells the two apart."""
    pc = _with_image(world, rng)
    if len(world.pcs) >= _MOST_PCS:
        return
    same = rng.random() < 0.5
    clock = DriftingClock(world.clock, pc.clock.wrong_by)
    other = pc.machine.clone(same, clock)
    twin = Pc(f"{pc.name}{chr(96 + len(world.pcs))}", other, clock, EventIds(rng.randbytes(16)))
    twin.saved = dict(pc.image or {})
    world.pcs.append(twin)
    where = "on a machine like it" if same else "on another machine"
    world.story.meet(Adversity.CLONE_ALIKE if same else Adversity.CLONE)
    world.story.tell(f"  {twin.name} starts from a copy of {pc.name} {where}")


def lose_pc(world: World, rng: random.Random) -> None:
    """Let a PC burn; the last one is spared."""
    running = world.running()
    if len(running) > 1:
        pc = rng.choice(running)
        pc.gone = True
        world.story.meet(Adversity.PC_BURNT)
        world.story.tell(f"  {pc.name} burns")


def _with_image(world: World, rng: random.Random) -> Pc:
    some = [pc for pc in world.running() if pc.image is not None]
    pc = rng.choice(some or world.running())
    if pc.image is None:
        _copy(world, pc)
    return pc
