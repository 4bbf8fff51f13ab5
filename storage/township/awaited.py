"""Settlements that somebody at a desk waits for: which visits go first, and whether waiting makes sense."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from core.ids import ClinicCode, Incarnation
from core.settlement_ports import OutboxRow, Step
from core.township_rows import DeviceRow
from storage.township.corrections import held_back
from storage.township.outbox_rows import outbox_row
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import outbox, places, townships


class AwaitedShelf(Shelf):
    """Implements `core.settlement_ports.AwaitedSettlements`."""

    __slots__ = ()

    def await_settlement(
        self, device: DeviceRow, incarnation: Incarnation, sequence: int, now: datetime
    ) -> datetime | None:
        """Let a visit go before all that nobody waits for, and tell since when somebody waits for it.

        None where nothing will come soon: nobody settles as visits come, it was put off, is in doubt or held
        back, or its way through the platform is at its end.
        """
        at = (places.c.device == device.device) & (places.c.incarnation == incarnation)
        mine = (
            select(outbox.c.visit, outbox.c.content, outbox.c.awaited_since)
            .join(places, (places.c.township == outbox.c.township) & (places.c.event_id == outbox.c.visit))
            .where(self.own(places), at, places.c.sequence == sequence)
            .where(self.own(outbox), outbox.c.clinic == device.clinic)
        )
        with self.database.reading() as connection:
            found = connection.execute(mine).first() if self._settles_now(connection, now) else None
            if found is None or not self._is_on_its_way(connection, outbox_row(found.content)):
                return None
        if found.awaited_since is not None:
            return from_ms(found.awaited_since)
        row = (outbox.c.clinic == device.clinic) & (outbox.c.visit == found.visit)
        with self.database.writing() as connection:
            connection.execute(update(outbox).where(self.own(outbox), row).values(awaited_since=to_ms(now)))
        return now

    def _settles_now(self, connection: Connection, now: datetime) -> bool:
        mine = select(townships.c.settles_until).where(
            self.own(townships), townships.c.frozen_since.is_(None)
        )
        until = connection.scalar(mine)
        return until is not None and until > to_ms(now)

    def _is_on_its_way(self, connection: Connection, row: OutboxRow) -> bool:
        if (
            row.step.final
            or row.step.by_file
            or row.step.went_back
            or row.step is Step.UNKNOWN
            or row.attempts
        ):
            return False
        clinic = ClinicCode(row.clinic)
        held = held_back(self, connection, {clinic})[clinic]
        return row.visit not in (held.events - held.for_an_answer) | held.asked_about
