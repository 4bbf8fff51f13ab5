"""停用: shutting a device out from a place in its chain on; what it wrote later is put aside, not lost."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from core.errors import Refusal
from core.events import LedgerHead, ResultKind
from core.ids import ClinicCode, DeviceId, EventId, Incarnation
from core.township_rows import Finding
from storage.township.results import append_results
from storage.township.shelf import Shelf
from storage.township.tables import devices, incarnations, log, places, quarantine, revocations

REVOKED = "revoked"
"""Why events are in quarantine that a device wrote after it was revoked."""


def last_good(shelf: Shelf, connection: Connection, device: DeviceId, incarnation: Incarnation) -> int | None:
    """Give the last sequence that counts of a life of a revoked device; None for one that is not revoked.

    A life nobody knew of when the device was revoked counts from nothing.
    """
    mine = select(devices.c.revoked).where(shelf.own(devices), devices.c.device == device)
    if not connection.scalar(mine):
        return None
    life = (revocations.c.device == device) & (revocations.c.incarnation == incarnation)
    return connection.scalar(select(revocations.c.last_good).where(shelf.own(revocations), life)) or 0


class RevocationShelf(Shelf):
    """Shutting devices out."""

    __slots__ = ()

    def revoke_device(self, device: DeviceId, kept: Mapping[Incarnation, int], at: datetime) -> int:
        """Let nothing count that a device wrote after a sequence of each life; tell how much is put aside.

        A life that is not named counts from nothing, also one that becomes known later. Revoking again moves
        the place back, never forward.

        Raises:
            Refusal: `device_unknown`.
        """
        with self.database.writing() as connection:
            mine = self.own(devices) & (devices.c.device == device)
            row = connection.execute(select(devices).where(mine).with_for_update()).first()
            if row is None:
                raise Refusal("device_unknown")
            before = self._kept(connection, device) if row.revoked else kept
            good = {life: min(kept.get(life, 0), before.get(life, 0)) for life in {*kept, *before}}
            connection.execute(update(devices).where(mine).values(revoked=True, returned=False))
            for life, sequence in good.items():
                self.put(
                    connection, revocations, {"device": device, "incarnation": life, "last_good": sequence}
                )
            return self._put_aside(connection, ClinicCode(row.clinic), device, good, at)

    def last_good(self, device: DeviceId, incarnation: Incarnation) -> int | None:
        """Give the last sequence that counts of a life of a revoked device; None for one not revoked."""
        with self.database.reading() as connection:
            return last_good(self, connection, device, incarnation)

    def device_lives(self, device: DeviceId) -> list[LedgerHead]:
        """Tell how far every life of a device's ledger is held."""
        mine = select(incarnations).where(self.own(incarnations), incarnations.c.device == device)
        with self.database.reading() as connection:
            return [
                LedgerHead(Incarnation(row.incarnation), row.sequence, row.hash)
                for row in connection.execute(mine.order_by(incarnations.c.incarnation))
            ]

    def _kept(self, connection: Connection, device: DeviceId) -> dict[Incarnation, int]:
        mine = select(revocations).where(self.own(revocations), revocations.c.device == device)
        return {Incarnation(row.incarnation): row.last_good for row in connection.execute(mine)}

    def _put_aside(
        self,
        connection: Connection,
        clinic: ClinicCode,
        device: DeviceId,
        good: Mapping[Incarnation, int],
        at: datetime,
    ) -> int:
        """Put a copy of what was accepted too late aside and say so to the clinic."""
        same = [log.c[name] == places.c[name] for name in ("township", "device", "incarnation", "sequence")]
        mine = (
            select(log, places.c.header, places.c.hash)
            .join(places, same[0] & same[1] & same[2] & same[3])
            .where(self.own(log), log.c.clinic == clinic, log.c.device == device)
            .order_by(log.c.position)
        )
        known = self._aside(connection, device)
        late = [
            row
            for row in connection.execute(mine)
            if row.sequence > good.get(Incarnation(row.incarnation), 0) and row.hash not in known
        ]
        if late:
            own = {"township": self.code, "clinic": clinic, "device": device, "reason": REVOKED}
            names = ("incarnation", "sequence", "event_id", "header", "body", "hash")
            rows = [{**own, **{name: getattr(row, name) for name in names}} for row in late]
            connection.execute(insert(quarantine), rows)
            said = (ResultKind.NEEDS_CORRECTION, {"reason": "written_after_revocation"}, at)
            findings = [Finding(clinic, EventId(row.event_id), *said) for row in late]
            append_results(self, connection, clinic, findings)
        return len(late)

    def _aside(self, connection: Connection, device: DeviceId) -> set[bytes]:
        mine = select(quarantine.c.hash).where(self.own(quarantine), quarantine.c.device == device)
        return {bytes(digest) for digest in connection.scalars(mine)}
