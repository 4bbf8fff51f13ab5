"""The clinics' log: what devices offered, each event once, in an order the head row gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from core.clinic_log import SignedRange
from core.errors import Refusal
from core.events import LOG_LABEL, NO_HASH, Epoch, Event, Receipt
from core.ids import ClinicCode, DeviceId, EventId, Incarnation
from core.township_rows import Acceptance, DeviceRow, OfferOutcome
from storage.township import asked
from storage.township.clinic_log import keep_batch
from storage.township.revocation import REVOKED, last_good
from storage.township.shelf import Shelf, from_ms, sliced, to_ms
from storage.township.tables import heads, incarnations, log, places, quarantine, receipts

SAME_ID_OTHER_BODY = "same_id_other_body"
FORKED = "forked"
_NUL, _REPLACEMENT = "\0", "\ufffd"
"""PostgreSQL keeps no NUL in a text; the header keeps the type as it came."""


@dataclass(slots=True)
class _Intake:
    """A range on its way in: where the incarnation and the log stand, and the rows to be written."""

    head: RowMapping | Mapping[str, Any]
    log_position: int
    log_hash: bytes
    places: list[dict[str, Any]] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)
    aside: list[dict[str, Any]] = field(default_factory=list)


class LogShelf(Shelf):
    """Accepting events and reading them back."""

    __slots__ = ()

    def accept(
        self,
        device: DeviceRow,
        incarnation: Incarnation,
        events: Sequence[Event],
        signed: SignedRange | None = None,
    ) -> Acceptance:
        """Commit the valid new part of a contiguous, already verified range.

        With what the device signed, the range gets a number in the clinic's log. Events already held are
        skipped, an id held with another body is quarantined alone, a sequence held with another hash is a
        FORK (the branch is kept aside), a range beyond the head is a GAP.
        """
        with self.database.writing() as connection:
            clinic_head = self._lock_head(connection, device.clinic)
            head = self._incarnation(connection, device.device, incarnation)
            intake = _Intake(head, clinic_head["log_position"], clinic_head["log_hash"])
            if events and events[0].header.sequence > head["sequence"] + 1:
                return _acceptance(OfferOutcome.GAP, incarnation, intake)
            fork = self._fork_point(connection, device.device, incarnation, events, head)
            if fork is not None:
                self._keep_aside(connection, device, events[fork:])
                return _acceptance(OfferOutcome.FORK, incarnation, intake)
            new = [event for event in events if event.header.sequence > head["sequence"]]
            if new:
                self._take_in(connection, device, new, intake)
                self._write(connection, device, incarnation, new[-1], intake)
                if signed is not None and not any(row["reason"] == REVOKED for row in intake.aside):
                    keep_batch(self, connection, device, events, signed)
                intake.head = {"sequence": new[-1].header.sequence, "hash": new[-1].hash}
            return _acceptance(OfferOutcome.ACCEPTED, incarnation, intake)

    def held(self, device: DeviceId, incarnation: Incarnation) -> Acceptance:
        """Tell what is held of an incarnation; the log's head is the device's clinic's, empty if unknown."""
        life = self.asking(device=device, incarnation=incarnation)
        with self.database.reading() as connection:
            head = self._incarnation(connection, device, incarnation)
            row = connection.execute(asked.LOG_HEAD_OF_LIFE, life).first()
        intake = _Intake(head, row.log_position if row else 0, row.log_hash if row else NO_HASH)
        return _acceptance(OfferOutcome.ACCEPTED, incarnation, intake)

    def events(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[tuple[int, Event]]:
        """List a clinic's log from a position on, in order."""
        some = self.asking(clinic=clinic, after=after, most=limit)
        with self.database.reading() as connection:
            rows = connection.execute(asked.EVENTS, some)
            return [(row.position, self._event(row._mapping)) for row in rows]

    def unjudged(self, limit: int, clinic: ClinicCode | None = None) -> Sequence[tuple[ClinicCode, Event]]:
        """List events of a clinic or of all whose body was not looked at yet, in the order of their log.

        Those of a device that was taken back wait until somebody confirms it.
        """
        with self.database.reading() as connection:
            if clinic is None:
                rows = connection.execute(asked.UNJUDGED, self.asking(most=limit))
            else:
                rows = connection.execute(asked.UNJUDGED_OF_CLINIC, self.asking(most=limit, clinic=clinic))
            return [(ClinicCode(row.clinic), self._event(row._mapping)) for row in rows]

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a signed receipt as the last of its incarnation, unless it says less than the last one."""
        key = (receipts.c.device == receipt.device) & (receipts.c.incarnation == receipt.incarnation)
        last = select(receipts.c.epoch_number, receipts.c.sequence).where(self.own(receipts), key)
        content = {
            "device": receipt.device,
            "incarnation": receipt.incarnation,
            "sequence": receipt.sequence,
            "hash": receipt.hash,
            "epoch_number": receipt.epoch.number,
            "epoch_id": receipt.epoch.epoch_id,
            "epoch_predecessor": receipt.epoch.predecessor,
            "log_position": receipt.log_position,
            "log_hash": receipt.log_hash,
            "at": to_ms(receipt.at),
            "signed": receipt.signed,
        }
        with self.database.writing() as connection:
            self._lock_incarnation(connection, receipt.device, receipt.incarnation)
            row = connection.execute(last).first()
            if row is None or (receipt.epoch.number, receipt.sequence) >= (row.epoch_number, row.sequence):
                self.put(connection, receipts, content)

    def last_receipt(self, device: DeviceId, incarnation: Incarnation) -> Receipt | None:
        """Give the last receipt of an incarnation."""
        key = (receipts.c.device == device) & (receipts.c.incarnation == incarnation)
        with self.database.reading() as connection:
            row = connection.execute(select(receipts).where(self.own(receipts), key)).first()
        if row is None:
            return None
        epoch = Epoch(row.epoch_number, row.epoch_id, row.epoch_predecessor)
        place = (row.sequence, row.hash, epoch, row.log_position, row.log_hash)
        return Receipt(device, incarnation, *place, from_ms(row.at), row.signed)

    def _lock_head(self, connection: Connection, clinic: ClinicCode) -> RowMapping:
        mine = select(heads).where(self.own(heads), heads.c.clinic == clinic).with_for_update()
        row = connection.execute(mine).mappings().first()
        if row is None:
            raise Refusal("clinic_unknown", clinic=clinic)
        return row

    def _lock_incarnation(self, connection: Connection, device: DeviceId, incarnation: Incarnation) -> None:
        key = (incarnations.c.device == device) & (incarnations.c.incarnation == incarnation)
        connection.execute(
            select(incarnations.c.sequence).where(self.own(incarnations), key).with_for_update()
        )

    def _incarnation(
        self, connection: Connection, device: DeviceId, incarnation: Incarnation
    ) -> RowMapping | Mapping[str, Any]:
        life = self.asking(device=device, incarnation=incarnation)
        row = connection.execute(asked.INCARNATION, life).mappings().first()
        return row if row is not None else {"sequence": 0, "hash": NO_HASH}

    def _fork_point(
        self,
        connection: Connection,
        device: DeviceId,
        incarnation: Incarnation,
        events: Sequence[Event],
        head: RowMapping | Mapping[str, Any],
    ) -> int | None:
        """Find the first offered event that contradicts what is held."""
        if not events:
            return None
        first, last = events[0].header.sequence, min(events[-1].header.sequence, head["sequence"])
        mine = select(places.c.sequence, places.c.hash).where(
            self.own(places),
            places.c.device == device,
            places.c.incarnation == incarnation,
            places.c.sequence.between(first, last),
        )
        held = {row.sequence: row.hash for row in connection.execute(mine)} if first <= last else {}
        for index, event in enumerate(events):
            sequence = event.header.sequence
            if sequence in held and held[sequence] != event.hash:
                return index
            if sequence == head["sequence"] + 1 and event.header.previous_hash != head["hash"]:
                return index
        return None

    def _take_in(
        self, connection: Connection, device: DeviceRow, new: Sequence[Event], intake: _Intake
    ) -> None:
        known = self._known_bodies(connection, device.clinic, [event.header.event_id for event in new])
        good = last_good(self, connection, device.device, new[0].header.incarnation)
        for event in new:
            header = event.header
            intake.places.append(
                {
                    **_place(device.device, event),
                    "event_id": header.event_id,
                    "header": event.header_bytes,
                    "hash": event.hash,
                }
            )
            if good is not None and header.sequence > good:
                intake.aside.append(_aside(device, event, REVOKED))
            elif header.event_id not in known:
                known[header.event_id] = header.body_hash
                self._append(device, event, intake)
            elif known[header.event_id] != header.body_hash:
                intake.aside.append(_aside(device, event, SAME_ID_OTHER_BODY))

    def _append(self, device: DeviceRow, event: Event, intake: _Intake) -> None:
        intake.log_position += 1
        intake.log_hash = self.codec.digest(LOG_LABEL + intake.log_hash + event.hash)
        intake.log.append(
            {
                **_place(device.device, event),
                "clinic": device.clinic,
                "position": intake.log_position,
                "event_id": event.header.event_id,
                "type": event.header.type.replace(_NUL, _REPLACEMENT),
                "body_hash": event.header.body_hash,
                "body": event.body,
                "log_hash": intake.log_hash,
                "judged": False,
            }
        )

    def _known_bodies(
        self, connection: Connection, clinic: ClinicCode, ids: Sequence[EventId]
    ) -> dict[str, bytes]:
        known: dict[str, bytes] = {}
        for some in sliced(ids):
            mine = select(log.c.event_id, log.c.body_hash).where(
                self.own(log), log.c.clinic == clinic, log.c.event_id.in_(some)
            )
            known.update({row.event_id: row.body_hash for row in connection.execute(mine)})
        return known

    def _write(
        self,
        connection: Connection,
        device: DeviceRow,
        incarnation: Incarnation,
        last: Event,
        intake: _Intake,
    ) -> None:
        tables: tuple[tuple[Table, list[dict[str, Any]]], ...] = (
            (places, intake.places),
            (log, intake.log),
            (quarantine, intake.aside),
        )
        for table, rows in tables:
            if rows:
                connection.execute(insert(table), [{"township": self.code, **row} for row in rows])
        head = {"clinic": device.clinic, "sequence": last.header.sequence, "hash": last.hash}
        self.put(connection, incarnations, {"device": device.device, "incarnation": incarnation, **head})
        connection.execute(
            update(heads)
            .where(self.own(heads), heads.c.clinic == device.clinic)
            .values(log_position=intake.log_position, log_hash=intake.log_hash)
        )

    def _keep_aside(self, connection: Connection, device: DeviceRow, branch: Sequence[Event]) -> None:
        """Keep a branch once, however often it is offered; a place and a hash there name an event."""
        held: set[bytes] = set()
        for some in sliced([event.hash for event in branch]):
            mine = select(quarantine.c.hash).where(
                self.own(quarantine),
                quarantine.c.device == device.device,
                quarantine.c.incarnation == branch[0].header.incarnation,
                quarantine.c.hash.in_(some),
            )
            held.update(bytes(digest) for digest in connection.scalars(mine))
        rows = [_aside(device, event, FORKED) for event in branch if event.hash not in held]
        if rows:
            connection.execute(insert(quarantine), [{"township": self.code, **row} for row in rows])

    def _event(self, row: RowMapping) -> Event:
        return Event(self.codec.decode_header(row["header"]), row["header"], row["body"], row["hash"])


def _place(device: DeviceId, event: Event) -> dict[str, Any]:
    return {"device": device, "incarnation": event.header.incarnation, "sequence": event.header.sequence}


def _aside(device: DeviceRow, event: Event, reason: str) -> dict[str, Any]:
    return {
        **_place(device.device, event),
        "hash": event.hash,
        "clinic": device.clinic,
        "reason": reason,
        "event_id": event.header.event_id,
        "header": event.header_bytes,
        "body": event.body,
    }


def _acceptance(outcome: OfferOutcome, incarnation: Incarnation, intake: _Intake) -> Acceptance:
    return Acceptance(
        outcome,
        incarnation,
        intake.head["sequence"],
        intake.head["hash"],
        intake.log_position,
        intake.log_hash,
        tuple(EventId(row["event_id"]) for row in intake.aside),
    )
