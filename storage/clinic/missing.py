"""Events a damaged ledger lost: their places are known, and what comes back is put there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Refusal
from core.events import EVENT_LABEL, NO_HASH, Event
from core.ids import Incarnation
from core.own_events import EventSpan
from core.ports import EventCodec
from storage.clinic.database import StoreFile
from storage.clinic.new_life import damage_of
from storage.sqlcipher import Database

WANTED = """SELECT incarnation, sequence FROM missing WHERE asked < (SELECT max(number) FROM epochs)
    AND NOT EXISTS (SELECT 1 FROM events e WHERE e.position = missing.position) ORDER BY position"""
STILL = """SELECT incarnation, sequence, asked FROM missing
    WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.position = missing.position) ORDER BY position"""
_PLACE = """SELECT position FROM missing WHERE incarnation = ? AND sequence = ?
    AND NOT EXISTS (SELECT 1 FROM events e WHERE e.position = missing.position)"""
_ASKED = """UPDATE missing SET asked = (SELECT max(number) FROM epochs)
    WHERE incarnation = ? AND sequence BETWEEN ? AND ?"""
_STRANDED = """SELECT 1 FROM events o WHERE o.incarnation = ? AND o.sequence > ?
    AND NOT EXISTS (SELECT 1 FROM events c WHERE c.event_id = o.event_id AND c.position > o.position)
    AND o.sequence > coalesce((SELECT max(sequence) FROM receipts r WHERE r.incarnation = o.incarnation
        AND r.epoch = (SELECT max(number) FROM epochs)), 0) LIMIT 1"""
"""Events behind a gap that no chain leads to any more: a new life has to offer them."""
_NEIGHBOUR = "SELECT header, hash FROM events WHERE incarnation = ? AND sequence = ?"
_RECEIPT = "SELECT hash FROM receipts WHERE incarnation = ? AND sequence = ? LIMIT 1"
_PUT_BACK = """INSERT INTO events (position, incarnation, sequence, event_id, type, header, body, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_LOOK_AGAIN = "DELETE FROM keeping WHERE name IN ('checked_at', 'faults')"
"""What the last whole check found says nothing of the file since."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many events are still to be asked for, and how many the township said not to hold."""

    awaited: int
    lost: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Implements `core.own_events.MissingEvents` in the ledger file."""

    file: StoreFile
    codec: EventCodec

    def wanted(self) -> EventSpan | None:
        """Give the next events to ask the township for."""
        with self.file.reading() as database:
            rows = database.execute(WANTED).fetchall()
        if not rows:
            return None
        (incarnation, first), last = rows[0], rows[0][1]
        for life, sequence in rows[1:]:
            if (life, sequence) != (incarnation, last + 1):
                break
            last = sequence
        return EventSpan(Incarnation(incarnation), first, last)

    def lacking(self) -> Lacking:
        """Count what is missing."""
        with self.file.reading() as database:
            rows = database.execute(STILL).fetchall()
            (epoch,) = database.execute("SELECT max(number) FROM epochs").fetchone()
        lost = sum(asked >= epoch for _, _, asked in rows)
        return Lacking(len(rows) - lost, lost)

    def places(self) -> frozenset[tuple[str, int]]:
        """Give life and sequence of all that is missing."""
        with self.file.reading() as database:
            return frozenset((life, sequence) for life, sequence, _ in database.execute(STILL).fetchall())

    def fill(self, events: Sequence[Event]) -> None:
        """Put events back in their places; those that are not missing change nothing.

        Raises:
            Refusal: `event_damaged`: one is not what it says, or does not fit those before and behind it.
        """
        with self.file.writing() as database:
            for event in events:
                header = event.header
                place = database.execute(_PLACE, (header.incarnation, header.sequence)).fetchone()
                if place is None:
                    continue
                if not (is_whole(self.codec, event) and self._fits(database, event)):
                    raise Refusal("event_damaged", sequence=header.sequence)
                where = (place[0], header.incarnation, header.sequence, header.event_id, header.type)
                database.execute(_PUT_BACK, (*where, event.header_bytes, event.body, event.hash))
            if database.execute(WANTED).fetchone() is None:
                database.execute(_LOOK_AGAIN)

    def not_held(self, span: EventSpan) -> bool:
        """Note that the township does not hold some; tell whether what is behind them needs a new life."""
        with self.file.writing() as database:
            database.execute(_ASKED, (span.incarnation, span.first, span.last))
            if database.execute(WANTED).fetchone() is None:
                database.execute(_LOOK_AGAIN)
            stranded = database.execute(_STRANDED, (span.incarnation, span.last)).fetchone()
            return bool(stranded or damage_of(database))

    def _fits(self, database: Database, event: Event) -> bool:
        life, sequence = event.header.incarnation, event.header.sequence
        before = database.execute(_NEIGHBOUR, (life, sequence - 1)).fetchone()
        behind = database.execute(_NEIGHBOUR, (life, sequence + 1)).fetchone()
        receipt = database.execute(_RECEIPT, (life, sequence)).fetchone()
        linked = before[1] if before else NO_HASH if sequence == 1 else event.header.previous_hash
        return (
            event.header.previous_hash == linked
            and (behind is None or self.codec.decode_header(behind[0]).previous_hash == event.hash)
            and (receipt is None or receipt[0] == event.hash)
        )


def is_sound_row(codec: EventCodec, row: tuple[Any, ...]) -> bool:
    """Recompute an event from its row: position, life, sequence, id, type, header, body, hash."""
    try:
        event = Event(codec.decode_header(row[5]), *row[5:])
    except Refusal:
        return False
    header = event.header
    return is_whole(codec, event) and (header.incarnation, header.sequence) == row[1:3]


def is_whole(codec: EventCodec, event: Event) -> bool:
    """Recompute an event from its bytes."""
    whole = codec.digest(EVENT_LABEL + event.header_bytes) == event.hash
    return whole and codec.digest(event.body) == event.header.body_hash
