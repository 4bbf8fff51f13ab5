"""更正与撤销: which of several versions of a visit counts, whatever the order they became known in."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from core.ids import EventId
from core.visits.visit import Visit

_MOST_SUPERSEDED = 50
"""Versions one correction may name: two PCs that were apart for weeks make far fewer."""
_ID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Supersession:
    """A correction or cancellation and the events it takes the place of."""

    event_id: EventId
    targets: frozenset[EventId]
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of the events that corrections concern; events nobody corrected are not named here.

    `effective` counts, `cancelled` stands there crossed out, `superseded` is history, `contested` are rival
    corrections that take no effect until one supersedes them all; `disputed` is what they are about.
    """

    effective: Set[EventId] = frozenset()
    cancelled: Set[EventId] = frozenset()
    superseded: Set[EventId] = frozenset()
    contested: Set[EventId] = frozenset()
    disputed: Set[EventId] = frozenset()


def correction_body(visit: Visit, targets: Iterable[EventId]) -> dict[str, Any]:
    """Give the body of the event `visit_corrected`: the whole visit as it should be, and what it replaces."""
    return {**visit.to_plain(), "supersedes": sorted(targets)}


def cancellation_body(reason: str, targets: Iterable[EventId]) -> dict[str, Any]:
    """Give the body of the event `visit_cancelled`: why, and what never was."""
    return {"reason": reason, "supersedes": sorted(targets)}


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions of one visit: the first of them, and the `live` ones, which nothing takes the place of.

    One version is live, or several are rivals; `cancellations` are those of them that cancel the visit.
    """

    first: EventId
    members: Set[EventId]
    live: Set[EventId]
    cancellations: Set[EventId] = frozenset()


@dataclass(slots=True)
class _Family:
    """Events tied together by superseding one another."""

    members: dict[EventId, frozenset[EventId]] = field(default_factory=dict)

    def before(self, event: EventId) -> set[EventId]:
        """Give the event and everything it directly or indirectly supersedes."""
        found, waiting = {event}, [event]
        while waiting:
            for target in self.members[waiting.pop()] - found:
                found.add(target)
                waiting.append(target)
        return found


def superseded_ids(plain: Mapping[str, Any]) -> frozenset[EventId]:
    """Read the field `supersedes` of a body.

    Raises:
        KeyError, ValueError, TypeError: it is missing or not of its form.
    """
    ids = plain["supersedes"]
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_SUPERSEDED:
        raise ValueError("supersedes")
    for one in ids:
        if not isinstance(one, str) or len(one) != _ID_DIGITS or bytes.fromhex(one).hex() != one:
            raise ValueError("supersedes")
    return frozenset(map(EventId, ids))


def standing_of(supersessions: Iterable[Supersession]) -> Standing:
    """Fold all corrections and cancellations of a clinic; the order they are given in changes nothing."""
    known = {one.event_id: one for one in supersessions}
    found: dict[str, set[EventId]] = {name: set() for name in Standing.__slots__}
    for family in _families(known):
        _judge(family, known, found)
    return Standing(**found)


def versions_of(event: EventId, supersessions: Iterable[Supersession]) -> Versions:
    """Give all versions of the visit that an event is a version of; one nobody corrected is its only one."""
    known = {one.event_id: one for one in supersessions}
    for family in _families(known):
        if event in family.members:
            replaced = set[EventId]().union(*family.members.values())
            live = set(family.members) - replaced
            cancels = {one for one in live if one in known and known[one].cancels}
            first = min((one for one, targets in family.members.items() if not targets), default=event)
            return Versions(first, frozenset(family.members), live, cancels)
    return Versions(event, {event}, {event})


def past_of(event: EventId, supersessions: Iterable[Supersession]) -> Set[EventId]:
    """Give all that an event directly or indirectly takes the place of."""
    members = {one.event_id: one.targets for one in supersessions}
    for targets in list(members.values()):
        members.update({target: members.get(target, frozenset()) for target in targets})
    return _Family({event: frozenset(), **members}).before(event) - {event}


def _judge(family: _Family, known: Mapping[EventId, Supersession], found: Mapping[str, set[EventId]]) -> None:
    replaced = set[EventId]().union(*family.members.values())
    live = set(family.members) - replaced
    if len(live) == 1:
        counting = live
    else:
        counting = _last_agreed(family, live)
        found["contested"] |= live
        found["disputed"] |= counting
    cancellations = {event for event in counting if event in known and known[event].cancels}
    crossed_out = set[EventId]().union(*(family.members[event] for event in cancellations))
    found["effective"] |= counting
    found["cancelled"] |= crossed_out
    found["superseded"] |= set(family.members) - counting - crossed_out - live


def _last_agreed(family: _Family, live: set[EventId]) -> set[EventId]:
    """Give the latest versions that all rivals build on; the first ones where they share nothing."""
    pasts = [family.before(event) - {event} for event in live]
    shared = set[EventId].intersection(*pasts) if pasts else set()
    if not shared:
        return {event for event, targets in family.members.items() if not targets}
    overtaken = set[EventId]().union(*(family.before(event) - {event} for event in shared))
    return shared - overtaken


def _families(known: Mapping[EventId, Supersession]) -> Iterable[_Family]:
    members: dict[EventId, frozenset[EventId]] = {}
    beside: dict[EventId, set[EventId]] = {}
    for one in known.values():
        members[one.event_id] = one.targets - {one.event_id}
        for target in members[one.event_id]:
            members.setdefault(target, known[target].targets - {target} if target in known else frozenset())
            beside.setdefault(target, set()).add(one.event_id)
            beside.setdefault(one.event_id, set()).add(target)
    left = set(members)
    while left:
        family, waiting = _Family(), [min(left)]
        while waiting:
            event = waiting.pop()
            if event in left:
                left.discard(event)
                family.members[event] = members[event]
                waiting += beside.get(event, ())
        yield family
