"""Deeds of a township that loses everything: founded anew under its county's word, its PCs confirmed."""

import random
from contextlib import nullcontext
from datetime import timedelta

from core.ids import DeviceId
from sync.sim.adversities import Adversity
from sync.sim.world import World
from sync.township.county_epoch import CountyEpochDesk
from sync.township.recovery import export_recovery

_ON_THE_ROAD = timedelta(hours=2)
"""How long the request and the word travel between township and county."""


def lose_township(world: World, rng: random.Random) -> None:
    """Lose the township with its keys, once in a life; what it exported last, the county has."""
    if world.founded_anew:
        world.township.restart()
        return
    world.note_log()
    exported, asked, word = (world.machines.sticks / name for name in ("exported", "asked", "word"))
    export_recovery(world.township.store, world.clock, exported)
    world.township.found_anew()
    world.founded_anew = True
    world.forget_township()
    world.clock.at += _ON_THE_ROAD
    store = world.township.store
    desk: CountyEpochDesk[None] = CountyEpochDesk(lambda _: nullcontext(store), world.clock, rng.randbytes)
    desk.request(None, asked)
    world.machines.sign_epoch(exported, (asked, word), world.clock)
    desk.take(None, word)
    world.story.tell(f"  it is founded anew, and the county signs epoch {store.township().epoch.number}")
    world.story.meet(Adversity.TOWNSHIP_LOST)


def confirm(world: World, rng: random.Random) -> None:
    """Look at one of the PCs that came back by themselves."""
    if back := returned(world):
        device = rng.choice(back)
        world.township.store.confirm_device(device)
        world.story.tell(f"  {', '.join(pc.name for pc in world.pcs if pc.device == device)} is confirmed")
        world.story.meet(Adversity.CONFIRMED)


def confirm_all(world: World) -> bool:
    """Look at every one of them; tell whether there were any."""
    back = returned(world)
    for device in back:
        world.township.store.confirm_device(device)
        world.story.meet(Adversity.CONFIRMED)
    return bool(back)


def returned(world: World) -> list[DeviceId]:
    """List the devices that came back and were not confirmed."""
    store = world.township.store
    known = [one for clinic in store.clinics() for one in store.devices(clinic.code)]
    return sorted(one.device for one in known if one.returned and not one.revoked)
