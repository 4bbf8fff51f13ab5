"""What other PCs of this clinic, and earlier lives of this ledger, wrote: kept in the file `ledger`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.clinic_log import LogBatch, OtherLife, SignedRange
from core.events import Epoch, Event, EventType, LedgerHead
from core.ids import DeviceId, Incarnation
from storage.clinic.ledger import ClinicLedger
from storage.sqlcipher import Database

_BATCH = 500
_LIVES = """WITH sure AS (
        SELECT incarnation AS life, CASE WHEN number = (SELECT max(number) FROM incarnations)
            THEN (SELECT max(sequence) FROM events l WHERE l.incarnation = incarnations.incarnation)
            ELSE (SELECT max(sequence) FROM receipts r WHERE r.incarnation = incarnations.incarnation
                AND r.epoch = (SELECT max(number) FROM epochs))
            END AS last
        FROM incarnations)
    SELECT e.incarnation, e.sequence, e.hash FROM sure
    CROSS JOIN events e ON e.incarnation = sure.life AND e.sequence = sure.last"""
_POSITION = "SELECT number FROM log_positions WHERE epoch = ?"
_MOVE = """INSERT INTO log_positions (epoch, number) VALUES (?, ?)
    ON CONFLICT (epoch) DO UPDATE SET number = max(number, excluded.number)"""
_KEEP_RANGE = """INSERT OR IGNORE INTO other_ranges
    (incarnation, first, last, device, signing_key, epoch_number, epoch_id, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_KEEP_LIFE = """INSERT INTO other_lives (incarnation, last) VALUES (?, ?)
    ON CONFLICT (incarnation) DO UPDATE SET last = max(last, excluded.last)"""
_KEEP = """INSERT OR IGNORE INTO other_events (incarnation, sequence, event_id, type, header, body, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_IS_OWN = "SELECT 1 FROM events WHERE incarnation = ? AND sequence = ? AND hash = ?"
_OF_KIND = """SELECT header, body, hash, position FROM other_events
    WHERE type = ? AND type <> 'visit_recorded' AND position > ? ORDER BY position LIMIT ?"""
_FROM = "SELECT header, body, hash, position FROM other_events WHERE position > ? ORDER BY position LIMIT ?"


_TO_HAND_ON = """SELECT device, incarnation, max(last) FROM other_ranges r
    WHERE EXISTS (SELECT 1 FROM other_events e
        WHERE e.incarnation = r.incarnation AND e.sequence BETWEEN r.first AND r.last)
    GROUP BY device, incarnation ORDER BY device, incarnation"""
_NOTHING_LOST = """SELECT 1 WHERE EXISTS (SELECT 1 FROM handed_on WHERE epoch = ?)
    OR NOT EXISTS (SELECT 1 FROM epochs WHERE number < ?)"""
_RANGES = """SELECT first, last, device, signing_key, epoch_number, epoch_id, signature FROM other_ranges
    WHERE incarnation = ? AND last > ? ORDER BY first, last LIMIT ?"""
_EVENTS = """SELECT sequence, header, body, hash FROM other_events
        WHERE incarnation = :life AND sequence BETWEEN :first AND :last
    UNION ALL SELECT sequence, header, body, hash FROM events e
        WHERE incarnation = :life AND sequence BETWEEN :first AND :last AND NOT EXISTS
            (SELECT 1 FROM other_events o WHERE o.incarnation = e.incarnation AND o.sequence = e.sequence)
    ORDER BY sequence"""


@dataclass(frozen=True, slots=True)
class OtherLedgers:
    """Implements `core.clinic_log.OtherEvents`."""

    ledger: ClinicLedger

    def lives(self) -> Sequence[LedgerHead]:
        """Tell how far every life of this ledger is here as the township has it.

        What no receipt of this epoch covers of an earlier life may be a branch of its own: a copied disk
        wrote it, and a township that was lost since may have had it.
        """
        with self.ledger.file.reading() as database:
            rows = database.execute(_LIVES).fetchall()
        return [
            LedgerHead(Incarnation(incarnation), last, hash_there) for incarnation, last, hash_there in rows
        ]

    def log_position(self, epoch: Epoch) -> int:
        """Tell the number of the last range that was looked at in an epoch."""
        with self.ledger.file.reading() as database:
            row = database.execute(_POSITION, (epoch.number,)).fetchone()
        return row[0] if row else 0

    def keep_log(self, epoch: Epoch, batches: Sequence[LogBatch], up_to: int) -> None:
        """Keep verified ranges and the new position in one transaction; events that are here are skipped."""
        with self.ledger.file.writing() as database:
            for batch in batches:
                _keep(database, batch)
            database.execute(_MOVE, (epoch.number, up_to))

    def others_to_hand_on(self, epoch: Epoch) -> Sequence[OtherLife]:
        """List what this ledger did not write, to be offered to a township in a later epoch than the first.

        That is what other PCs wrote, and what this one did before an old disk was put back: of such a life
        the ledger has the beginning only. Nothing where that was done in this epoch.
        """
        with self.ledger.file.reading() as database:
            if database.execute(_NOTHING_LOST, (epoch.number, epoch.number)).fetchone():
                return []
            rows = database.execute(_TO_HAND_ON).fetchall()
        return [OtherLife(DeviceId(device), Incarnation(life), last) for device, life, last in rows]

    def ranges_of_other(self, incarnation: Incarnation, after: int, limit: int) -> Sequence[LogBatch]:
        """Give the next ranges of such a life behind a sequence, in order, as their device signed them.

        What the ledger has itself of a range is put back into it: a signature is over the whole.
        """
        with self.ledger.file.reading() as database:
            rows = database.execute(_RANGES, (incarnation, after, limit)).fetchall()
            return [self._range(database, incarnation, row) for row in rows]

    def handed_on(self, epoch: Epoch) -> None:
        """Remember that this was done in an epoch."""
        with self.ledger.file.writing() as database:
            database.execute("INSERT OR IGNORE INTO handed_on (epoch) VALUES (?)", (epoch.number,))

    def _range(self, database: Database, incarnation: Incarnation, row: Any) -> LogBatch:
        first, last, device, key, number, epoch_id, signature = row
        decode = self.ledger.codec.decode_header
        rows = database.execute(_EVENTS, {"life": incarnation, "first": first, "last": last}).fetchall()
        events = tuple(Event(decode(header), header, body, there) for _, header, body, there in rows)
        return LogBatch(1, DeviceId(device), key, SignedRange(first, number, epoch_id, signature), events)

    def events_from(self, position: int) -> Sequence[tuple[int, Event]]:
        """Give the next events above a position of this table, in the order they came."""
        return self._events(_FROM, (position, _BATCH))

    def of_kind(self, kind: EventType) -> Iterator[Event]:
        """Go through the events of a type other than a recorded visit, in the order they came."""
        position = 0
        while some := self._events(_OF_KIND, (kind, position, _BATCH)):
            yield from (event for _, event in some)
            position = some[-1][0]

    def _events(self, statement: str, parameters: tuple[object, ...]) -> list[tuple[int, Event]]:
        with self.ledger.file.reading() as database:
            rows = database.execute(statement, parameters).fetchall()
        decode = self.ledger.codec.decode_header
        return [(row[3], Event(decode(row[0]), row[0], row[1], row[2])) for row in rows]


def _keep(database: Database, batch: LogBatch) -> None:
    signed, last = batch.signed, batch.events[-1].header.sequence
    place = (batch.incarnation, signed.first, last, batch.device, batch.signing_key)
    database.execute(_KEEP_RANGE, (*place, signed.epoch_number, signed.epoch_id, signed.signature))
    database.execute(_KEEP_LIFE, (batch.incarnation, last))
    for event in batch.events:
        header = event.header
        if database.execute(_IS_OWN, (header.incarnation, header.sequence, event.hash)).fetchone() is None:
            row = (header.incarnation, header.sequence, header.event_id, header.type)
            database.execute(_KEEP, (*row, event.header_bytes, event.body, event.hash))
