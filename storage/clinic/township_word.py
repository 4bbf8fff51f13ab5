"""What the township said, kept in the file `ledger`: epochs, receipts, results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import Refusal
from core.events import NO_HASH, Epoch, Receipt, Result, result_kind
from core.ids import DeviceId, EventId, Incarnation
from core.ports import EventCodec
from storage.clinic.database import StoreFile
from storage.sqlcipher import Database

_EPOCH = "SELECT number, epoch_id, predecessor FROM epochs ORDER BY number DESC LIMIT 1"
_RECEIPT = """SELECT device, incarnation, sequence, hash, log_position, log_hash, at, signed FROM receipts
    WHERE incarnation = ? AND epoch = ? ORDER BY sequence DESC LIMIT 1"""
_KEEP_RECEIPT = """INSERT INTO receipts
    (device, incarnation, sequence, hash, epoch, log_position, log_hash, at, signed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_PRESENT = "SELECT incarnation FROM incarnations ORDER BY number DESC LIMIT 1"
_WAITING = """WITH present AS (SELECT incarnation FROM incarnations ORDER BY number DESC LIMIT 1)
    SELECT count(*) FROM events WHERE incarnation = (SELECT incarnation FROM present) AND sequence > coalesce(
        (SELECT max(sequence) FROM receipts
            WHERE incarnation = (SELECT incarnation FROM present) AND epoch = ?), 0)"""
_RESULTS_FROM = """SELECT position, event_id, kind, at, facts, previous_hash, record, hash FROM results
    WHERE position > ? ORDER BY position LIMIT ?"""
_LAST_ABOUT = """SELECT position, event_id, kind, at, facts, previous_hash, record, hash FROM results
    WHERE event_id = ? ORDER BY position DESC LIMIT 1"""
_ANNOUNCE = "INSERT INTO announcements (epoch, announced) VALUES (?, ?)"
_RESULT_HASH = "SELECT hash FROM results WHERE position = ?"
_KEEP_RESULT = """INSERT INTO results (position, event_id, kind, at, facts, previous_hash, record, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_RESULTS_HEAD = "SELECT position, hash FROM results WHERE position = (SELECT max(position) FROM results)"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class TownshipWord:
    """The township's side of the ledger file."""

    file: StoreFile
    codec: EventCodec

    def epoch(self) -> Epoch:
        """Give the epoch this clinic follows."""
        with self.file.reading() as database:
            return _epoch(database)

    def move_epoch(self, epoch: Epoch, announced: bytes = b"") -> None:
        """Follow into a verified new epoch; the one we are in changes nothing.

        Raises:
            Refusal: `epoch_goes_backwards`.
        """
        with self.file.writing() as database:
            present = _epoch(database)
            if epoch == present:
                return
            if epoch.number <= present.number:
                raise Refusal("epoch_goes_backwards")
            keep_epoch(database, epoch)
            if announced:
                database.execute(_ANNOUNCE, (epoch.number, announced))

    def receipt(self) -> Receipt | None:
        """Give the last receipt of the present incarnation in this epoch."""
        with self.file.reading() as database:
            (incarnation,) = database.execute(_PRESENT).fetchone()
            return _last_receipt(database, incarnation, _epoch(database))

    def waiting(self, kinds: Collection[str] = ()) -> int:
        """Count the events of the present incarnation no receipt covers, all or those of some types."""
        only = f" AND type IN ({', '.join('?' * len(kinds))})" if kinds else ""
        with self.file.reading() as database:
            (count,) = database.execute(_WAITING + only, (_epoch(database).number, *kinds)).fetchone()
            return int(count)

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a verified receipt; one of another epoch or older than the last changes nothing.

        Raises:
            Refusal: `receipt_not_of_this_ledger`: it is about events that are not here.
        """
        with self.file.writing() as database:
            epoch = _epoch(database)
            last = _last_receipt(database, receipt.incarnation, epoch)
            if receipt.epoch != epoch or receipt.sequence <= (last.sequence if last else 0):
                return
            _require_ours(database, receipt)
            database.execute(
                _KEEP_RECEIPT,
                (
                    *(receipt.device, receipt.incarnation, receipt.sequence, receipt.hash, epoch.number),
                    *(receipt.log_position, receipt.log_hash, receipt.at.isoformat(), receipt.signed),
                ),
            )

    def results_head(self) -> tuple[int, bytes]:
        """Tell position and hash of the last result; 0 before the first."""
        with self.file.reading() as database:
            return _results_head(database)

    def keep_results(self, results: Sequence[Result], signature: bytes) -> None:
        """Keep verified results and the signature on their head together; those held already are skipped.

        Raises:
            Refusal: `results_do_not_follow`: a gap, or another result than the one held.
        """
        with self.file.writing() as database:
            kept = [result for result in results if self._follows(database, result)]
            if kept:
                database.execute(
                    "INSERT INTO result_signatures (position, signature) VALUES (?, ?)",
                    (kept[-1].position, signature),
                )

    def results_from(self, position: int) -> Sequence[Result]:
        """Give the next results above a position."""
        with self.file.reading() as database:
            rows = database.execute(_RESULTS_FROM, (position, _BATCH)).fetchall()
        return [self._result(row) for row in rows]

    def last_result_about(self, event_id: EventId) -> Result | None:
        """Give the last result that names an event."""
        with self.file.reading() as database:
            row = database.execute(_LAST_ABOUT, (event_id,)).fetchone()
        return self._result(row) if row else None

    def _follows(self, database: Database, result: Result) -> bool:
        head, head_hash = _results_head(database)
        if result.position <= head:
            held = database.execute(_RESULT_HASH, (result.position,)).fetchone()
            if held is None or held[0] != result.hash:
                raise Refusal("results_do_not_follow")
            return False
        if result.position != head + 1 or result.previous_hash != head_hash:
            raise Refusal("results_do_not_follow")
        database.execute(
            _KEEP_RESULT,
            (
                *(result.position, result.event_id, str(result.kind), result.at.isoformat()),
                *(self.codec.encode(dict(result.facts)), result.previous_hash, result.record, result.hash),
            ),
        )
        return True

    def _result(self, row: Any) -> Result:
        position, event_id, kind, at, facts, previous, record, hash_there = row
        return Result(
            position,
            EventId(event_id),
            result_kind(kind),
            datetime.fromisoformat(at),
            self.codec.decode(facts),
            previous,
            record,
            hash_there,
        )


def keep_epoch(database: Database, epoch: Epoch) -> None:
    """Write an epoch down as the one to follow."""
    database.execute(
        "INSERT INTO epochs (number, epoch_id, predecessor) VALUES (?, ?, ?)",
        (epoch.number, epoch.epoch_id, epoch.predecessor),
    )


def _epoch(database: Database) -> Epoch:
    return Epoch(*database.execute(_EPOCH).fetchone())


def _results_head(database: Database) -> tuple[int, bytes]:
    return database.execute(_RESULTS_HEAD).fetchone() or (0, NO_HASH)


def _last_receipt(database: Database, incarnation: str, epoch: Epoch) -> Receipt | None:
    row = database.execute(_RECEIPT, (incarnation, epoch.number)).fetchone()
    if row is None:
        return None
    device, of_incarnation, sequence, hash_there, log_position, log_hash, at, signed = row
    return Receipt(
        device=DeviceId(device),
        incarnation=Incarnation(of_incarnation),
        sequence=sequence,
        hash=hash_there,
        epoch=epoch,
        log_position=log_position,
        log_hash=log_hash,
        at=datetime.fromisoformat(at),
        signed=signed,
    )


def _require_ours(database: Database, receipt: Receipt) -> None:
    row = database.execute(
        "SELECT hash FROM events WHERE incarnation = ? AND sequence = ?",
        (receipt.incarnation, receipt.sequence),
    ).fetchone()
    if row is None or row[0] != receipt.hash:
        raise Refusal("receipt_not_of_this_ledger")
