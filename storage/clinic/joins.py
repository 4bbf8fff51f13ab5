"""并档 in the projection: who was told to be one person, and by what people are found again."""

import json
import logging
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Any

from core.dates import china_day
from core.errors import Refusal
from core.events import Event, EventType
from core.ids import EventId, UserId
from core.ports import EventCodec
from core.visits.joins import Join, parted_ids, patient_keys, read_people
from core.visits.visit import PatientOnVisit, Visit
from storage.clinic.search_keys import folded
from storage.sqlcipher import Database

_log = logging.getLogger(__name__)

FORGET_JOINS = (
    "DELETE FROM seen_again",
    "DELETE FROM joins",
    "DELETE FROM join_keys",
    "DELETE FROM partings",
    "DELETE FROM told_apart",
)
BY_KEYS = """SELECT j.event_id, j.at, j.user, j.body FROM join_keys k JOIN joins j ON j.event_id = k.event_id
    WHERE k.key IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM partings p WHERE p.target = j.event_id)"""
APART = "SELECT other FROM told_apart WHERE key IN (SELECT value FROM json_each(?))"
_KEEP_SEEN = "INSERT OR IGNORE INTO seen_again (key, day, visited_at, event_id) VALUES (?, ?, ?, ?)"
_KEEP_JOIN = "INSERT OR IGNORE INTO joins (event_id, at, user, body) VALUES (?, ?, ?, ?)"
_KEEP_KEY = "INSERT OR IGNORE INTO join_keys (key, event_id) VALUES (?, ?)"
_KEEP_PARTING = "INSERT OR IGNORE INTO partings (target, event_id) VALUES (?, ?)"
_KEEP_APART = "INSERT OR IGNORE INTO told_apart (key, other) VALUES (?, ?)"


def name_key(name: str) -> str:
    """Name what people are found by who are called alike, however it is written."""
    return f"name {folded(name)}"


def keep_seen(database: Database, event_id: EventId, visit: Visit) -> None:
    """Note by what the patient of a visit is found again."""
    day = china_day(visit.visited_at).isoformat()
    moment = visit.visited_at.astimezone(UTC).isoformat(timespec="microseconds")
    keys = [*patient_keys(visit.patient), name_key(visit.patient.name)]
    database.conn.executemany(_KEEP_SEEN, [(key, day, moment, event_id) for key in keys])


def keep_told(database: Database, codec: EventCodec, event: Event) -> None:
    """Note who an event joins or parts; one nobody can read changes nothing."""
    header = event.header
    try:
        plain = codec.recall(event.body)
        people = read_people(plain)
        parts = parted_ids(plain) if header.type == EventType.PERSONS_PARTED else None
    except (KeyError, ValueError, TypeError, Refusal):
        _log.info("whom event %s is about is not readable here", header.event_id)
        return
    if parts is None:
        row = (header.event_id, header.device_time.isoformat(), header.user, event.body)
        database.execute(_KEEP_JOIN, row)
        database.conn.executemany(
            _KEEP_KEY, [(key, header.event_id) for one in people for key in patient_keys(one)]
        )
        return
    database.conn.executemany(_KEEP_PARTING, [(target, header.event_id) for target in sorted(parts)])
    one, other = map(patient_keys, people)
    pairs = [(mine, theirs) for mine in one for theirs in other]
    database.conn.executemany(_KEEP_APART, [*pairs, *((theirs, mine) for mine, theirs in pairs)])


def joins_among(database: Database, codec: EventCodec, keys: Collection[str]) -> Sequence[Join]:
    """Give the joins in force that tie somebody to others, and those to further ones."""
    known, waiting = set(keys), set(keys)
    found: dict[str, Join] = {}
    while waiting:
        rows = database.execute(BY_KEYS, (json.dumps(sorted(waiting)),)).fetchall()
        found |= {row[0]: _join(codec, row) for row in rows if row[0] not in found}
        waiting = {key for join in found.values() for key in join.keys} - known
        known |= waiting
    return sorted(found.values(), key=lambda join: (join.at, join.event_id))


def keys_apart(database: Database, keys: Collection[str]) -> Set[str]:
    """Give what those are found by of whom somebody said that they are others."""
    return {row[0] for row in database.execute(APART, (json.dumps(sorted(keys)),)).fetchall()}


def distinct(patients: Collection[PatientOnVisit]) -> Sequence[PatientOnVisit]:
    """Give everybody once who can be found again, by the first of some visits."""
    found: dict[tuple[str, ...], PatientOnVisit] = {}
    for one in patients:
        if keys := tuple(patient_keys(one)):
            found.setdefault(keys, one)
    return list(found.values())


def _join(codec: EventCodec, row: Sequence[Any]) -> Join:
    event_id, at, user, body = row
    plain: Mapping[str, Any] = codec.recall(body)
    likeness = str(plain.get("likeness", ""))
    moment = datetime.fromisoformat(at)
    return Join(EventId(event_id), read_people(plain), likeness, moment, UserId(user))
