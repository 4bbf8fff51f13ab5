"""The lists of the console's pages, cut by the store; every one goes by an index."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Select, func, select

from core.console_rows import ClinicStanding
from core.ids import ClinicCode
from core.settlement_ports import Step
from storage.township.shelf import Shelf, from_ms
from storage.township.tables import clinics, devices, heads, log, outbox

_OPEN = [step.value for step in Step if not step.final]


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
        unsettled = select(outbox.c.clinic, func.count()).where(self.own(outbox), outbox.c.step.in_(_OPEN))
        with self.database.reading() as connection:

            def by_clinic(counting: Select[str, int], clinic: Column[str]) -> Mapping[str, int]:
                return {row[0]: row[1] for row in connection.execute(counting.group_by(clinic))}

            counted = [
                by_clinic(pcs, devices.c.clinic),
                by_clinic(unjudged, log.c.clinic),
                by_clinic(unsettled, outbox.c.clinic),
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
