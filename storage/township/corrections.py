"""Corrections at the township: what supersedes what, and which visits must not be settled meanwhile."""

from collections import defaultdict
from collections.abc import Sequence, Set

from sqlalchemy import Connection, insert, select

from core.errors import Refusal
from core.events import EventType
from core.ids import ClinicCode, EventId
from core.settlement_ports import Step
from core.visits.corrections import Supersession, past_of, standing_of, superseded_ids
from storage.township.shelf import Shelf, sliced
from storage.township.tables import log, outbox, quarantine, supersessions

_REVOKED = "revoked"
_CORRECTING = (EventType.VISIT_CORRECTED.value, EventType.VISIT_CANCELLED.value)
_TOUCHED = tuple(step.value for step in (Step.SETTLING, Step.UNKNOWN, Step.WITHDRAWING, Step.SETTLED))
"""Steps at which the platform may hold a settlement that a correction would have to undo first."""


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


def held_back(shelf: Shelf, connection: Connection, clinic: ClinicCode) -> Set[EventId]:
    """Give the visits that may not go to the platform now.

    History, rivals and what they dispute, cancelled visits, what a device wrote after it was revoked, and a
    correction whose past may already be paid.
    """
    known = _supersessions(shelf, connection, clinic)
    revoked = _written_too_late(shelf, connection, clinic)
    if not known:
        return revoked
    standing = standing_of(known)
    paid = select(outbox.c.visit).where(
        shelf.own(outbox), outbox.c.clinic == clinic, outbox.c.step.in_(_TOUCHED)
    )
    touched = {EventId(visit) for visit in connection.scalars(paid)}
    waiting = {event for event in standing.effective if past_of(event, known) & touched}
    # What is under way at the platform goes on until its outcome is certain.
    history = standing.superseded | standing.contested | standing.disputed | standing.cancelled
    return (history - touched) | waiting | (revoked - touched)


def _written_too_late(shelf: Shelf, connection: Connection, clinic: ClinicCode) -> Set[EventId]:
    late = (quarantine.c.clinic == clinic) & (quarantine.c.reason == _REVOKED)
    mine = select(quarantine.c.event_id).where(shelf.own(quarantine), late)
    return frozenset(EventId(event) for event in connection.scalars(mine))


def _supersessions(shelf: Shelf, connection: Connection, clinic: ClinicCode) -> list[Supersession]:
    mine = select(supersessions).where(shelf.own(supersessions), supersessions.c.clinic == clinic)
    targets: dict[tuple[str, bool], set[EventId]] = defaultdict(set)
    for row in connection.execute(mine):
        targets[row.event_id, row.cancels].add(EventId(row.target))
    return [
        Supersession(EventId(event), frozenset(ids), cancels) for (event, cancels), ids in targets.items()
    ]


def _targets(shelf: Shelf, body: bytes) -> list[EventId]:
    try:
        return sorted(superseded_ids(shelf.codec.decode(body)))
    except (KeyError, ValueError, TypeError, Refusal):
        return []
