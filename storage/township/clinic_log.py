"""A clinic's log as its other PCs fetch it: every accepted range as it was offered and signed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from core.clinic_log import LogBatch, SignedRange
from core.events import Event
from core.ids import ClinicCode, DeviceId, Incarnation
from core.own_events import EventSpan
from core.township_rows import DeviceRow
from storage.township import asked
from storage.township.shelf import Shelf, sliced
from storage.township.tables import batches, devices, heads, log, places, quarantine


def keep_batch(
    shelf: Shelf, connection: Connection, device: DeviceRow, events: Sequence[Event], signed: SignedRange
) -> None:
    """Number an accepted range, under the lock on the clinic's head."""
    mine = (heads.c.township == shelf.code) & (heads.c.clinic == device.clinic)
    number = connection.execute(select(heads.c.batches).where(mine)).scalar_one() + 1
    header = events[-1].header
    row = {"clinic": device.clinic, "number": number, "device": device.device}
    place = {"incarnation": header.incarnation, "first": signed.first, "last": header.sequence}
    epoch = {"epoch_number": signed.epoch_number, "epoch_id": signed.epoch_id}
    seal = {"signature": signed.signature, "signing_key": signed.key or None}
    connection.execute(insert(batches).values(township=shelf.code, **row, **place, **epoch, **seal))
    connection.execute(update(heads).where(mine).values(batches=number))


class ClinicLogShelf(Shelf):
    """Implements `core.clinic_log.ClinicLogShelf`."""

    __slots__ = ()

    def log_batches(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[LogBatch]:
        """List a clinic's accepted ranges behind a number, in order."""
        some = self.asking(clinic=clinic, after=after, most=limit)
        with self.database.reading() as connection:
            ranges = connection.execute(asked.BATCHES, some).all()
            events = self._events_of(connection, clinic, ranges) if ranges else {}
        return [_batch(row, tuple(events[row.number])) for row in ranges]

    def log_head(self, clinic: ClinicCode, except_for: Incarnation) -> int:
        """Give the number of the last range that another life of a ledger offered; 0 when there is none."""
        others = self.asking(clinic=clinic, except_for=except_for)
        with self.database.reading() as connection:
            return connection.scalar(asked.LAST_BATCH_OF_OTHERS, others) or 0

    def ranges_of(self, device: DeviceId, span: EventSpan, limit: int) -> Sequence[LogBatch]:
        """List the accepted ranges of a life of a device's ledger that hold some of its events, in order."""
        own = (batches.c.device == device) & (batches.c.incarnation == span.incarnation)
        same = (devices.c.township == batches.c.township) & (devices.c.device == batches.c.device)
        mine = (
            select(batches, devices.c.signing_key.label("devices_key"))
            .join(devices, same & (devices.c.clinic == batches.c.clinic))
            .where(self.own(batches), own, batches.c.first <= span.last, batches.c.last >= span.first)
            .order_by(batches.c.first, batches.c.number)
            .limit(limit)
        )
        with self.database.reading() as connection:
            ranges = connection.execute(mine).all()
            events = self._events_of(connection, ranges[0].clinic, ranges) if ranges else {}
        return [_batch(row, tuple(events[row.number])) for row in ranges]

    def _events_of(
        self, connection: Connection, clinic: str, ranges: Sequence[Row[Any]]
    ) -> dict[int, list[Event]]:
        """Give the events of ranges by the number of their range, in as many questions for one as for all."""
        numbers = [row.number for row in ranges]
        same = [batches.c[name] == places.c[name] for name in ("township", "device", "incarnation")]
        inside = places.c.sequence.between(batches.c.first, batches.c.last)
        mine = (
            select(batches.c.number, places.c.event_id, places.c.header, places.c.hash)
            .join(places, same[0] & same[1] & same[2] & inside)
            .where(self.own(batches), batches.c.clinic == clinic, batches.c.number.in_(numbers))
            .order_by(batches.c.number, places.c.sequence)
        )
        held = connection.execute(mine).all()
        bodies = self._bodies_of(connection, clinic, [one.event_id for one in held])
        found: dict[int, list[Event]] = {number: [] for number in numbers}
        for place in held:
            header = self.codec.decode_header(place.header)
            event = Event(header, place.header, bodies[header.body_hash], place.hash)
            found[place.number].append(event)
        return found

    def _bodies_of(self, connection: Connection, clinic: str, ids: Sequence[str]) -> dict[bytes, bytes]:
        """Give bodies by their hash: of the log, and of what was put aside alone."""
        bodies: dict[bytes, bytes] = {}
        for table in (log, quarantine):
            for some in sliced(ids):
                mine = select(table.c.body).where(
                    self.own(table), table.c.clinic == clinic, table.c.event_id.in_(some)
                )
                bodies.update({self.codec.digest(body): body for body in connection.scalars(mine)})
        return bodies


def _batch(row: Row[Any], events: tuple[Event, ...]) -> LogBatch:
    key = row.signing_key or b""
    signed = SignedRange(row.first, row.epoch_number, row.epoch_id, row.signature, key)
    return LogBatch(row.number, DeviceId(row.device), key or row.devices_key, signed, events)
