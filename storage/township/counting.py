"""Numbers about a township: what it holds and how far it is settled."""

from collections.abc import Mapping

from sqlalchemy import Column, Connection, Table, func, select

from core.events import EventType, ResultKind
from core.township_ports import TownshipCounts
from storage.township.log import FORKED, SAME_ID_OTHER_BODY
from storage.township.shelf import Shelf, from_text
from storage.township.tables import catalogue, clinics, devices, log, outbox, quarantine, results, roster


class CountingShelf(Shelf):
    """Counting what is there."""

    __slots__ = ()

    def counts(self) -> TownshipCounts:
        """Count what is held."""
        with self.database.reading() as connection:
            settled, total, fund = self._settled(connection)
            return TownshipCounts(
                clinics=self._count(connection, clinics),
                devices=self._count(connection, devices),
                events=self._count(connection, log),
                visits=self._by(connection, log.c.type).get(EventType.VISIT_RECORDED, 0),
                unjudged=self._by(connection, log.c.judged).get(str(False), 0),
                quarantined=self._by(connection, quarantine.c.reason).get(SAME_ID_OTHER_BODY, 0),
                forked=self._by(connection, quarantine.c.reason).get(FORKED, 0),
                people=self._count(connection, roster),
                catalogue=self._count(connection, catalogue),
                results=self._by(connection, results.c.kind),
                outbox=self._by(connection, outbox.c.step),
                settled_visits=settled,
                total=total,
                fund=fund,
            )

    def _count(self, connection: Connection, table: Table) -> int:
        return connection.scalar(select(func.count()).select_from(table).where(self.own(table))) or 0

    def _by(self, connection: Connection, column: Column[str] | Column[bool]) -> Mapping[str, int]:
        mine = select(column, func.count()).where(self.own(column.table)).group_by(column)
        return {str(value): count for value, count in connection.execute(mine)}

    def _settled(self, connection: Connection) -> tuple[int, int, int]:
        kinds = (ResultKind.SETTLED.value, ResultKind.REVERSED.value)
        mine = (
            select(results.c.clinic, results.c.event_id, results.c.kind, results.c.facts)
            .where(self.own(results), results.c.kind.in_(kinds))
            .order_by(results.c.clinic, results.c.position)
        )
        last = {(row.clinic, row.event_id): row for row in connection.execute(mine)}
        facts = [from_text(row.facts) for row in last.values() if row.kind == ResultKind.SETTLED]
        total = sum(fact["fund"] + fact["account"] + fact["cash"] for fact in facts)
        return len(facts), total, sum(fact["fund"] for fact in facts)
