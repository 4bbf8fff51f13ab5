"""Numbers about a township: what it holds and how far it is settled."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, Table, case, func, select

from core.events import EventType, ResultKind
from core.ids import ClinicCode
from core.township_rows import ClinicCounts, TownshipCounts
from storage.township.log import FORKED, SAME_ID_OTHER_BODY
from storage.township.revocation import REVOKED
from storage.township.set_tables import catalogue, roster
from storage.township.shelf import Shelf, from_text
from storage.township.tables import clinics, devices, log, outbox, quarantine, results


class CountingShelf(Shelf):
    """Counting what is there."""

    __slots__ = ()

    def counts(self) -> TownshipCounts:
        """Count what is held."""
        with self.database.reading() as connection:
            settled = self._settled(connection)
            return TownshipCounts(
                clinics=self._count(connection, clinics),
                devices=self._count(connection, devices),
                events=self._count(connection, log),
                visits=self._by(connection, log.c.type).get(EventType.VISIT_RECORDED, 0),
                unjudged=self._by(connection, log.c.judged).get(str(False), 0),
                quarantined=self._by(connection, quarantine.c.reason).get(SAME_ID_OTHER_BODY, 0),
                forked=self._by(connection, quarantine.c.reason).get(FORKED, 0),
                revoked=self._by(connection, quarantine.c.reason).get(REVOKED, 0),
                people=self._count(connection, roster),
                catalogue=self._count(connection, catalogue),
                results=self._by(connection, results.c.kind),
                outbox=self._by(connection, outbox.c.step),
                settled_visits=len(settled),
                total=sum(_total(facts) for _, facts in settled),
                fund=sum(facts["fund"] for _, facts in settled),
            )

    def clinic_counts(self) -> Sequence[ClinicCounts]:
        """Count clinic by clinic, by code."""
        visits_only = case((log.c.type == EventType.VISIT_RECORDED, 1))
        per_clinic = select(log.c.clinic, func.count(), func.count(visits_only)).where(self.own(log))
        codes = select(clinics.c.code).where(self.own(clinics)).order_by(clinics.c.code)
        with self.database.reading() as connection:
            held = {row[0]: tuple(row)[1:] for row in connection.execute(per_clinic.group_by(log.c.clinic))}
            settled = self._settled(connection)
            return [
                _clinic_counts(code, held.get(code, (0, 0)), [facts for of, facts in settled if of == code])
                for code in connection.scalars(codes)
            ]

    def _count(self, connection: Connection, table: Table) -> int:
        return connection.scalar(select(func.count()).select_from(table).where(self.own(table))) or 0

    def _by(self, connection: Connection, column: Column[str] | Column[bool]) -> Mapping[str, int]:
        mine = select(column, func.count()).where(self.own(column.table)).group_by(column)
        return {str(value): count for value, count in connection.execute(mine)}

    def _settled(self, connection: Connection) -> list[tuple[str, Mapping[str, int]]]:
        """Give clinic and facts of every visit whose last word from the platform is SETTLED."""
        kinds = (ResultKind.SETTLED.value, ResultKind.REVERSED.value)
        mine = (
            select(results.c.clinic, results.c.event_id, results.c.kind, results.c.facts)
            .where(self.own(results), results.c.kind.in_(kinds))
            .order_by(results.c.clinic, results.c.position)
        )
        last = {(row.clinic, row.event_id): row for row in connection.execute(mine)}
        settled = [row for row in last.values() if row.kind == ResultKind.SETTLED]
        return [(row.clinic, from_text(row.facts)) for row in settled]


def _clinic_counts(code: str, held: tuple[int, ...], settled: Sequence[Mapping[str, int]]) -> ClinicCounts:
    total, fund = sum(map(_total, settled)), sum(facts["fund"] for facts in settled)
    return ClinicCounts(ClinicCode(code), held[0], held[1], len(settled), total, fund)


def _total(facts: Mapping[str, int]) -> int:
    return facts["fund"] + facts["account"] + facts["cash"]
