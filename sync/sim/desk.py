"""Deeds at a clinic's desk: visits, corrections, cancellations, and what only a newer program can read."""

import random
from dataclasses import replace
from datetime import timedelta

from core.events import EventType
from core.ids import EventId
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import Visit
from sync.codec import decode, encode
from sync.sim.adversities import Adversity
from sync.sim.world import Pc, World

_MOST_TARGETS = 2
_SAME_PERSON = 0.8


def visit(world: World, rng: random.Random, pc: Pc | None = None) -> None:
    """Save a visit."""
    body = encode(_some_visit(world, rng).to_plain())
    if pc:
        event_id = world.save(pc, EventType.VISIT_RECORDED, body)
        world.story.tell(f"  {pc.name} saves visit {event_id[:6]}")
    else:
        pc = world.some_pc(rng)
        _save(world, rng, pc, (EventType.VISIT_RECORDED, body, "visit"))


def note(world: World, rng: random.Random) -> None:
    """Save what this program cannot read: a type of a newer one, or a visit that is none."""
    pc = world.some_pc(rng)
    kind = rng.choice(["note", EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED])
    body = encode({"supersedes": "?", "text": rng.randbytes(rng.randrange(600))})
    world.story.meet(Adversity.UNREADABLE)
    _save(world, rng, pc, (kind, body, f"a {kind} nobody can read,"))


def correct(world: World, rng: random.Random) -> None:
    """Correct what the desk shows: mostly one visit, at times two versions at once."""
    _supersede(world, rng, EventType.VISIT_CORRECTED)


def cancel(world: World, rng: random.Random) -> None:
    """Cancel a visit the desk shows."""
    _supersede(world, rng, EventType.VISIT_CANCELLED)


def wait(world: World, rng: random.Random) -> None:
    """Let time pass."""
    world.clock.at += timedelta(minutes=rng.randrange(1, 600))


def _supersede(world: World, rng: random.Random, kind: EventType) -> None:
    pc = world.some_pc(rng)
    there = sorted(one.event_id for one in pc.machine.shown())
    if not there:
        return
    count = _MOST_TARGETS if rng.random() < 0.3 else 1
    targets = rng.sample(there, min(count, len(there)))
    if kind is EventType.VISIT_CORRECTED:
        body = correction_body(_some_visit(world, rng, targets[0]), targets)
    else:
        body = cancellation_body("wrong person", targets)
    named = " and ".join(one[:6] for one in targets)
    corrects = kind is EventType.VISIT_CORRECTED
    world.story.meet(Adversity.CORRECTED if corrects else Adversity.CANCELLED)
    world.story.meet(Adversity.TWO_AT_ONCE, when=len(targets) > 1)
    world.story.meet(Adversity.SETTLED_THEN_CORRECTED, when=any(map(world.platform.holds, targets)))
    _save(world, rng, pc, (kind, encode(body), f"{kind.value} of {named} as"))


def _save(world: World, rng: random.Random, pc: Pc, what: tuple[str, bytes, str]) -> None:
    """Save at a desk; at times the power goes before anybody is shown that it is saved."""
    kind, body, told = what
    event_id = world.save(pc, kind, body)
    world.story.tell(f"  {pc.name} saves {told} {event_id[:6]}")
    if rng.random() < world.plan.risk:
        world.story.tell("  its power goes before it says so")
        world.story.meet(Adversity.POWER_CUT_SAVING)
        world.cut_power(pc, rng)


def _some_visit(world: World, rng: random.Random, former: EventId | None = None) -> Visit:
    """Give a visit; of whom a former one was, mostly."""
    if former and rng.random() < _SAME_PERSON:
        seen = Visit.from_plain(decode(world.truth.said[former][1]))
        return replace(seen, complaint=f"咳嗽{rng.randrange(10**6)}")
    return replace(rng.choice(world.machines.visits), complaint=f"咳嗽{rng.randrange(10**6)}")
