"""Lives of this ledger and of the township's log: what must be offered again, and what is given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.epoch_ports import EarlierLife, SignedResults
from core.events import NO_HASH, Epoch, Event, EventType, LedgerHead
from core.ids import Incarnation
from storage.clinic.ledger import ClinicLedger
from storage.clinic.township_word import TownshipWord
from storage.sqlcipher import Database

_BATCH = 500
_EPOCHS = "SELECT number, epoch_id, predecessor FROM epochs ORDER BY number"
_ANNOUNCED = """SELECT announced FROM announcements
    WHERE epoch = (SELECT max(number) FROM epochs)"""
_LIVES = """WITH told AS (
        SELECT i.incarnation,
            min((SELECT max(sequence) FROM receipts r WHERE r.incarnation = i.incarnation),
                coalesce((SELECT min(sequence) - 1 FROM missing WHERE missing.incarnation = i.incarnation
                    AND NOT EXISTS (SELECT 1 FROM events x WHERE x.position = missing.position)),
                    1 << 62)) AS upto,
            coalesce((SELECT max(sequence) FROM receipts r WHERE r.incarnation = i.incarnation
                AND r.epoch = (SELECT max(number) FROM epochs)), 0) AS received
        FROM incarnations i WHERE i.number < (SELECT max(number) FROM incarnations))
    SELECT t.incarnation, t.upto, t.received, e.hash FROM told t
    JOIN events e ON e.incarnation = t.incarnation AND e.sequence = t.upto
    WHERE t.upto > t.received AND EXISTS (
        SELECT 1 FROM events o WHERE o.incarnation = t.incarnation
            AND o.sequence > t.received AND o.sequence <= t.upto AND o.type <> +?
            AND NOT EXISTS (
                SELECT 1 FROM events c WHERE c.event_id = o.event_id AND c.position > o.position))"""
"""Without its plus SQLite would plan all of this anew whenever the type is put in: 40 times the work."""
_EVENTS_OF = """SELECT header, body, hash FROM events WHERE incarnation = ? AND sequence > ? AND sequence <= ?
    ORDER BY sequence LIMIT ?"""
_RESULT_HASH = "SELECT hash FROM results WHERE position = ?"
_SIGNED = """SELECT position, signature FROM result_signatures WHERE position > ? ORDER BY position LIMIT 1"""
_DISOWN = """INSERT OR IGNORE INTO results_disowned
    (hash, position, event_id, kind, at, facts, previous_hash, record, signature)
    SELECT r.hash, r.position, r.event_id, r.kind, r.at, r.facts, r.previous_hash, r.record, s.signature
    FROM results r LEFT JOIN result_signatures s ON s.position = r.position WHERE r.position > ?"""


@dataclass(frozen=True, slots=True)
class Lives:
    """Implements `core.epoch_ports.ClinicLives` in the ledger file."""

    ledger: ClinicLedger
    word: TownshipWord

    def epochs(self) -> Sequence[Epoch]:
        """List the epochs this clinic followed, oldest first."""
        with self.ledger.file.reading() as database:
            return [Epoch(*row) for row in database.execute(_EPOCHS).fetchall()]

    def announcement(self) -> bytes:
        """Give the township's signed word for the present epoch; empty for the one of the enrolment."""
        with self.ledger.file.reading() as database:
            row = database.execute(_ANNOUNCED).fetchone()
        return bytes(row[0]) if row else b""

    def earlier_lives(self) -> Sequence[EarlierLife]:
        """List the earlier lives that have to be offered again."""
        with self.ledger.file.reading() as database:
            rows = database.execute(_LIVES, (EventType.INCARNATION_STARTED,)).fetchall()
        return [
            EarlierLife(LedgerHead(Incarnation(incarnation), upto, hash_there), received)
            for incarnation, upto, received, hash_there in rows
        ]

    def waiting_earlier(self) -> int:
        """Count the events of earlier lives that have to be offered again."""
        return sum(life.head.sequence - life.received for life in self.earlier_lives())

    def events_of(
        self, incarnation: Incarnation, after: int, up_to: int, limit_bytes: int
    ) -> Sequence[Event]:
        """Give the next events of any life up to a sequence, at least one if there is any."""
        with self.ledger.file.reading() as database:
            rows = database.execute(_EVENTS_OF, (incarnation, after, up_to, _BATCH)).fetchall()
        sizes = accumulate(len(row[0]) + len(row[1]) for row in rows)
        fitting = sum(1 for size in sizes if size <= limit_bytes)
        decode = self.ledger.codec.decode_header
        return [Event(decode(row[0]), row[0], row[1], row[2]) for row in rows[: max(1, fitting)]]

    def result_hash(self, position: int) -> bytes | None:
        """Give the hash at a position of the results; that of position 0 is the one before all."""
        if position == 0:
            return NO_HASH
        with self.ledger.file.reading() as database:
            row = database.execute(_RESULT_HASH, (position,)).fetchone()
        return row[0] if row else None

    def signed_results(self, after: int) -> SignedResults | None:
        """Give the next results behind a position that a statement covers."""
        with self.ledger.file.reading() as database:
            row = database.execute(_SIGNED, (after,)).fetchone()
        if row is None:
            return None
        last, statement = row
        results = [one for one in self.word.results_from(after) if one.position <= last]
        return SignedResults(tuple(results), statement)

    def disown_results(self, after: int) -> None:
        """Put the results behind a position aside; nothing the township ever signed is thrown away."""
        with self.ledger.file.writing() as database:
            disown(database, after)


def disown(database: Database, after: int) -> None:
    """Move results from the stream to those put aside; the triggers let go only of what is kept there."""
    database.execute(_DISOWN, (after,))
    database.execute("DELETE FROM result_signatures WHERE position > ?", (after,))
    database.execute("DELETE FROM results WHERE position > ?", (after,))
