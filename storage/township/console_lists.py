"""The lists of the console's pages, cut by the store; every one goes by an index."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, tuple_, union_all

from core.console_rows import ClinicStanding, DeviceStanding, QueueEntry
from core.ids import ClinicCode, DeviceId
from core.settlement_ports import OutboxRow, Step
from storage.township.outbox_rows import outbox_row
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import clinics, devices, heads, incarnations, log, outbox

_MOST = 1_000_000_000


class ConsoleListShelf(Shelf):
    """`core.console_ports.ConsoleLists` on either engine."""

    __slots__ = ()

    def clinic_standings(self) -> Sequence[ClinicStanding]:
        """Give every clinic as it stands, the longest silent first."""
        joined = (
            select(clinics.c.code, clinics.c.name, clinics.c.last_contact, heads.c.log_position)
            .join(heads, (heads.c.township == clinics.c.township) & (heads.c.clinic == clinics.c.code))
            .where(self.own(clinics))
            .order_by(clinics.c.last_contact.asc().nulls_first(), clinics.c.code)
        )
        pcs = select(devices.c.clinic, func.count()).where(self.own(devices), devices.c.revoked.is_(False))
        unjudged = select(log.c.clinic, func.count()).where(self.own(log), log.c.judged.is_(False))
        # Bounded, for SQLite would otherwise go through the whole outbox clinic by clinic.
        few = (
            select(outbox.c.clinic).where(self.own(outbox), outbox.c.final.is_(False)).limit(_MOST).subquery()
        )
        unsettled = select(few.c.clinic, func.count())
        with self.database.reading() as connection:

            def by_clinic(counting: Select[str, int], clinic: ColumnElement[str]) -> Mapping[str, int]:
                return {row[0]: row[1] for row in connection.execute(counting.group_by(clinic))}

            counted = [
                by_clinic(pcs, devices.c.clinic),
                by_clinic(unjudged, log.c.clinic),
                by_clinic(unsettled, few.c.clinic),
            ]
            return [
                ClinicStanding(
                    ClinicCode(row.code),
                    row.name,
                    None if row.last_contact is None else from_ms(row.last_contact),
                    counted[0].get(row.code, 0),
                    row.log_position,
                    counted[1].get(row.code, 0),
                    counted[2].get(row.code, 0),
                )
                for row in connection.execute(joined)
            ]

    def device_standings(
        self, after: tuple[ClinicCode, DeviceId] | None, limit: int
    ) -> Sequence[DeviceStanding]:
        """List the PCs by clinic and id from a place on."""
        behind = [] if after is None else [tuple_(devices.c.clinic, devices.c.device) > after]
        return self._standings(behind, limit)

    def devices_to_confirm(self, limit: int) -> Sequence[DeviceStanding]:
        """List the PCs that were taken back after a loss and wait for somebody to look, by clinic and id."""
        return self._standings([devices.c.returned, ~devices.c.revoked], limit)

    def _standings(self, which: Sequence[ColumnElement[bool]], limit: int) -> Sequence[DeviceStanding]:
        same = (clinics.c.township == devices.c.township) & (clinics.c.code == devices.c.clinic)
        mine = (
            select(devices, clinics.c.name)
            .join(clinics, same, isouter=True)  # none is without: it keeps the order of the index
            .where(self.own(devices), *which)
            .order_by(devices.c.clinic, devices.c.device)
            .limit(limit)
        )
        with self.database.reading() as connection:
            rows = connection.execute(mine).all()
            held = self._held(connection, [row.device for row in rows])
        return [
            DeviceStanding(
                DeviceId(row.device),
                ClinicCode(row.clinic),
                row.name,
                from_ms(row.enrolled_at),
                None if row.last_contact is None else from_ms(row.last_contact),
                row.revoked,
                *held.get(row.device, (0, 0)),
                returned=row.returned,
            )
            for row in rows
        ]

    def open_steps(self) -> Mapping[Step, int]:
        """Count the visits at each step that is not the last."""
        # Step by step, each by its own place in the index: what is open lies all over the outbox.
        steps = [step.value for step in Step if not step.final]
        mine = union_all(
            *(
                select(literal(step), func.count()).where(self.own(outbox), outbox.c.step == step)
                for step in steps
            )
        )
        with self.database.reading() as connection:
            return {Step(row[0]): row[1] for row in connection.execute(mine) if row[1]}

    def queue(self, step: Step, after: OutboxRow | None, limit: int) -> Sequence[QueueEntry]:
        """List the visits at a step in the order they are due, from a place on."""
        place = (outbox.c.due, outbox.c.clinic, outbox.c.visit)
        same = (clinics.c.township == outbox.c.township) & (clinics.c.code == outbox.c.clinic)
        mine = (
            select(outbox.c.content, clinics.c.name)
            .join(clinics, same, isouter=True)  # none is without
            .where(self.own(outbox), outbox.c.step == step.value)
            .order_by(*place)
            .limit(limit)
        )
        if after is not None:
            mine = mine.where(tuple_(*place) > (to_ms(after.due), after.clinic, after.visit))
        with self.database.reading() as connection:
            return [QueueEntry(outbox_row(row.content), row.name) for row in connection.execute(mine)]

    def _held(self, connection: Connection, some: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        counted = (incarnations.c.device, func.count(), func.sum(incarnations.c.sequence))
        mine = self.own(incarnations) & incarnations.c.device.in_(some)
        found = connection.execute(select(*counted).where(mine).group_by(incarnations.c.device))
        return {row[0]: (row[1], int(row[2])) for row in found}
