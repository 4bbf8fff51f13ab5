"""The visits of some days with what was told of them, and what clinics themselves said of their days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from core.dates import CHINA, china_day
from core.errors import Refusal
from core.events import EventType, ResultKind, result_kind
from core.ids import ClinicCode, EventId
from core.statement import ToldVisit
from core.visits.corrections import standing_of
from core.visits.read_visit import read_visit
from core.visits.visit import Visit
from storage.township.corrections import supersessions_of
from storage.township.shelf import Shelf, from_text, sliced, to_ms
from storage.township.supervision_tables import visit_proofs
from storage.township.tables import log, results

_CLOCKS_APART = timedelta(days=7)
"""How far ahead a PC's clock may have been: nothing else is judged before it was made."""
_VISITS = (EventType.VISIT_RECORDED.value, EventType.VISIT_CORRECTED.value)
_CHANGING = (*_VISITS, EventType.VISIT_CANCELLED.value)


class StatementShelf(Shelf):
    """Reading a month back."""

    __slots__ = ()

    def told_visits(self, clinic: ClinicCode, first: date, last: date) -> Sequence[ToldVisit]:
        """Give a clinic's visits of a span of days, both included, that count: neither history nor void."""
        with self.database.reading() as connection:
            events = self._judged(connection, clinic, (first, last))
            known = supersessions_of(self, connection, [clinic])[clinic]
            standing = standing_of(known)
            gone = standing.superseded | standing.cancelled | standing.contested
            counting = [event for event in events if event not in gone]
            bodies = self._bodies(connection, clinic, counting, (first, last))
            told = self._told(connection, clinic, list(bodies))
        found = []
        for event, body in bodies.items():
            words = tuple(told.get(event, ()))
            # What was accepted has been read to the last byte before; the rest is, now.
            read_before = any(kind == ResultKind.ACCEPTED for kind, _ in words)
            try:
                visit = read_visit(self.codec.recall(body) if read_before else self.codec.decode(body))
            except (Refusal, ValueError):
                continue
            found.append(ToldVisit(event, visit, words))
        return found

    def days_closed(self, clinic: ClinicCode, first: date, last: date) -> Mapping[date, Mapping[str, Any]]:
        """Give what a clinic said when it closed each of some days last, with the `position` of saying so."""
        begin, found = first.isoformat(), {}
        with self.database.reading() as connection:
            events = self._judged(connection, clinic, (first, None))
            for some in sliced(events):
                mine = self.own(log) & (log.c.clinic == clinic) & log.c.event_id.in_(some)
                wanted = select(log.c.position, log.c.body).where(
                    mine, log.c.type == EventType.DAY_CLOSED.value
                )
                for row in connection.execute(wanted):
                    plain = self.codec.decode(row.body)
                    if begin <= plain["day"] <= last.isoformat():
                        found[row.position] = plain
        return {
            date.fromisoformat(plain["day"]): {**plain, "position": position}
            for position, plain in sorted(found.items())
        }

    def changed_after(self, clinic: ClinicCode, day: date, position: int) -> bool:
        """Tell whether visits of a day came, were corrected or cancelled behind a position of the log."""
        mine = self.own(log) & (log.c.clinic == clinic) & (log.c.position > position)
        wanted = select(log.c.event_id, log.c.type, log.c.body).where(mine, log.c.type.in_(_CHANGING))
        with self.database.reading() as connection:
            for row in connection.execute(wanted.order_by(log.c.position)):
                if row.type == EventType.VISIT_CANCELLED:
                    targets = [EventId(one) for one in self.codec.decode(row.body)["supersedes"]]
                    visits = self._visits(connection, clinic, targets).values()
                else:
                    visits = self._visits(connection, clinic, [EventId(row.event_id)]).values()
                if any(china_day(visit.visited_at) == day for visit in visits):
                    return True
        return False

    def _judged(
        self, connection: Connection, clinic: ClinicCode, span: tuple[date, date | None]
    ) -> list[EventId]:
        """Give what was judged since a day: visits of the span, both days included, and what is no visit.

        Of a visit its clinic's log was looked through for the day is known without its body: what came since
        an old month is far more than the month. What was not looked through yet is given too.
        """
        first, last = datetime.combine(span[0], time.min, CHINA), span[1]
        mine = self.own(results) & (results.c.clinic == clinic)
        days: list[ColumnElement[bool]] = [visit_proofs.c.at.is_(None)]
        if last is not None:
            end = datetime.combine(last, time.min, CHINA) + timedelta(days=1)
            days.append((visit_proofs.c.at >= to_ms(first)) & (visit_proofs.c.at < to_ms(end)))
        looked_through = (
            (visit_proofs.c.township == results.c.township)
            & (visit_proofs.c.clinic == results.c.clinic)
            & (visit_proofs.c.event_id == results.c.event_id)
        )
        wanted = select(results.c.event_id).select_from(results.outerjoin(visit_proofs, looked_through))
        judged = wanted.where(mine, results.c.at >= to_ms(first - _CLOCKS_APART), or_(*days))
        return [EventId(event) for event in connection.scalars(judged.distinct())]

    def _bodies(
        self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId], span: tuple[date, date]
    ) -> dict[EventId, bytes]:
        """Give the bodies of those that are visits of a span of days, both included.

        Of one of another day nothing but the day is read: what came since an old month is far more than it.
        """
        found = {}
        for row in self._visit_rows(connection, clinic, events):
            try:
                day = _day_of(self.codec.recall(row.body))
            except (Refusal, ValueError):
                continue
            if span[0] <= day <= span[1]:
                found[EventId(row.event_id)] = row.body
        return found

    def _visits(
        self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
    ) -> dict[EventId, Visit]:
        """Give those that are visits; one nobody can read counts nowhere, neither here nor at its clinic."""
        found = {}
        for row in self._visit_rows(connection, clinic, events):
            try:
                found[EventId(row.event_id)] = read_visit(self.codec.decode(row.body))
            except (Refusal, ValueError):
                continue
        return found

    def _visit_rows(
        self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
    ) -> Iterator[Any]:
        for some in sliced(events):
            mine = self.own(log) & (log.c.clinic == clinic) & log.c.event_id.in_(some)
            wanted = select(log.c.event_id, log.c.body).where(mine, log.c.type.in_(_VISITS))
            yield from connection.execute(wanted)

    def _told(
        self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
    ) -> Mapping[EventId, list[tuple[str, Mapping[str, Any]]]]:
        found: dict[EventId, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
        for some in sliced(events):
            mine = self.own(results) & (results.c.clinic == clinic) & results.c.event_id.in_(some)
            wanted = select(results.c.position, results.c.event_id, results.c.kind, results.c.facts).where(
                mine
            )
            for row in sorted(connection.execute(wanted), key=lambda row: row.position):
                found[EventId(row.event_id)].append((result_kind(row.kind), from_text(row.facts)))
        return found


def _day_of(plain: Any) -> date:
    """Read the day of a visit.

    Raises:
        ValueError: nobody can.
    """
    try:
        return china_day(datetime.fromisoformat(plain["visited_at"]))
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError("not a visit") from error
