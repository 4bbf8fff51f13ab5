"""Who is in care, worked out from the roster, from what was noted by hand, and from the follow-ups."""

from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any

from core.coverage.enrolment import RosterEntry
from core.dates import china_day
from core.followup.care import CareSource
from core.ports import EventCodec
from storage.sqlcipher import Database

Place = tuple[str, str]
"""Whose care, for which disease."""
GONE = ""
"""Stands in place of a disease for somebody who died or moved away."""
_SLICE = 200
ROSTER_FROM = """SELECT person_id, record FROM roster
    WHERE build = (SELECT build FROM data_sets WHERE name = 'roster') AND person_id > ?
    ORDER BY person_id LIMIT ?"""
_KEEP_REGISTERED = "INSERT OR IGNORE INTO roster_care (person_key, disease, since) VALUES (?, ?, ?)"
_KNOWN = "SELECT person_key, disease FROM roster_care WHERE disease <> ''"
_IN_CARE = "SELECT person_key, disease FROM care WHERE person_key IN (SELECT person_key FROM roster_care)"
FORGET_REGISTERED = "DELETE FROM roster_care"
_REGISTERED = "SELECT since FROM roster_care WHERE person_key = ? AND disease = ?"
_NOTED = """SELECT begins, moment, source, patient FROM care_notes WHERE person_key = ? AND disease = ?
    ORDER BY moment DESC, event_id DESC LIMIT 1"""
_LAST = """SELECT day, body FROM follow_ups WHERE person_key = ? AND disease = ?
    AND standing IN ('counts', 'disputed') ORDER BY day DESC, moment DESC, event_id DESC LIMIT 1"""
_KEEP = """INSERT OR REPLACE INTO care (person_key, disease, in_care, since, source, due, last_day,
    last_classification, last_step, patient) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_DROP = "DELETE FROM care WHERE person_key = ? AND disease = ?"


def reflect_roster(database: Database, codec: EventCodec) -> Set[Place]:
    """Take over who is registered in the roster in use; tell whose care that may have changed."""
    touched = _places(database, _KNOWN) | _places(database, _IN_CARE)
    database.execute(FORGET_REGISTERED)
    after = ""
    while rows := database.execute(ROSTER_FROM, (after, _SLICE)).fetchall():
        after = rows[-1][0]
        registered = [one for _, record in rows for one in _registered(codec, record)]
        database.conn.executemany(_KEEP_REGISTERED, registered)
    return touched | _places(database, _KNOWN) | _places(database, _IN_CARE)


def refresh_care(database: Database, codec: EventCodec, touched: Iterable[Place]) -> None:
    """Work out anew where some people stand."""
    for place in sorted(touched):
        _refresh(database, codec, place)


def _places(database: Database, statement: str) -> set[Place]:
    return {(key, disease) for key, disease in database.execute(statement).fetchall()}


def _registered(codec: EventCodec, record: bytes) -> list[tuple[str, str, str]]:
    entry = RosterEntry.from_plain(codec.recall(record)[1])
    key = entry.person.person_id
    if entry.deceased_on or entry.moved_on:
        return [(key, GONE, "")]
    return [(key, one.disease.value, one.registered_on.isoformat()) for one in entry.chronic]


def _refresh(database: Database, codec: EventCodec, place: Place) -> None:
    registered = database.execute(_REGISTERED, place).fetchone()
    noted = database.execute(_NOTED, place).fetchone()
    last = database.execute(_LAST, place).fetchone()
    if not (registered or noted or last):
        database.execute(_DROP, place)
        return
    gone = database.execute(_REGISTERED, (place[0], GONE)).fetchone()
    told = codec.recall(last[1]) if last else None
    in_care = not gone and bool(noted[0] if noted else registered)
    since, source = _since(registered, noted, last)
    patient = codec.encode(told["patient"]) if told else noted[3] if noted else None
    known = (last[0], int(told["classification"]), int(told["step"])) if told else (None, None, None)
    due = told["next_on"] if told else since
    database.execute(_KEEP, (*place, in_care, since, source, due, *known, patient))


def _since(registered: Any, noted: Any, last: Any) -> tuple[str, str]:
    """Tell since when and how somebody came into care: what was noted by hand is the later word."""
    if noted:
        return china_day(datetime.fromisoformat(noted[1])).isoformat(), noted[2]
    return (registered[0], CareSource.ROSTER) if registered else (last[0], CareSource.BY_HAND)
