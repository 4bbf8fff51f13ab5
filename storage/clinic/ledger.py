"""就诊台账: the append-only chain of events in the file `ledger`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from core.events import (
    EVENT_LABEL,
    NO_HASH,
    START_BYTES,
    ClockTrust,
    Event,
    EventDraft,
    EventHeader,
    EventIds,
    EventType,
    LedgerHead,
)
from core.ids import EventId, Incarnation, UserId
from core.ports import Enrolment, EventCodec
from storage.clinic.database import StoreFile
from storage.clinic.missing import Missing
from storage.clinic.new_life import Rebirth, Why, damage_of, rebirth_of
from storage.clinic.notes import FORGET_FORM
from storage.clinic.reserve import Reserve
from storage.clinic.sentinel import Sentinel
from storage.sqlcipher import Database

_OTHERWISE = Rebirth(Why.TOWNSHIP)
NOBODY = UserId("")
"""Who wrote an event that the program itself had to write."""
HEAD = """SELECT i.incarnation, e.sequence, e.hash FROM incarnations i
    LEFT JOIN events e ON e.incarnation = i.incarnation
    WHERE i.number = (SELECT max(number) FROM incarnations) ORDER BY e.sequence DESC LIMIT 1"""
_AFTER = """SELECT header, body, hash FROM events WHERE incarnation = ? AND sequence > ?
    ORDER BY sequence LIMIT ?"""
_FROM = "SELECT header, body, hash, position FROM events WHERE position > ? ORDER BY position LIMIT ?"
INSERT = """INSERT INTO events (position, incarnation, sequence, event_id, type, header, body, hash)
    VALUES (1 + max(coalesce((SELECT max(position) FROM events), 0),
        coalesce((SELECT max(position) FROM missing), 0)), ?, ?, ?, ?, ?, ?, ?)"""
"""The place of an event that damage took stays free for it."""
_NEWEST = """SELECT header, body, hash, position FROM events
    WHERE type = ? AND type <> 'visit_recorded' AND position < ? ORDER BY position DESC LIMIT 8"""
_OF_KIND = """SELECT header, body, hash, position FROM events
    WHERE type = ? AND type <> 'visit_recorded' AND position > ? ORDER BY position LIMIT ?"""
_BOOT_BEFORE = """SELECT body FROM events WHERE type = 'boot' AND type <> 'visit_recorded'
    AND position < (SELECT position FROM events WHERE incarnation = ? AND sequence = ?)
    ORDER BY position DESC LIMIT 1"""
_BEYOND = 2**62
"""Above every position."""
_BATCH = 500
"""Rows fetched at a time: enough for any message, little enough for any memory."""
_UNRECEIPTED = """SELECT header, body, hash FROM events e WHERE type <> ?
    AND NOT EXISTS (SELECT 1 FROM events c WHERE c.event_id = e.event_id AND c.position > e.position)
    AND NOT EXISTS (SELECT 1 FROM events c JOIN receipts r ON r.incarnation = c.incarnation
        AND r.sequence >= c.sequence AND r.epoch = (SELECT max(number) FROM epochs)
        WHERE c.event_id = e.event_id)
    ORDER BY position"""
"""The last copy of every event that no receipt of this epoch covers in any life of the ledger."""


@dataclass(frozen=True, slots=True)
class ChainReader:
    """The chain as it lies in a file, for whoever only reads it."""

    file: StoreFile
    codec: EventCodec

    def events_from(self, position: int) -> Sequence[tuple[int, Event]]:
        """Give the next events above a position of this file, oldest first, of every incarnation."""
        with self.file.reading() as database:
            rows = database.execute(_FROM, (position, _BATCH)).fetchall()
        return [(row[3], _event(self.codec, row)) for row in rows]

    def missing(self) -> frozenset[tuple[str, int]]:
        """Give life and sequence of what damage is known to have taken."""
        return Missing(self.file, self.codec).places()


@dataclass(frozen=True, slots=True)
class ClinicLedger:
    """Implements `core.ports.Ledger` and what of `core.ports.SyncStore` concerns events."""

    file: StoreFile
    codec: EventCodec
    enrolment: Enrolment
    sentinel: Sentinel
    reserve: Reserve

    def head(self) -> LedgerHead:
        """Tell where the chain stands."""
        with self.file.reading() as database:
            return head_of(database)

    def append(self, draft: EventDraft, form_key: str = "") -> Event:
        """Give the draft its place in the chain; when this returns, it is on the disk and its form is gone.

        Raises:
            Hindrance: `disk_full`, `store_not_writable`, `store_damaged`: nothing was kept.
        """
        event = self.reserve.with_room(lambda: self._append(draft, form_key))
        self.sentinel.note(_placed(event))
        return event

    def _append(self, draft: EventDraft, form_key: str) -> Event:
        with self.file.writing() as database:
            event = self._insert(database, head_of(database), draft)
            database.execute(FORGET_FORM, (form_key,))
            return event

    def newest_first(self, kind: EventType) -> Iterator[Event]:
        """Go back through the events of a type other than a recorded visit, in all lives of the ledger."""
        before = _BEYOND
        while True:
            with self.file.reading() as database:
                rows = database.execute(_NEWEST, (kind, before)).fetchall()
            yield from (_event(self.codec, row[:3]) for row in rows)
            if not rows:
                return
            before = rows[-1][3]

    def of_kind_from(self, kind: EventType, position: int) -> Iterator[Event]:
        """Go on through the events of such a type above a position of this file, oldest first."""
        while True:
            with self.file.reading() as database:
                rows = database.execute(_OF_KIND, (kind, position, _BATCH)).fetchall()
            yield from (_event(self.codec, row[:3]) for row in rows)
            if not rows:
                return
            position = rows[-1][3]

    def start_before(self, event: Event) -> bytes:
        """Give the value the last boot before an event told; empty where none did, or it is one itself."""
        if event.header.type == EventType.BOOT:
            return b""
        with self.file.reading() as database:
            place = (event.header.incarnation, event.header.sequence)
            row = database.execute(_BOOT_BEFORE, place).fetchone()
        told = self.codec.recall(row[0]).get("start") if row else None
        return told if isinstance(told, bytes) and len(told) == START_BYTES else b""

    def events_after(self, sequence: int, limit_bytes: int) -> Sequence[Event]:
        """Give the next events of the present incarnation up to a size, at least one if there is any."""
        with self.file.reading() as database:
            rows = database.execute(_AFTER, (head_of(database).incarnation, sequence, _BATCH)).fetchall()
        sizes = accumulate(len(row[0]) + len(row[1]) for row in rows)
        fitting = sum(1 for size in sizes if size <= limit_bytes)
        return [_event(self.codec, row) for row in rows[: max(1, fitting)]]

    def events_from(self, position: int) -> Sequence[tuple[int, Event]]:
        """Give the next events above a position of this file, oldest first, of every incarnation."""
        return ChainReader(self.file, self.codec).events_from(position)

    def missing(self) -> frozenset[tuple[str, int]]:
        """Give life and sequence of what damage is known to have taken."""
        return Missing(self.file, self.codec).places()

    def start_incarnation(self, incarnation: Incarnation, at: datetime, born: Rebirth | None = None) -> None:
        """Begin a new life of the ledger and re-issue, same ids and bodies, what no receipt covers.

        The first event names the life before (its incarnation, last sequence and hash), the reason, and what
        is known to be missing.
        """
        self.sentinel.note(self.reserve.with_room(lambda: self._begin(incarnation, at, born)))

    def _begin(self, incarnation: Incarnation, at: datetime, born: Rebirth | None) -> LedgerHead:
        with self.file.writing() as database:
            former = head_of(database)
            born = born or damage_of(database) or _OTHERWISE
            rows = database.execute(_UNRECEIPTED, (EventType.INCARNATION_STARTED,)).fetchall()
            database.execute("INSERT INTO incarnations (incarnation) VALUES (?)", (incarnation,))
            started = self._started(incarnation, former, born, at)
            head = _placed(self._insert(database, head_of(database), started))
            for row in rows:
                head = _placed(self._insert(database, head, draft_of(_event(self.codec, row))))
        return head

    def continue_or_begin_anew(
        self, incarnation: Incarnation, at: datetime, born: Rebirth | None = None
    ) -> Rebirth | None:
        """Begin a new life if told to, or unless the sentinel says that this is the ledger left here.

        Raises:
            Hindrance: as `append`; the next start tries again.
        """
        with self.file.reading() as database:
            head = head_of(database)
            born = born or rebirth_of(database, head, self.sentinel)
        if born:
            self.start_incarnation(incarnation, at, born)
        else:
            self.sentinel.note(head)
        return born

    def _started(
        self, incarnation: Incarnation, former: LedgerHead, born: Rebirth, at: datetime
    ) -> EventDraft:
        body = self.codec.encode(
            {
                "predecessor": former.incarnation,
                "sequence": former.sequence,
                "hash": former.hash,
                "reason": born.why.value,
                "gaps": [gap.to_plain() for gap in born.gaps],
            }
        )
        # Drawn once and holding one such event, an incarnation may stand for the random start of the id.
        ids = EventIds(bytes.fromhex(incarnation))
        event_id = ids.next_for(self.codec.digest(body))
        return EventDraft(event_id, EventType.INCARNATION_STARTED, body, {}, NOBODY, at, ClockTrust.DOUBTFUL)

    def _insert(self, database: Database, head: LedgerHead, draft: EventDraft) -> Event:
        header = self._header(head, draft)
        header_bytes = self.codec.encode_header(header)
        event = Event(header, header_bytes, draft.body, self.codec.digest(EVENT_LABEL + header_bytes))
        place = (header.incarnation, header.sequence, header.event_id, header.type)
        database.execute(INSERT, (*place, header_bytes, draft.body, event.hash))
        return event

    def _header(self, head: LedgerHead, draft: EventDraft) -> EventHeader:
        return EventHeader(
            township=self.enrolment.township,
            clinic=self.enrolment.clinic,
            device=self.enrolment.device,
            incarnation=head.incarnation,
            sequence=head.sequence + 1,
            event_id=draft.event_id,
            type=draft.type,
            versions=draft.versions,
            user=draft.user,
            device_time=draft.device_time,
            clock_trust=draft.clock_trust,
            body_hash=self.codec.digest(draft.body),
            previous_hash=head.hash,
        )


def _event(codec: EventCodec, row: Any) -> Event:
    return Event(codec.decode_header(row[0]), row[0], row[1], row[2])


def head_of(database: Database) -> LedgerHead:
    """Tell where the present life stands."""
    incarnation, sequence, hash_there = database.execute(HEAD).fetchone()
    return LedgerHead(Incarnation(incarnation), sequence or 0, hash_there or NO_HASH)


def _placed(event: Event) -> LedgerHead:
    return LedgerHead(event.header.incarnation, event.header.sequence, event.hash)


def draft_of(event: Event) -> EventDraft:
    """Give an event as it was before it got its place, to be issued again."""
    header = event.header
    return EventDraft(
        EventId(header.event_id),
        header.type,
        event.body,
        header.versions,
        header.user,
        header.device_time,
        header.clock_trust,
    )
