"""Follow-ups and who is due: a projection of ledger and roster in the file `cache`, caught up when read."""

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.coverage.enrolment import RosterEntry
from core.data_sets import DataSetName
from core.errors import Refusal
from core.events import ClockTrust, Event, EventType
from core.followup.book import FollowUpVersions
from core.followup.care import CareCounts, Cared, read_care_note
from core.followup.follow_up import FollowUp, FollowUpState, person_key, read_follow_up
from core.followup.form import meets
from core.followup.form_files import form_of
from core.ids import EventId
from core.ports import EventCodec
from core.visits.corrections import Supersession, standing_of, superseded_ids, versions_of
from core.visits.visit import PatientOnVisit
from storage.clinic.care_rows import FORGET_REGISTERED, Place, reflect_roster, refresh_care
from storage.clinic.corrections import CANCELLED, DISPUTED, stands
from storage.clinic.data_sets import DataSets
from storage.clinic.database import StoreFile
from storage.clinic.ledger import ClinicLedger
from storage.clinic.other_events import OtherLedgers
from storage.sqlcipher import Database

_log = logging.getLogger(__name__)

EDITION_SETTING = "follow_up_form"
KINDS = (
    *(EventType.FOLLOW_UP_RECORDED, EventType.FOLLOW_UP_CORRECTED, EventType.FOLLOW_UP_CANCELLED),
    *(EventType.CARE_BEGUN, EventType.CARE_ENDED),
)
_WITH_BODY = (EventType.FOLLOW_UP_RECORDED, EventType.FOLLOW_UP_CORRECTED)
_CORRECTING = (EventType.FOLLOW_UP_CORRECTED, EventType.FOLLOW_UP_CANCELLED)
HEADS = """SELECT (SELECT coalesce(max(position), 0) FROM events),
    (SELECT coalesce(max(position), 0) FROM other_events),
    (SELECT count(*) FROM missing JOIN events e ON e.position = missing.position)"""
ROSTER_BUILD = "SELECT coalesce((SELECT build FROM data_sets WHERE name = 'roster'), 0)"
REFLECTED = """SELECT device, event_position, other_position, mended, roster_build
    FROM follow_ups_reflected WHERE only = 1"""
_KEEP_REFLECTED = """INSERT OR REPLACE INTO follow_ups_reflected
    (only, device, event_position, other_position, mended, roster_build) VALUES (1, ?, ?, ?, ?, ?)"""
_BEGIN_ANEW = (
    "DELETE FROM follow_ups",
    "DELETE FROM follow_up_supersessions",
    "DELETE FROM care_notes",
    FORGET_REGISTERED,
    "DELETE FROM care",
)
_KEEP = """INSERT OR IGNORE INTO follow_ups
    (event_id, person_key, disease, day, moment, face_to_face, day_in_doubt, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_KEEP_NOTE = """INSERT OR IGNORE INTO care_notes
    (event_id, person_key, disease, moment, begins, source, patient) VALUES (?, ?, ?, ?, ?, ?, ?)"""
_KEEP_SUPERSESSION = """INSERT OR IGNORE INTO follow_up_supersessions (event_id, target, cancels)
    VALUES (?, ?, ?)"""
SUPERSESSIONS = "SELECT event_id, target, cancels FROM follow_up_supersessions"
_STAND = "UPDATE follow_ups SET standing = ? WHERE event_id = ?"
_PLACES_OF = """SELECT person_key, disease FROM follow_ups
    WHERE event_id IN (SELECT value FROM json_each(?))"""
DUE = """SELECT c.person_key, c.disease, c.in_care, c.since, c.source, c.due, c.last_day,
    c.last_classification, c.last_step, c.patient, (SELECT count(*) FROM follow_ups f
        WHERE f.person_key = c.person_key AND f.disease = c.disease AND f.day >= ? AND f.day < ?
        AND f.standing IN ('counts', 'disputed') AND f.face_to_face)
    FROM care c WHERE c.in_care = 1 AND c.due <= ? ORDER BY c.due, c.person_key, c.disease LIMIT ? OFFSET ?"""
CARE_OF = """SELECT c.person_key, c.disease, c.in_care, c.since, c.source, c.due, c.last_day,
    c.last_classification, c.last_step, c.patient, (SELECT count(*) FROM follow_ups f
        WHERE f.person_key = c.person_key AND f.disease = c.disease AND f.day >= ? AND f.day < ?
        AND f.standing IN ('counts', 'disputed') AND f.face_to_face)
    FROM care c WHERE c.person_key = ? ORDER BY c.disease"""
COUNTS = """SELECT (SELECT count(*) FROM care WHERE in_care = 1),
    (SELECT count(*) FROM care WHERE in_care = 1 AND due < ?),
    (SELECT count(*) FROM care WHERE in_care = 1 AND due >= ? AND due <= ?)"""
PEOPLE = """SELECT person_id, record FROM roster
    WHERE build = (SELECT build FROM data_sets WHERE name = 'roster')
    AND person_id IN (SELECT value FROM json_each(?))"""
HISTORY = """SELECT f.event_id, f.standing, f.day_in_doubt, f.body,
    EXISTS (SELECT 1 FROM follow_up_supersessions s WHERE s.event_id = f.event_id)
    FROM follow_ups f WHERE f.person_key = ? AND f.disease = ? AND f.standing <> 'hidden'
    ORDER BY f.day DESC, f.moment DESC, f.event_id DESC LIMIT ? OFFSET ?"""
BY_IDS = """SELECT f.event_id, f.standing, f.day_in_doubt, f.body,
    EXISTS (SELECT 1 FROM follow_up_supersessions s WHERE s.event_id = f.event_id)
    FROM follow_ups f WHERE f.event_id IN (SELECT value FROM json_each(?)) ORDER BY f.event_id"""
_EVER = "9999-12-31"
_NOTHING = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Implements `core.followup.book.FollowUpBook`."""

    file: StoreFile
    ledger: ClinicLedger
    others: OtherLedgers
    sets: DataSets
    codec: EventCodec

    def edition(self) -> str:
        """Name the edition of the forms the township set; empty where it set none."""
        told = self.sets.rows(DataSetName.SETTINGS).get(EDITION_SETTING, {})
        return str(told.get("value", ""))

    def due(self, until: date | None, on: date, limit: int, offset: int = 0) -> Sequence[Cared]:
        """List who is in care and due by a day, or everybody, soonest first."""
        last = until.isoformat() if until else _EVER
        return self._cared(DUE, (*_year_of(on), last, limit, offset))

    def counts(self, on: date, soon: date) -> CareCounts:
        """Count who is in care, due before `on`, and due from then on until `soon` inclusive."""
        self.catch_up()
        today = on.isoformat()
        with self.file.reading() as database:
            return CareCounts(*database.execute(COUNTS, (today, today, soon.isoformat())).fetchone())

    def care_of(self, person_key: str, on: date) -> Sequence[Cared]:
        """Give what somebody is or was in care for."""
        return self._cared(CARE_OF, (*_year_of(on), person_key))

    def history(self, person_key: str, disease: str, limit: int, offset: int = 0) -> Sequence[FollowUpState]:
        """List somebody's follow-ups, newest first, without those something took the place of."""
        return self._states(HISTORY, (person_key, disease, limit, offset))

    def versions(self, event_id: EventId) -> FollowUpVersions | None:
        """Give the follow-up an event is a version of."""
        self.catch_up()
        with self.file.reading() as database:
            found = versions_of(event_id, _supersessions(database))
        shown = self._states(BY_IDS, (json.dumps(sorted(found.live)),))
        return FollowUpVersions(found, tuple(shown)) if shown or found.cancellations else None

    def catch_up(self) -> None:
        """Bring the projection to where ledger and roster stand; begin anew if it is of another past."""
        with self.ledger.file.reading() as database:
            heads = tuple(database.execute(HEADS).fetchone())
        device = self.ledger.enrolment.device
        with self.file.reading() as database:
            reflected = database.execute(REFLECTED).fetchone()
            heads += tuple(database.execute(ROSTER_BUILD).fetchone())
        if reflected == (device, *heads):
            return
        before = tuple(reflected[1:]) if reflected and reflected[0] == device else _NOTHING
        with self.file.writing() as database:
            if before[0] > heads[0] or before[1] > heads[1] or before[2] != heads[2]:
                before = _NOTHING
            if before == _NOTHING:
                for statement in _BEGIN_ANEW:
                    database.execute(statement)
            touched = self._reflect_events(database, before)
            if before[3] != heads[3]:
                touched |= reflect_roster(database, self.codec)
            refresh_care(database, self.codec, touched)
            database.execute(_KEEP_REFLECTED, (device, *heads))

    def _reflect_events(self, database: Database, before: tuple[int, ...]) -> set[Place]:
        events = [event for kind in KINDS for event in self.ledger.of_kind_from(kind, before[0])]
        position = before[1]
        while batch := self.others.events_from(position):
            position = batch[-1][0]
            events += [event for _, event in batch if event.header.type in KINDS]
        touched = {place for event in events if (place := self._reflect(database, event))}
        if events and (known := _supersessions(database)):  # a correction may have come before its target
            database.conn.executemany(_STAND, stands(standing_of(known)))
            named = sorted({target for one in known for target in one.targets})
            touched |= set(map(tuple, database.execute(_PLACES_OF, (json.dumps(named),)).fetchall()))
        return touched

    def _reflect(self, database: Database, event: Event) -> Place | None:
        """Keep one event; one that nobody can read here changes nothing."""
        try:
            plain = self.codec.recall(event.body)
            if event.header.type in _CORRECTING:
                cancels = event.header.type == EventType.FOLLOW_UP_CANCELLED
                rows = [(event.header.event_id, one, cancels) for one in sorted(superseded_ids(plain))]
                database.conn.executemany(_KEEP_SUPERSESSION, rows)
            if event.header.type in _WITH_BODY:
                return _keep(database, event, read_follow_up(plain))
            if event.header.type in (EventType.CARE_BEGUN, EventType.CARE_ENDED):
                return _keep_note(database, self.codec, event)
        except (KeyError, ValueError, TypeError, Refusal):
            _log.info("the body of event %s is not readable here", event.header.event_id)
        return None

    def _states(self, statement: str, parameters: tuple[Any, ...]) -> list[FollowUpState]:
        self.catch_up()
        with self.file.reading() as database:
            rows = database.execute(statement, parameters).fetchall()
        return [
            FollowUpState(
                EventId(event_id),
                FollowUp.from_plain(self.codec.recall(body)),
                cancelled=standing == CANCELLED,
                disputed=standing == DISPUTED,
                corrected=bool(corrected),
                day_in_doubt=bool(doubtful),
            )
            for event_id, standing, doubtful, body, corrected in rows
        ]

    def _cared(self, statement: str, parameters: tuple[Any, ...]) -> list[Cared]:
        self.catch_up()
        with self.file.reading() as database:
            rows = database.execute(statement, parameters).fetchall()
            keys = json.dumps(sorted({row[0] for row in rows}))
            people = database.execute(PEOPLE, (keys,)).fetchall() if rows else []
        entries = {key: RosterEntry.from_plain(self.codec.recall(record)[1]) for key, record in people}
        return [self._one(row, entries.get(row[0])) for row in rows]

    def _one(self, row: Any, entry: RosterEntry | None) -> Cared:
        _, disease, in_care, since, source, due, last_day, classification, step, patient, count = row
        return Cared(
            patient=_patient_of(entry) if entry else PatientOnVisit.from_plain(self.codec.recall(patient)),
            disease=disease,
            in_care=bool(in_care),
            since=date.fromisoformat(since),
            source=source,
            due=date.fromisoformat(due),
            last=(date.fromisoformat(last_day), classification, step) if last_day else None,
            this_year=count,
            contract=bool(entry and entry.contract_since),
            village_group=entry.person.village_group if entry else "",
            household=entry.person.household if entry else "",
        )


def _patient_of(entry: RosterEntry) -> PatientOnVisit:
    person = entry.person
    return PatientOnVisit(person.person_id, person.id_number, person.name, person.sex, person.birth_date)


def _keep(database: Database, event: Event, one: FollowUp) -> Place:
    place = person_key(one.patient), one.disease
    form = form_of(one.disease, one.version)
    face_to_face = form is None or meets(one.values, form.rules.face_to_face)
    doubtful = event.header.clock_trust is ClockTrust.DOUBTFUL
    row = (*place, one.on.isoformat(), _moment(one.visited_at), face_to_face, doubtful, event.body)
    database.execute(_KEEP, (event.header.event_id, *row))
    return place


def _keep_note(database: Database, codec: EventCodec, event: Event) -> Place:
    note = read_care_note(codec.recall(event.body))
    place = person_key(note.patient), note.disease
    begins = event.header.type == EventType.CARE_BEGUN
    row = (*place, _moment(note.visited_at), begins, note.source, codec.encode(note.patient.to_plain()))
    database.execute(_KEEP_NOTE, (event.header.event_id, *row))
    return place


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _year_of(on: date) -> tuple[str, str]:
    return date(on.year, 1, 1).isoformat(), date(on.year + 1, 1, 1).isoformat()


def _supersessions(database: Database) -> list[Supersession]:
    targets: dict[tuple[str, int], set[EventId]] = defaultdict(set)
    for event_id, target, cancels in database.execute(SUPERSESSIONS).fetchall():
        targets[event_id, cancels].add(EventId(target))
    return [
        Supersession(EventId(event_id), frozenset(ids), bool(cancels))
        for (event_id, cancels), ids in targets.items()
    ]
