"""Deeds at a clinic's desk: visits, corrections, cancellations, and what only a newer program can read."""

import random
from dataclasses import replace
from datetime import timedelta

from core.events import EventType
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import Visit
from sync.codec import encode
from sync.sim.world import Pc, World

_MOST_TARGETS = 2


def visit(world: World, rng: random.Random, pc: Pc | None = None) -> None:
    """Save a visit."""
    pc = pc or world.some_pc(rng)
    event_id = world.save(pc, EventType.VISIT_RECORDED, encode(_some_visit(world, rng).to_plain()))
    world.story.tell(f"  {pc.name} saves visit {event_id[:6]}")


def note(world: World, rng: random.Random) -> None:
    """Save what this program cannot read: a type of a newer one, or a visit that is none."""
    pc = world.some_pc(rng)
    kind = rng.choice(["note", EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED])
    body = encode({"supersedes": "?", "text": rng.randbytes(rng.randrange(600))})
    event_id = world.save(pc, kind, body)
    world.story.tell(f"  {pc.name} saves {event_id[:6]}, a {kind} nobody can read")


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
        body = correction_body(_some_visit(world, rng), targets)
    else:
        body = cancellation_body("wrong person", targets)
    event_id = world.save(pc, kind, encode(body))
    named = " and ".join(one[:6] for one in targets)
    world.story.tell(f"  {pc.name} saves {event_id[:6]}, {kind.value} of {named}")


def _some_visit(world: World, rng: random.Random) -> Visit:
    return replace(world.machines.visit, complaint=f"咳嗽{rng.randrange(10**6)}")
