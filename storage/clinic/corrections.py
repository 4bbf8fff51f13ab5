"""Corrections in the projection: every version of a visit is kept, the one that counts is shown."""

import logging
from collections import defaultdict

from core.errors import Refusal
from core.events import Event, EventType
from core.ids import EventId
from core.ports import EventCodec
from core.visits.corrections import Standing, Supersession, standing_of, superseded_ids
from storage.sqlcipher import Database

_log = logging.getLogger(__name__)

COUNTS, CANCELLED, DISPUTED, HIDDEN = "counts", "cancelled", "disputed", "hidden"
"""How a version of a visit stands there; `hidden` is history, or a rival that takes no effect yet."""
FORGET_CORRECTIONS = "DELETE FROM supersessions"
SUPERSESSIONS = "SELECT event_id, target, cancels FROM supersessions"
_KEEP = "INSERT OR IGNORE INTO supersessions (event_id, target, cancels) VALUES (?, ?, ?)"
_STAND = "UPDATE visits SET standing = ? WHERE event_id = ?"


def keep_correction(database: Database, codec: EventCodec, event: Event) -> None:
    """Note what a correction or cancellation supersedes; one nobody can read changes nothing."""
    try:
        targets = superseded_ids(codec.decode(event.body))
    except (KeyError, ValueError, TypeError, Refusal):
        _log.info("what event %s supersedes is not readable here", event.header.event_id)
        return
    cancels = event.header.type == EventType.VISIT_CANCELLED
    rows = [(event.header.event_id, target, cancels) for target in sorted(targets)]
    database.conn.executemany(_KEEP, rows)


def known_supersessions(database: Database) -> list[Supersession]:
    """List all corrections and cancellations of the clinic with what they take the place of."""
    targets: dict[tuple[str, int], set[EventId]] = defaultdict(set)
    for event_id, target, cancels in database.execute(SUPERSESSIONS).fetchall():
        targets[event_id, cancels].add(EventId(target))
    return [
        Supersession(EventId(event_id), frozenset(ids), bool(cancels))
        for (event_id, cancels), ids in targets.items()
    ]


def refold(database: Database) -> None:
    """Let every version that corrections concern stand as all of them together have it."""
    if known := known_supersessions(database):
        database.conn.executemany(_STAND, stands(standing_of(known)))


def stands(standing: Standing) -> list[tuple[str, EventId]]:
    """Say of every version that corrections concern how it stands."""
    hidden = (standing.superseded | standing.contested) - standing.cancelled
    return [
        *((HIDDEN, event) for event in hidden),
        *((COUNTS, event) for event in standing.effective - standing.disputed),
        *((CANCELLED, event) for event in standing.cancelled),
        *((DISPUTED, event) for event in standing.disputed),
    ]
