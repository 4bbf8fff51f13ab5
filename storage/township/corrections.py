"""Corrections at the township: what supersedes what, and which visits must not be settled meanwhile."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, tuple_

from core.errors import Refusal
from core.events import EventType
from core.ids import ClinicCode, EventId
from core.settlement_ports import Step
from core.visits.corrections import Supersession, past_of, standing_of, superseded_ids
from storage.township.shelf import Shelf, sliced
from storage.township.tables import log, outbox, quarantine, supersessions

_REVOKED = "revoked"
_CORRECTING = (EventType.VISIT_CORRECTED.value, EventType.VISIT_CANCELLED.value)
_TOUCHED = tuple(
    step.value for step in (Step.SETTLING, Step.UNKNOWN, Step.WITHDRAWING, Step.EXPORTED, Step.SETTLED)
)
"""Steps at which platform or province may hold a settlement that a correction would have to undo first."""
_UNASKED = tuple(step.value for step in (Step.WAITING, Step.REGISTERED, Step.DESCRIBED, Step.UPLOADED))
"""Steps at which it holds one only where a life of this log, lost since, sent the visit: nobody asked yet."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The visits of a clinic that may not go to the platform now, and those it is only to be asked about.

    `for_an_answer`: those of the first that wait for such an answer and for nothing else.
    """

    events: Set[EventId] = frozenset()
    asked_about: Set[EventId] = frozenset()
    for_an_answer: Set[EventId] = frozenset()


def keep_supersessions(
    shelf: Shelf, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
) -> None:
    """Note what newly judged corrections and cancellations supersede; one nobody can read changes nothing."""
    rows = []
    for some in sliced(events):
        mine = shelf.own(log) & (log.c.clinic == clinic) & log.c.event_id.in_(some)
        wanted = select(log.c.event_id, log.c.type, log.c.body).where(mine, log.c.type.in_(_CORRECTING))
        for row in connection.execute(wanted):
            own = {"township": shelf.code, "clinic": clinic, "event_id": row.event_id}
            cancels = row.type == EventType.VISIT_CANCELLED
            rows += [{**own, "target": target, "cancels": cancels} for target in _targets(shelf, row.body)]
    if rows:
        connection.execute(insert(supersessions), rows)


def held_back(
    shelf: Shelf, connection: Connection, clinics: Collection[ClinicCode]
) -> Mapping[ClinicCode, HeldBack]:
    """Give the visits of some clinics that may not go to the platform now.

    History, rivals and what they dispute, cancelled visits, what a device wrote after it was revoked, and a
    correction whose past may already be paid. A life of this log that was lost may have settled what is
    history here: the platform is asked about that once, and what took its place waits for the answer.
    """
    known = supersessions_of(shelf, connection, clinics)
    revoked = _written_too_late(shelf, connection, clinics)
    named = {clinic: _named(known[clinic]) | revoked[clinic] for clinic in clinics}
    touched, unasked = (_at(shelf, connection, named, steps) for steps in (_TOUCHED, _UNASKED))
    return {
        clinic: _held_back(known[clinic], revoked[clinic], touched[clinic], unasked[clinic])
        for clinic in clinics
    }


def _held_back(
    known: Sequence[Supersession], revoked: Set[EventId], touched: Set[EventId], unasked: Set[EventId]
) -> HeldBack:
    standing = standing_of(known)
    history = standing.superseded | standing.contested | standing.disputed | standing.cancelled
    asked_about = (history & unasked) - revoked
    unsure = touched | asked_about
    past = {event: past_of(event, known) for event in standing.effective}
    waiting = {event for event in past if past[event] & unsure}
    for_an_answer = {event for event in waiting - revoked if not past[event] & touched}
    # What is under way at the platform goes on until its outcome is certain.
    return HeldBack((history - unsure) | waiting | (revoked - touched), asked_about, for_an_answer)


def _named(known: Sequence[Supersession]) -> Set[EventId]:
    return {event for one in known for event in (one.event_id, *one.targets)}


def _at(
    shelf: Shelf,
    connection: Connection,
    named: Mapping[ClinicCode, Set[EventId]],
    steps: Sequence[str],
) -> Mapping[ClinicCode, Set[EventId]]:
    """Give those of some events that have come to one of some steps."""
    touched: dict[ClinicCode, set[EventId]] = defaultdict(set)
    for some in sliced([(clinic, event) for clinic, events in named.items() for event in sorted(events)]):
        place = tuple_(outbox.c.clinic, outbox.c.visit)
        mine = shelf.own(outbox) & place.in_(some) & outbox.c.step.in_(steps)
        for row in connection.execute(select(outbox.c.clinic, outbox.c.visit).where(mine)):
            touched[ClinicCode(row.clinic)].add(EventId(row.visit))
    return touched


def _written_too_late(
    shelf: Shelf, connection: Connection, clinics: Collection[ClinicCode]
) -> Mapping[ClinicCode, Set[EventId]]:
    late: dict[ClinicCode, set[EventId]] = defaultdict(set)
    for some in sliced(sorted(clinics)):
        mine = shelf.own(quarantine) & quarantine.c.clinic.in_(some) & (quarantine.c.reason == _REVOKED)
        for row in connection.execute(select(quarantine.c.clinic, quarantine.c.event_id).where(mine)):
            late[ClinicCode(row.clinic)].add(EventId(row.event_id))
    return late


def supersessions_of(
    shelf: Shelf, connection: Connection, clinics: Collection[ClinicCode]
) -> Mapping[ClinicCode, list[Supersession]]:
    """Give what corrections and cancellations of some clinics supersede."""
    targets: dict[tuple[str, str, bool], set[EventId]] = defaultdict(set)
    for some in sliced(sorted(clinics)):
        mine = select(supersessions).where(shelf.own(supersessions), supersessions.c.clinic.in_(some))
        for row in connection.execute(mine):
            targets[row.clinic, row.event_id, row.cancels].add(EventId(row.target))
    found: dict[ClinicCode, list[Supersession]] = defaultdict(list)
    for (clinic, event, cancels), ids in targets.items():
        found[ClinicCode(clinic)].append(Supersession(EventId(event), frozenset(ids), cancels))
    return found


def _targets(shelf: Shelf, body: bytes) -> list[EventId]:
    try:
        return sorted(superseded_ids(shelf.codec.decode(body)))
    except (KeyError, ValueError, TypeError, Refusal):
        return []
