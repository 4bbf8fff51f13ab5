"""A clinic's log as its other PCs fetch it: every accepted range as it was offered and signed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from core.clinic_log import LogBatch, SignedRange
from core.events import Event
from core.ids import ClinicCode, DeviceId, Incarnation
from core.township_rows import DeviceRow
from storage.township.shelf import Shelf
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
    epoch = {"epoch_number": signed.epoch_number, "epoch_id": signed.epoch_id, "signature": signed.signature}
    connection.execute(insert(batches).values(township=shelf.code, **row, **place, **epoch))
    connection.execute(update(heads).where(mine).values(batches=number))


class ClinicLogShelf(Shelf):
    """Implements `core.clinic_log.ClinicLogShelf`."""

    __slots__ = ()

    def log_batches(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[LogBatch]:
        """List a clinic's accepted ranges behind a number, in order."""
        same = (devices.c.township == batches.c.township) & (devices.c.device == batches.c.device)
        mine = (
            select(batches, devices.c.signing_key)
            .join(devices, same)
            .where(self.own(batches), batches.c.clinic == clinic, batches.c.number > after)
            .order_by(batches.c.number)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [self._batch(connection, row) for row in connection.execute(mine).all()]

    def log_head(self, clinic: ClinicCode, except_for: Incarnation) -> int:
        """Give the number of the last range that another life of a ledger offered; 0 when there is none."""
        mine = (
            select(batches.c.number)
            .where(self.own(batches), batches.c.clinic == clinic, batches.c.incarnation != except_for)
            .order_by(batches.c.number.desc())
            .limit(1)
        )
        with self.database.reading() as connection:
            return connection.scalar(mine) or 0

    def _batch(self, connection: Connection, row: Row[Any]) -> LogBatch:
        signed = SignedRange(row.first, row.epoch_number, row.epoch_id, row.signature)
        events = self._range(connection, row)
        return LogBatch(row.number, DeviceId(row.device), row.signing_key, signed, events)

    def _range(self, connection: Connection, row: Row[Any]) -> tuple[Event, ...]:
        own = (places.c.device == row.device) & (places.c.incarnation == row.incarnation)
        mine = select(places).where(self.own(places), own, places.c.sequence.between(row.first, row.last))
        held = connection.execute(mine.order_by(places.c.sequence)).all()
        bodies = self._bodies_of(connection, row.clinic, [one.event_id for one in held])
        found = []
        for place in held:
            header = self.codec.decode_header(place.header)
            found.append(Event(header, place.header, bodies[header.body_hash], place.hash))
        return tuple(found)

    def _bodies_of(self, connection: Connection, clinic: str, ids: Sequence[str]) -> dict[bytes, bytes]:
        """Give bodies by their hash: of the log, and of what was put aside alone."""
        bodies: dict[bytes, bytes] = {}
        for table in (log, quarantine):
            mine = select(table.c.body).where(
                self.own(table), table.c.clinic == clinic, table.c.event_id.in_(ids)
            )
            bodies.update({self.codec.digest(body): body for body in connection.scalars(mine)})
        return bodies
