"""Invariant 4 and what follows from it: the platform's own books are the judge of what was settled."""

from collections.abc import Iterator, Mapping

from core.ids import EventId
from sync.sim.paying import still_waiting
from sync.sim.platform import Settlement, own_number
from sync.sim.standings import net_settled, versions_of_one
from sync.sim.world import ALL, World


def money_agrees(world: World) -> Iterator[str]:
    """4: a visit is settled once, and the township knows of every settlement, and of none there is not."""
    standing = world.platform.settled()
    world.story.look(4, when=bool(standing))
    yield from _nothing_is_doubled(world, standing)
    paid = {event: fund for log in _paid(world) for event, fund in log.items()}
    yield from _nothing_is_invented(world, paid, standing)
    if not world.frozen() and not world.lost_span():
        world.story.look(7, when=bool(standing))
        yield from _nothing_is_lost(paid, standing)
        if waiting := still_waiting(world):
            yield f"7: the settlement of {waiting[0][:6]} does not come to its end"
    yield from _sums_agree(world)


def _nothing_is_doubled(world: World, standing: Mapping[str, list[Settlement]]) -> Iterator[str]:
    twice = [number for number, settled in standing.items() if len(settled) > 1]
    if twice:
        yield f"4: the platform settled {twice[0][:6]} twice"
    for clinic in world.township.store.clinics():
        log = [event for _, event in world.township.store.events(clinic.code, 0, ALL)]
        here = [event.header.event_id for event in log if own_number(event.header.event_id) in standing]
        if versions_of_one(log, here):
            yield "4: the platform settled two versions of a visit"


def _nothing_is_invented(
    world: World, paid: Mapping[EventId, int], standing: Mapping[str, list[Settlement]]
) -> Iterator[str]:
    for event, fund in paid.items():
        settled = standing.get(own_number(event), [])
        if not settled and not world.platform.undid(event):
            yield f"4: visit {event[:6]} counts as settled that the platform did not settle"
        if settled and settled[0].fund != fund:
            yield f"4: visit {event[:6]} counts as settled with {fund}, the platform has {settled[0].fund}"


def _nothing_is_lost(paid: Mapping[EventId, int], standing: Mapping[str, list[Settlement]]) -> Iterator[str]:
    here = {own_number(event) for event in paid}
    if forgotten := sorted(set(standing) - here):
        yield f"4: the platform settled {forgotten[0][:6]}, and the township does not know of it"
    if gone := sorted(here - set(standing)):
        yield f"4: visit {gone[0][:6]} counts as settled that the platform undid"


def _sums_agree(world: World) -> Iterator[str]:
    """4: the sum settled is the sum of the results applied."""
    paid = _paid(world)
    counts = world.township.store.counts()
    expected = sum(map(len, paid)), sum(sum(one.values()) for one in paid)
    if (counts.settled_visits, counts.fund) != expected:
        yield f"4: {counts.settled_visits} settlements of {counts.fund} are counted, not {expected}"


def _paid(world: World) -> list[Mapping[EventId, int]]:
    store = world.township.store
    return [net_settled(store.results(clinic.code, 0, ALL)) for clinic in store.clinics()]
