"""Supervision indicators: what they are counted from beside the statements, and where they are kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, distinct, func, insert, select

from core.events import EventType, ResultKind
from core.ids import ClinicCode, EventId
from core.supervision import Flow, Indicators, KeptIndicators, LogHeads
from storage.township.shelf import Shelf, from_ms, from_text, sliced, to_ms, to_text
from storage.township.supervision_tables import indicator_months
from storage.township.tables import heads, log, results, townships

_COUNTED = {
    EventType.VISIT_CORRECTED.value: "corrected",
    EventType.VISIT_CANCELLED.value: "cancelled",
}
_TAKEN = (ResultKind.ACCEPTED.value, ResultKind.RECEIVED.value)


class IndicatorShelf(Shelf):
    """`core.supervision.IndicatorBook` on either engine."""

    __slots__ = ()

    def arrivals(self, clinic: ClinicCode, visits: Sequence[EventId]) -> Mapping[EventId, datetime]:
        """Tell when the township first said something about some events of a clinic."""
        found: dict[EventId, datetime] = {}
        with self.database.reading() as connection:
            for some in sliced(visits):
                mine = self.own(results) & (results.c.clinic == clinic) & results.c.event_id.in_(some)
                first = select(results.c.event_id, func.min(results.c.at)).where(mine)
                for row in connection.execute(first.group_by(results.c.event_id)):
                    found[EventId(row[0])] = from_ms(row[1])
        return found

    def flows(self, first: datetime, last: datetime) -> Mapping[ClinicCode, Flow]:
        """Count what went back and was changed between two moments, both included, by clinic."""
        span = results.c.at.between(to_ms(first), to_ms(last))
        gone_back = (
            select(results.c.clinic, func.count(distinct(results.c.event_id)))
            .where(self.own(results), span, results.c.kind == ResultKind.NEEDS_CORRECTION.value)
            .group_by(results.c.clinic)
        )
        same = (
            (log.c.township == results.c.township)
            & (log.c.clinic == results.c.clinic)
            & (log.c.event_id == results.c.event_id)
        )
        changes = (
            select(results.c.clinic, log.c.type, func.count(distinct(results.c.event_id)))
            .select_from(results.join(log, same))
            .where(self.own(results), span, log.c.type.in_(_COUNTED), results.c.kind.in_(_TAKEN))
            .group_by(results.c.clinic, log.c.type)
        )
        found: dict[ClinicCode, dict[str, int]] = defaultdict(dict)
        with self.database.reading() as connection:
            for row in connection.execute(gone_back):
                found[ClinicCode(row[0])]["sent_back"] = row[1]
            for row in connection.execute(changes):
                found[ClinicCode(row[0])][_COUNTED[row[1]]] = row[2]
        return {clinic: Flow(**counts) for clinic, counts in found.items()}

    def log_heads(self) -> Mapping[ClinicCode, LogHeads]:
        """Tell where every clinic's log stands."""
        with self.database.reading() as connection:
            rows = connection.execute(select(heads).where(self.own(heads))).all()
        return {
            ClinicCode(row.clinic): LogHeads(
                row.log_position, row.log_hash.hex(), row.result_position, row.result_hash.hex()
            )
            for row in rows
        }

    def keep_indicators(self, month: str, counted: Sequence[KeptIndicators]) -> None:
        """Keep the figures of a month in the place of those there were."""
        mine = self.own(indicator_months) & (indicator_months.c.month == month)
        rows = [
            {
                "township": self.code,
                "month": month,
                "clinic": one.clinic,
                "figures": to_text(one.figures.to_plain()),
                "log_position": one.heads.log_position,
                "log_hash": one.heads.log_hash,
                "result_position": one.heads.result_position,
                "result_hash": one.heads.result_hash,
                "at": to_ms(one.at),
            }
            for one in counted
        ]
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            connection.execute(delete(indicator_months).where(mine))
            if rows:
                connection.execute(insert(indicator_months), rows)

    def indicators(self, month: str) -> Sequence[KeptIndicators]:
        """Give the figures of a month as they were counted last, by clinic."""
        mine = self.own(indicator_months) & (indicator_months.c.month == month)
        with self.database.reading() as connection:
            rows = connection.execute(select(indicator_months).where(mine)).all()
        return [
            KeptIndicators(
                ClinicCode(row.clinic),
                Indicators.from_plain(from_text(row.figures)),
                LogHeads(row.log_position, row.log_hash, row.result_position, row.result_hash),
                from_ms(row.at),
            )
            for row in sorted(rows, key=lambda row: row.clinic)
        ]
