"""审核: what of the clinics' visits wants a look at the township, and what a look changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, text, tuple_, update

from core.console_rows import AsideEntry, ReturnedEntry, VisitCase, WaitingEntry
from core.errors import Refusal
from core.events import ResultKind, result_kind
from core.ids import ClinicCode, EventId
from core.settlement_ports import OutboxRow, Step
from core.township_rows import Finding
from storage.township.outbox_rows import outbox_content, outbox_row
from storage.township.results import append_result
from storage.township.revocation import REVOKED
from storage.township.shelf import Shelf, from_ms, from_text, to_ms
from storage.township.tables import heads, log, outbox, quarantine, results, supersessions
from storage.township.waiting_step import waiting_step

_NOT_BEGUN = (Step.WAITING, Step.FOR_EXPORT)
_IS_BACK = text("results.kind = 'needs_correction'")
"""Written out, as the index of those few results is."""


class ReviewShelf(Shelf):
    """`core.console_ports.ReviewDesk` on either engine."""

    __slots__ = ()

    def waiting_visits(self, after: OutboxRow | None, limit: int) -> Sequence[WaitingEntry]:
        """List visits the platform has not been told of yet, in the order they are due."""
        place = (outbox.c.due, outbox.c.clinic, outbox.c.visit)
        mine = (
            select(*place, outbox.c.content, log.c.body)
            .join(log, _same_event(log.c, outbox.c.visit, outbox.c))
            .where(self.own(outbox))
            .order_by(*place)
            .limit(limit)
        )
        if after is not None:
            mine = mine.where(tuple_(*place) > (to_ms(after.due), after.clinic, after.visit))
        with self.database.reading() as connection:
            # Step by step, each from the place in its index.
            of_steps = (connection.execute(mine.where(outbox.c.step == step.value)) for step in _NOT_BEGUN)
            found = sorted(chain.from_iterable(of_steps), key=lambda row: row[:3])[:limit]
            return [WaitingEntry(outbox_row(row.content), row.body) for row in found]

    def returned_visits(
        self, before: tuple[datetime, ClinicCode, int] | None, limit: int
    ) -> Sequence[ReturnedEntry]:
        """List visits that went back and were neither corrected nor taken in since, newest first."""
        later = results.alias("later")
        # The sum keeps SQLite from going through all that followed in the clinic.
        since = exists().where(
            _same_event(later.c, results.c.event_id, results.c), later.c.position + 0 > results.c.position
        )
        corrected = exists().where(
            supersessions.c.township == results.c.township,
            supersessions.c.clinic == results.c.clinic,
            supersessions.c.target == results.c.event_id,
        )
        place = (results.c.at, results.c.clinic, results.c.position)
        mine = (
            select(*place, results.c.event_id, results.c.facts, log.c.type, log.c.body)
            .join(log, _same_event(log.c, results.c.event_id, results.c))
            .where(self.own(results), _IS_BACK, ~since, ~corrected)
            .order_by(*(column.desc() for column in place))
            .limit(limit)
        )
        if before is not None:
            mine = mine.where(tuple_(*place) < (to_ms(before[0]), before[1], before[2]))
        with self.database.reading() as connection:
            return [
                ReturnedEntry(
                    ClinicCode(row.clinic),
                    EventId(row.event_id),
                    row.position,
                    from_ms(row.at),
                    str(from_text(row.facts).get("reason", "")),
                    row.type,
                    row.body,
                )
                for row in connection.execute(mine)
            ]

    def aside_entries(self, after: tuple[str, str, int, bytes] | None, limit: int) -> Sequence[AsideEntry]:
        """List what was put aside: branches of a copied PC, an id that came again, and what came too late."""
        place = (quarantine.c.device, quarantine.c.incarnation, quarantine.c.sequence, quarantine.c.hash)
        mine = select(quarantine).where(self.own(quarantine)).order_by(*place).limit(limit)
        if after is not None:
            mine = mine.where(tuple_(*place) > after)
        with self.database.reading() as connection:
            return [
                AsideEntry(
                    ClinicCode(row.clinic),
                    EventId(row.event_id),
                    row.reason,
                    (row.device, row.incarnation, row.sequence, bytes(row.hash)),
                    self.codec.decode_header(row.header).type,
                    row.body,
                )
                for row in connection.execute(mine)
            ]

    def visit_case(self, clinic: ClinicCode, visit: EventId) -> VisitCase:
        """Give one event with all that was said of it.

        Raises:
            Refusal: `event_unknown`.
        """
        with self.database.reading() as connection:
            return self._case(connection, clinic, visit)

    def return_visit(self, finding: Finding) -> None:
        """Send a visit back that the platform has not been told of; it is only asked about still.

        Raises:
            Refusal: `event_unknown`; `visit_on_its_way`: the platform may know of it, or it is not due.
        """
        mine = _place(self.own(outbox), finding)
        with self.database.writing() as connection:
            held = connection.execute(select(outbox.c.content).where(mine).with_for_update()).scalar()
            row = outbox_row(held) if held else None
            if row is None or row.step not in _NOT_BEGUN or row.messages:
                self._case(connection, finding.clinic, finding.event_id)
                raise Refusal("visit_on_its_way")
            if row.step is Step.WAITING:
                back = replace(
                    row, step=Step.SENT_BACK, revision=row.revision + 1, due=finding.at, attempts=0
                )
                connection.execute(update(outbox).where(mine).values(**outbox_content(back)))
            else:
                connection.execute(delete(outbox).where(mine))
            append_result(self, connection, replace(finding, kind=ResultKind.NEEDS_CORRECTION))

    def take_visit_in(self, finding: Finding) -> None:
        """Let a visit that went back be settled after all.

        Raises:
            Refusal: `event_unknown`; `visit_not_back`: it did not go back, or was dealt with meanwhile.
        """
        head = (heads.c.township == self.code) & (heads.c.clinic == finding.clinic)
        with self.database.writing() as connection:
            connection.execute(select(heads.c.clinic).where(head).with_for_update())
            case = self._case(connection, finding.clinic, finding.event_id)
            if not case.may_be_taken_in:
                raise Refusal("visit_not_back")
            append_result(self, connection, replace(finding, kind=ResultKind.ACCEPTED))
            step = waiting_step(self, connection, finding.clinic)
            row = OutboxRow(finding.clinic, finding.event_id, due=finding.at, step=step)
            if case.row is None:
                connection.execute(insert(outbox).values(township=self.code, **outbox_content(row)))
            else:
                again = replace(row, revision=case.row.revision + 1)
                connection.execute(
                    update(outbox).where(_place(self.own(outbox), finding)).values(**outbox_content(again))
                )

    def _case(self, connection: Connection, clinic: ClinicCode, visit: EventId) -> VisitCase:
        event = log.c.clinic == clinic, log.c.event_id == visit
        row = connection.execute(select(log.c.type, log.c.body).where(self.own(log), *event)).first()
        if row is None:
            raise Refusal("event_unknown", event=visit)
        of_visit = results.c.clinic == clinic, results.c.event_id == visit
        said = connection.execute(
            select(results.c.kind, results.c.at, results.c.facts)
            .where(self.own(results), *of_visit)
            .order_by(results.c.position)
        ).all()
        due = outbox.c.clinic == clinic, outbox.c.visit == visit
        held = connection.scalar(select(outbox.c.content).where(self.own(outbox), *due))
        target = supersessions.c.clinic == clinic, supersessions.c.target == visit
        corrected = connection.scalar(
            select(supersessions.c.event_id).where(self.own(supersessions), *target).limit(1)
        )
        return VisitCase(
            clinic,
            visit,
            row.type,
            row.body,
            tuple((result_kind(one.kind), from_ms(one.at), from_text(one.facts)) for one in said),
            outbox_row(held) if held else None,
            corrected is not None,
            self._too_late(connection, clinic, visit),
        )

    def _too_late(self, connection: Connection, clinic: ClinicCode, visit: EventId) -> bool:
        mine = (quarantine.c.clinic == clinic, quarantine.c.event_id == visit)
        late = select(quarantine.c.reason).where(self.own(quarantine), *mine, quarantine.c.reason == REVOKED)
        return connection.scalar(late.limit(1)) is not None


def _place(own: ColumnElement[bool], finding: Finding) -> ColumnElement[bool]:
    return own & (outbox.c.clinic == finding.clinic) & (outbox.c.visit == finding.event_id)


def _same_event(other: Any, event: ColumnElement[str], of: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (
        (other.township == of.township) & (other.clinic == of.clinic) & (other.event_id == event)
    )
    return same
