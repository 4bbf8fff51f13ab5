"""How the clinics settle, in the township's tables: every setting there was, none ever overwritten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from core.console import ConsoleDeed
from core.errors import Refusal
from core.ids import ClinicCode, UserId
from core.settlement_modes import KeptWay, SettlementMode, SettlementWay, way_in_force
from storage.township.settlement_tables import settlement_ways
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import clinics, townships
from storage.township.trail import append_note
from storage.township.waiting_step import move_waiting


class SettlementWayShelf(Shelf):
    """`core.settlement_modes.SettlementWays` on either engine."""

    __slots__ = ()

    def settlement_ways(self, clinic: ClinicCode | None = None) -> Sequence[KeptWay]:
        """List the settings ever made, of one clinic or of all, by clinic and in their order."""
        with self.database.reading() as connection:
            return self._ways(connection, clinic)

    def keep_settlement_way(self, clinic: ClinicCode, way: SettlementWay, user: UserId, at: datetime) -> bool:
        """Put a setting in force and write it into the trail; tell whether that changed anything.

        What was not begun waits where the setting says from then on.

        Raises:
            Refusal: `clinic_unknown`; `institution_code_taken`: it is the township's or another clinic's.
        """
        known = select(clinics.c.code).where(self.own(clinics), clinics.c.code == clinic)
        locked = select(townships.c.institution_code).where(self.own(townships)).with_for_update()
        with self.database.writing() as connection:
            of_township = connection.scalar(locked)
            if connection.scalar(known) is None:
                raise Refusal("clinic_unknown", clinic=clinic)
            kept = self._ways(connection, None)
            mine = [one for one in kept if one.clinic == clinic]
            if way == way_in_force(mine):
                return False
            last = {one.clinic: one.way for one in kept if one.clinic != clinic}
            if way.institution and way.institution in {of_township, *(w.institution for w in last.values())}:
                raise Refusal("institution_code_taken")
            number = mine[-1].number + 1 if mine else 1
            row = {"clinic": clinic, "number": number, "since": to_ms(at), "user": user, **_columns(way)}
            connection.execute(insert(settlement_ways).values(township=self.code, **row))
            facts = {"clinic": clinic, "mode": way.mode.value, "institution": way.institution}
            append_note(self, connection, (user, at), ConsoleDeed.SETTLEMENT_WAY_SET, facts)
            move_waiting(self, connection, clinic)
            return True

    def _ways(self, connection: Connection, clinic: ClinicCode | None) -> Sequence[KeptWay]:
        mine = select(settlement_ways).where(self.own(settlement_ways))
        if clinic is not None:
            mine = mine.where(settlement_ways.c.clinic == clinic)
        ordered = mine.order_by(settlement_ways.c.clinic, settlement_ways.c.number)
        return [_kept(row) for row in connection.execute(ordered)]


def _columns(way: SettlementWay) -> dict[str, str]:
    return {
        "mode": way.mode.value,
        "institution": way.institution,
        "institution_name": way.institution_name,
        "operator": way.operator,
        "operator_name": way.operator_name,
    }


def _kept(row: Row[Any]) -> KeptWay:
    way = SettlementWay(
        SettlementMode(row.mode), row.institution, row.institution_name, row.operator, row.operator_name
    )
    return KeptWay(ClinicCode(row.clinic), row.number, way, from_ms(row.since), UserId(row.user))
