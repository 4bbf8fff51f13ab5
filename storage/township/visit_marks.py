"""Looking through the logs for visits, so that each is found again by who was seen, and by when.

A log is looked through once, from where it was left: what is new in it when it is judged, and what a store
of an older program holds bit by bit.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select

from core.errors import Refusal
from core.events import EventType
from core.ids import ClinicCode, EventId, TownshipCode
from core.ports import EventCodec
from core.visits.identity_signals import proof_of
from core.visits.joins import patient_keys
from core.visits.read_visit import read_visit
from core.visits.township_checks import Supply, supplies_of
from core.visits.visit import Visit
from storage.township.person_joins import digest_of_key, keep_told
from storage.township.shelf import Shelf, to_ms, to_text
from storage.township.supervision_tables import marked_logs, visit_marks, visit_proofs
from storage.township.tables import heads, log

VISITS = (EventType.VISIT_RECORDED.value, EventType.VISIT_CORRECTED.value)


class VisitMarkShelf(Shelf):
    """`core.supervision_ports.VisitMarks` on either engine."""

    __slots__ = ()

    def mark_visits(self, clinic: ClinicCode | None, limit: int) -> int:
        """Look so many entries further through the log of a clinic or of all; tell how many there were."""
        behind = self._clinics_behind(clinic)
        looked_through = 0
        for one in behind:
            if looked_through < limit:
                with self.database.writing() as connection:
                    looked_through += self._mark_log(connection, one, limit - looked_through)
        return looked_through

    def _clinics_behind(self, clinic: ClinicCode | None) -> Sequence[str]:
        behind = clinics_behind(self.code, heads.c.clinic)
        if clinic is not None:
            behind = behind.where(heads.c.clinic == clinic)
        with self.database.reading() as connection:
            return list(connection.scalars(behind))

    def _mark_log(self, connection: Connection, clinic: str, limit: int) -> int:
        head = (heads.c.township == self.code) & (heads.c.clinic == clinic)
        connection.execute(select(heads.c.clinic).where(head).with_for_update())
        mine = self.own(marked_logs) & (marked_logs.c.clinic == clinic)
        position = connection.scalar(select(marked_logs.c.position).where(mine)) or 0
        of_clinic = self.own(log) & (log.c.clinic == clinic) & (log.c.position > position)
        wanted = (
            select(log.c.position, log.c.event_id, log.c.type, log.c.body)
            .where(of_clinic)
            .order_by(log.c.position)
            .limit(limit)
        )
        rows = connection.execute(wanted).all()
        visits = [(row.event_id, visit) for row in rows if (visit := visit_in_row(self.codec, row))]
        if visits:
            connection.execute(insert(visit_proofs), [self._proof(clinic, *one) for one in visits])
        if marks := [mark for one in visits for mark in self._marks(clinic, *one)]:
            connection.execute(insert(visit_marks), marks)
        keep_told(self, connection, clinic, rows)
        if rows:
            self.put(connection, marked_logs, {"clinic": clinic, "position": rows[-1].position})
        return len(rows)

    def _marks(self, clinic: str, event: str, visit: Visit) -> list[dict[str, Any]]:
        place = {"at": to_ms(visit.visited_at), "clinic": clinic, "event_id": event}
        supplies = to_text([[one.drug, one.days] for one in supplies_of(visit)])
        return [
            {"township": self.code, "key": key, **place, "supplies": supplies}
            for key in marks_of(self, visit)
        ]

    def _proof(self, clinic: str, event: str, visit: Visit) -> dict[str, Any]:
        proof = proof_of(ClinicCode(clinic), EventId(event), visit)
        return {
            "township": self.code,
            "at": to_ms(proof.at),
            "clinic": clinic,
            "event_id": event,
            "method": proof.method,
            "checked_at": to_ms(proof.checked_at),
        }


def clinics_behind(township: TownshipCode, *wanted: Any) -> Any:
    """Ask for something about the clinics whose log goes on behind what was looked through."""
    same = (marked_logs.c.township == heads.c.township) & (marked_logs.c.clinic == heads.c.clinic)
    behind = or_(marked_logs.c.position.is_(None), marked_logs.c.position < heads.c.log_position)
    return (
        select(*wanted)
        .select_from(heads.outerjoin(marked_logs, same))
        .where(heads.c.township == township, heads.c.log_position > 0, behind)
    )


def entries_behind() -> Any:
    """Give the sum of what was not looked through, as a column of `clinics_behind`."""
    return func.sum(heads.c.log_position - func.coalesce(marked_logs.c.position, 0))


def marks_of(shelf: Shelf, visit: Visit) -> Sequence[str]:
    """Give what a visit's patient is found again by: nobody reads a number out of it by looking."""
    return [digest_of_key(shelf, key) for key in patient_keys(visit.patient)]


def supplies_in(text: Sequence[Sequence[Any]]) -> tuple[Supply, ...]:
    """Read what `mark_visits` wrote of the supplies."""
    return tuple(Supply(drug, days) for drug, days in text)


def visit_in_row(codec: EventCodec, row: Row[*tuple[Any, ...]]) -> Visit | None:
    """Read the visit of an entry of the log; None where it is none, or nobody can."""
    if row.type not in VISITS:
        return None
    try:
        return read_visit(codec.decode(row.body))
    except (Refusal, ValueError):
        return None
