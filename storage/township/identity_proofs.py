"""How it was proved at visits who was there: read back by when the visits were."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, select, tuple_

from core.dates import CHINA
from core.ids import ClinicCode, EventId
from core.supervision_ports import Moment, Place, ProvedVisit
from core.visits.identity_signals import Proof
from storage.township.shelf import Shelf, from_ms, sliced, to_ms
from storage.township.standing_visits import gone_among
from storage.township.supervision_tables import visit_proofs
from storage.township.tables import log


class IdentityProofShelf(Shelf):
    """`core.supervision_ports.IdentityProofs` on either engine."""

    __slots__ = ()

    def proved_visits(self, before: Moment, limit: int) -> Sequence[ProvedVisit]:
        """List the visits before one, newest first."""
        at, clinic, event = before
        order = (visit_proofs.c.at, visit_proofs.c.clinic, visit_proofs.c.event_id)
        # A page of them first: an engine that begins with the log would sort all there are.
        page = (
            select(visit_proofs)
            .where(self.own(visit_proofs), tuple_(*order) < (to_ms(at), clinic, event))
            .order_by(*(column.desc() for column in order))
            .limit(limit)
            .subquery()
        )
        same = (
            (log.c.township == page.c.township)
            & (log.c.clinic == page.c.clinic)
            & (log.c.event_id == page.c.event_id)
        )
        with self.database.reading() as connection:
            found = connection.execute(select(page, log.c.body).join(log, same)).all()
            rows = sorted(found, key=lambda row: (row.at, row.clinic, row.event_id), reverse=True)
            gone = gone_among(self, connection, {_place(row) for row in rows})
        return [ProvedVisit(_proof(row), row.body, _place(row) not in gone) for row in rows]

    def proofs_between(self, first: date, last: date, clinics: Collection[ClinicCode]) -> Sequence[Proof]:
        """Give the proofs of some clinics' visits of some days, both included, that count."""
        begin = to_ms(datetime.combine(first, time.min, CHINA))
        end = to_ms(datetime.combine(last, time.max, CHINA))
        found: list[Proof] = []
        with self.database.reading() as connection:
            for some in sliced(sorted(clinics)):
                span = visit_proofs.c.at.between(begin, end) & visit_proofs.c.clinic.in_(some)
                rows = connection.execute(select(visit_proofs).where(self.own(visit_proofs), span))
                found += [_proof(row) for row in rows]
            gone = gone_among(self, connection, {one.place for one in found})
        return [one for one in found if one.place not in gone]


def _proof(row: Row[*tuple[Any, ...]]) -> Proof:
    place = _place(row)
    return Proof(*place, from_ms(row.at), row.method, from_ms(row.checked_at))


def _place(row: Row[*tuple[Any, ...]]) -> Place:
    return ClinicCode(row.clinic), EventId(row.event_id)
