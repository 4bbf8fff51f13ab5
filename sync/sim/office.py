"""Deeds at the township: visits sent back, publishing, restores known and unknown, devices shut out."""

import random
from dataclasses import replace
from datetime import timedelta

from core.errors import Refusal
from core.events import Epoch, ResultKind
from core.ids import UserId
from core.township_rows import StaffRow
from sync.sim.adversities import Adversity
from sync.sim.standings import supersessions_of
from sync.sim.world import ALL, World
from sync.township.key_roll import roll_keys
from sync.township.lost_past import begin_epoch
from sync.township.publishing import publish_sets
from sync.township.review import return_visit, take_visit_in

_TO_RESTORE = timedelta(minutes=20)
"""What is under way to the platform has arrived by then."""
_TEXTS = (20, 200, 20_000)


def send_back(world: World, rng: random.Random) -> None:
    """Send a visit back that the platform was not told of, often one that was corrected already."""
    log = list(world.log())
    corrections = supersessions_of([event for _, event in log])
    corrected = {target for one in corrections for target in one.targets}
    named = sorted((event.header.event_id, clinic) for clinic, event in log)
    if waiting := [(row.visit, row.clinic) for row in world.township.book.due(world.clock.now(), ALL)]:
        named = waiting  # what a reviewer is shown
    late = [one for one in named if one[0] in corrected]
    if named:
        event_id, clinic = rng.choice(late if late and rng.random() < 0.7 else named)
        try:
            return_visit(
                world.township.review, clinic, event_id, f"reason {rng.randrange(1000)}", world.clock
            )
        except Refusal as refusal:
            world.story.tell(f"  {event_id[:6]} is not sent back: {refusal.code}")
            return
        world.story.tell(f"  {event_id[:6]} is sent back")
        world.story.meet(Adversity.SENT_BACK)


def take_in(world: World, rng: random.Random) -> None:
    """Let a visit that went back be settled after all."""
    back = sorted(
        (result.event_id, clinic.code)
        for clinic in world.township.store.clinics()
        for result in world.township.store.results(clinic.code, 0, ALL)
        if result.kind == ResultKind.NEEDS_CORRECTION
    )
    if back:
        event_id, clinic = rng.choice(back)
        try:
            take_visit_in(world.township.review, clinic, event_id, world.clock)
        except Refusal as refusal:
            world.story.tell(f"  {event_id[:6]} stays back: {refusal.code}")
            return
        world.story.tell(f"  {event_id[:6]} is taken in after all")
        world.story.meet(Adversity.TAKEN_IN)


def publish(world: World, rng: random.Random) -> None:
    """Put up data sets that changed, small ones and large ones."""
    store, user = world.township.store, UserId(f"user{rng.randrange(3)}")
    clinic = rng.choice(sorted(store.clinics(), key=lambda one: one.code))
    staff = {one.user: one for one in store.staff(clinic.code)}
    staff[user] = StaffRow(user, clinic.code, rng.randbytes(rng.choice(_TEXTS)).hex(), "doctor")
    store.keep_clinic(replace(clinic, last_contact=None), list(staff.values()))
    publish_sets(store, world.clock)
    world.story.tell(f"  sets of {clinic.code} are put up")
    world.story.meet(Adversity.SETS_CHANGED)


def township_restarts(world: World, _rng: random.Random) -> None:
    """Stop the server and start it again."""
    world.township.restart()
    world.story.meet(Adversity.TOWNSHIP_RESTARTED)


def copy_township(world: World, _rng: random.Random) -> None:
    """Take a snapshot of the server."""
    world.township.copy_disk()
    world.snapshot_of = _life_of(world)


def put_township_back(world: World, rng: random.Random) -> None:
    """Set the township back, mostly in silence: what clinics hold must bring it all home.

    Whom it had shut out since is let in again until somebody shuts him out again. A snapshot of a former
    epoch is not put back: of two epochs that both follow it, a clinic believes the first it hears of, and
    only its county can lead it out of that; nor one of former keys, which no clinic knows any more.
    """
    if world.snapshot_of != _life_of(world):
        copy_township(world, rng)
        return
    world.note_log()
    world.township.put_disk_back()
    world.clock.at += _TO_RESTORE
    store = world.township.store
    revoked = {device: kept for device, kept in world.truth.revoked.items() if _is_revoked(world, device)}
    world.truth.revoked = revoked
    world.truth.set_back = True
    for pc in world.pcs:
        pc.copy_read = False  # what it brought in may be lost again
    told = rng.random() < 0.3
    lost = bool(world.lost_span())
    world.story.meet(Adversity.TOWNSHIP_SET_BACK_TOLD if told else Adversity.TOWNSHIP_SET_BACK, when=lost)
    if told:
        world.story.tell("  and somebody says so")
        begin_epoch(store, world.clock, (), rng.randbytes)
        world.truth.set_back = False


def roll_keys_over(world: World, _rng: random.Random) -> None:
    """Change the township's signing and sealing keys as planned."""
    roll = roll_keys(world.township.store, world.clock)
    world.story.tell(f"  key {roll.face.signing.hex()[:6]} takes over")
    world.story.meet(Adversity.KEYS_ROLLED)


def _life_of(world: World) -> tuple[Epoch, bytes]:
    township = world.township.store.township()
    return township.epoch, township.keys.signing


def _is_revoked(world: World, device: str) -> bool:
    clinics = world.township.store.clinics()
    known = [one for clinic in clinics for one in world.township.store.devices(clinic.code)]
    return any(one.device == device and one.revoked for one in known)


def revoke(world: World, rng: random.Random) -> None:
    """Shut a stolen PC out from a sequence on; a clinic keeps one that may speak."""
    honest = world.honest()
    devices = sorted({pc.device for pc in honest})
    if len(devices) < 2:
        return
    device = rng.choice(devices)
    store = world.township.store
    if store.device(device) is None:
        return  # it has not called since the township was founded anew
    lives = store.device_lives(device)
    kept = {one.incarnation: max(0, one.sequence + rng.choice([0, 0, -1, 2])) for one in lives}
    world.note_log()
    store.revoke_device(device, kept, world.clock.now())
    world.truth.revoked[device] = kept
    world.truth.in_time |= {event.header.event_id for _, event in world.log()}
    world.story.meet(Adversity.SHUT_OUT)
    names = ", ".join(pc.name for pc in world.pcs if pc.device == device)
    world.story.tell(f"  {names} is shut out")
