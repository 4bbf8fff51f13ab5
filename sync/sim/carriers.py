"""Deeds with sticks: written, lost, repeated, out of order, damaged, and carried to whom they are not for."""

import random
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from core.errors import Stop
from core.township_ports import TownshipStore
from sync.run import Chance
from sync.sim.adversities import Adversity
from sync.sim.crashes import Crash, mortal
from sync.sim.world import Pc, World
from sync.stick_desk import ClinicStick
from sync.township.stick_office import StickOffice

THE_TOWNSHIP = "the township"
_KEPT = 4
"""Sticks of either direction that lie about; the oldest is lost."""


def write_stick(world: World, rng: random.Random) -> None:
    """Let a PC write what waits on a stick."""
    pc = world.some_pc(rng)
    file = world.machines.sticks / f"up-{len(world.story.lines)}.cunzhen"
    world.story.tell(f"  {pc.name} writes {file.stem}")
    if _done(world, lambda: _desk(pc, rng, 0.0).write(file)):
        world.ups = [*world.ups, file][-_KEPT:]


def read_stick(world: World, rng: random.Random) -> None:
    """Let a PC read one of the sticks, mostly one of the township; it may be for somebody else."""
    sticks = world.downs if rng.random() < 0.9 else world.ups
    if not sticks:
        township_writes(world, rng)
        sticks = world.downs
    if not sticks:  # founded anew, it may know no PC yet to write for
        return
    pc, file = world.some_pc(rng), rng.choice(sticks)
    world.story.tell(f"  {pc.name} reads {file.stem}")
    try:
        read = _done(world, lambda: _desk(pc, rng, world.plan.risk).read(file))
    except Crash:
        world.story.tell("  its power went while it read")
        world.story.meet(Adversity.POWER_CUT_READING)
        world.cut_power(pc, rng)
        return
    world.story.meet(Adversity.STICK_DOWN, when=read)
    world.story.meet(Adversity.STICK_DOWN_LATE, when=read and _is_late(world, pc.name, file))


def township_reads(world: World, rng: random.Random) -> None:
    """Let the township read one of the sticks, perhaps not for the first time."""
    if not world.ups:
        write_stick(world, rng)
    sticks = world.ups if rng.random() < 0.95 else world.downs
    if sticks:
        file = rng.choice(sticks)
        world.story.tell(f"  the township reads {file.stem}")
        again = (THE_TOWNSHIP, file) in world.read
        if _done(world, lambda: _office(world).read(None, file)):
            late = _is_late(world, THE_TOWNSHIP, file)
            world.story.meet(Adversity.STICK_UP)
            world.story.meet(Adversity.STICK_UP_AGAIN, when=again)
            world.story.meet(Adversity.STICK_UP_LATE, when=late and not again)


def read_copy(world: World, rng: random.Random) -> None:
    """Let the township read the second copy of a PC, of one that is lost where there is one."""
    kept = [pc for pc in world.pcs if pc.has_copy and pc.saved]
    if kept:
        pc = rng.choice([pc for pc in kept if pc.gone] or kept)
        world.story.tell(f"  the township reads the second copy of {pc.name}")
        told = _told(world, lambda: _office(world).read(None, pc.machine.second_copy))
        if told and not told["faults"]:
            world.story.meet(Adversity.COPY_READ if pc.gone else Adversity.COPY_READ_ALIVE)
            pc.copy_read = pc.gone


def township_writes(world: World, rng: random.Random) -> None:
    """Let the township write one for all clinics, or for one."""
    file = world.machines.sticks / f"down-{len(world.story.lines)}.cunzhen"
    codes = [one.code for one in world.township.store.clinics()]
    for_whom = [] if rng.random() < 0.5 else [rng.choice(codes)]
    world.story.tell(f"  the township writes {file.stem} for {for_whom or 'all'}")
    if _done(world, lambda: _office(world).write(None, file, for_whom)):
        world.downs = [*world.downs, file][-_KEPT:]


def spoil_stick(world: World, rng: random.Random) -> None:
    """Damage a stick: a bit of it is another, or its end is missing."""
    if not [*world.ups, *world.downs]:
        write_stick(world, rng)
    if not (sticks := [*world.ups, *world.downs]):
        return
    file = rng.choice(sticks)
    content = bytearray(file.read_bytes())
    place = rng.randrange(len(content))
    if rng.random() < 0.5:
        content[place] ^= 1 << rng.randrange(8)
    else:
        del content[place:]
    file.write_bytes(content)
    world.story.tell(f"  {file.stem} is damaged")
    world.story.meet(Adversity.STICK_SPOILT)


def _done(world: World, do: Callable[[], Mapping[str, Any]]) -> bool:
    return _told(world, do) is not None


def _told(world: World, do: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | None:
    try:
        told = do()
    except Stop as stop:
        world.story.tell(f"  it ended: {stop.code}")
        world.story.meet(Adversity.STICK_OF_OTHERS, when=stop.code == "bundle_nothing_for_us")
        return None
    faults = told.get("faults")
    if faults:
        world.story.tell(f"  it left: {', '.join(faults)}")
    return told


def _is_late(world: World, reader: str, file: Path) -> bool:
    """Note that a stick was read; tell whether its reader had read it, or one written later, before."""
    late = any(who == reader and _number(other) >= _number(file) for who, other in world.read)
    world.read.append((reader, file))
    return late


def _number(file: Path) -> int:
    return int(file.stem.rpartition("-")[2])


def _desk(pc: Pc, rng: random.Random, risk: float) -> ClinicStick:
    store = mortal(pc.machine.sync, rng, risk)
    return ClinicStick(store, pc.clock, Chance(rng.randbytes, lambda: 0.0))


def _office(world: World) -> StickOffice[None]:
    store: TownshipStore = world.township.store
    return StickOffice(lambda _: nullcontext(store), world.clock)
