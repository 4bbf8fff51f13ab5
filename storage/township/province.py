"""总对总 in the township's tables: batches that went to the province, and outcomes that came back."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from core.console import ConsoleDeed
from core.errors import Hindrance, Refusal
from core.events import ResultKind, result_kind
from core.ids import ClinicCode, EventId, UserId
from core.province_ports import (
    ExportedVisit,
    OutcomeKind,
    ProvinceExport,
    ProvinceOutcome,
    ProvinceStanding,
    VisitPlace,
)
from core.settlement_modes import BY_PROVINCE
from core.settlement_ports import OutboxRow, Step
from core.township_rows import Finding
from core.visits.settleable import why_never_settled
from core.visits.visit import Visit
from storage.township import asked
from storage.township.corrections import held_back
from storage.township.outbox_rows import outbox_content, outbox_row
from storage.township.results import append_result
from storage.township.settlement_tables import province_batches, province_visits, settlement_ways
from storage.township.shelf import Shelf, from_ms, from_text, sliced, to_ms
from storage.township.tables import clinics, heads, log, outbox, results, townships
from storage.township.trail import append_note
from storage.township.waiting_step import waiting_step

_STEPS = {
    OutcomeKind.SETTLED: Step.SETTLED,
    OutcomeKind.NOT_PAYABLE: Step.NOT_PAYABLE,
    OutcomeKind.REVERSED: Step.REVERSED,
}
_KINDS = {
    OutcomeKind.SETTLED: ResultKind.SETTLED,
    OutcomeKind.NOT_PAYABLE: ResultKind.NOT_PAYABLE,
    OutcomeKind.REVERSED: ResultKind.REVERSED,
}
_WITH_PROVINCE = (Step.FOR_EXPORT, Step.EXPORTED)
"""A life of the log that was lost may have exported what waits in this one."""


class ProvinceShelf(Shelf):
    """`core.province_ports.ProvinceDesk` on either engine."""

    __slots__ = ()

    def waiting_for_export(self) -> int:
        """Count the visits that wait for a batch."""
        mine = select(func.count()).where(self.own(outbox), outbox.c.step == Step.FOR_EXPORT.value)
        with self.database.reading() as connection:
            return connection.scalar(mine) or 0

    def export_visits(self, user: UserId, at: datetime) -> ProvinceExport | None:
        """Make a batch of all visits that may go, and write it into the trail; None where there is none.

        What a correction holds back stays. A visit without a charge, or of somebody without a number, is told
        to be NOT_PAYABLE.

        Raises:
            Refusal: `settlement_frozen`.
        """
        with self.database.writing() as connection:
            self._lock(connection)
            if connection.scalar(asked.FROZEN_SINCE, self.asking()) is not None:
                raise Refusal("settlement_frozen")
            going = [row for row in self._free(connection) if self._goes(connection, row, at)]
            if not going:
                return None
            last = select(func.max(province_batches.c.number)).where(self.own(province_batches))
            number = (connection.scalar(last) or 0) + 1
            batch = {"number": number, "at": to_ms(at), "user": user}
            connection.execute(insert(province_batches).values(township=self.code, **batch))
            for row in going:
                self._move(connection, replace(row, step=Step.EXPORTED, institution=BY_PROVINCE))
            places = [
                {"township": self.code, "number": number, "clinic": row.clinic, "visit": row.visit}
                for row in going
            ]
            connection.execute(insert(province_visits), places)
            facts = {"batch": number, "visits": len(going)}
            append_note(self, connection, (user, at), ConsoleDeed.VISITS_EXPORTED, facts)
            return ProvinceExport(number, at, user, len(going), len(going))

    def _free(self, connection: Connection) -> Sequence[OutboxRow]:
        """Give the visits no correction holds back, in the order they came."""
        order = (outbox.c.due, outbox.c.clinic, outbox.c.visit)
        mine = select(outbox.c.content).where(self.own(outbox), outbox.c.step == Step.FOR_EXPORT.value)
        rows = [outbox_row(content) for content in connection.scalars(mine.order_by(*order))]
        held = held_back(self, connection, {row.clinic for row in rows})
        return [row for row in rows if row.visit not in held[row.clinic].events]

    def _goes(self, connection: Connection, row: OutboxRow, at: datetime) -> bool:
        """Tell whether a visit is for the fund at all; where it is not, its clinic is told."""
        mine = self.own(log) & (log.c.clinic == row.clinic) & (log.c.event_id == row.visit)
        body = connection.execute(select(log.c.body).where(mine)).one().body
        reason = why_never_settled(Visit.from_plain(self.codec.decode(body)))
        if reason:
            self._move(connection, replace(row, step=Step.NOT_PAYABLE))
            finding = Finding(row.clinic, row.visit, ResultKind.NOT_PAYABLE, {"reason": reason}, at)
            append_result(self, connection, finding)
        return not reason

    def province_exports(self, before: int | None, limit: int) -> Sequence[ProvinceExport]:
        """List the batches from a number backwards, newest first."""
        batches = select(province_batches).where(self.own(province_batches))
        if before is not None:
            batches = batches.where(province_batches.c.number < before)
        with self.database.reading() as connection:
            found = connection.execute(batches.order_by(province_batches.c.number.desc()).limit(limit)).all()
            numbers = [row.number for row in found]
            all_of, open_of = self._counted(connection, numbers)
        return [
            ProvinceExport(
                row.number,
                from_ms(row.at),
                UserId(row.user),
                all_of.get(row.number, 0),
                open_of.get(row.number, 0),
            )
            for row in found
        ]

    def _counted(
        self, connection: Connection, numbers: Sequence[int]
    ) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Count the visits of some batches, and those without an outcome that went with no later batch."""
        mine = self.own(province_visits) & province_visits.c.number.in_(numbers)
        by_number = select(province_visits.c.number, func.count()).group_by(province_visits.c.number)
        later = province_visits.alias("later")
        again = (
            select(later.c.number)
            .where(
                later.c.township == province_visits.c.township,
                later.c.clinic == province_visits.c.clinic,
                later.c.visit == province_visits.c.visit,
                later.c.number > province_visits.c.number,
            )
            .exists()
        )
        same = (
            (outbox.c.township == province_visits.c.township)
            & (outbox.c.clinic == province_visits.c.clinic)
            & (outbox.c.visit == province_visits.c.visit)
        )
        still = by_number.join(outbox, same).where(mine, outbox.c.step == Step.EXPORTED.value, ~again)
        of_all = connection.execute(by_number.where(mine))
        counted = {row[0]: row[1] for row in of_all}
        return counted, {row[0]: row[1] for row in connection.execute(still)}

    def exported_visits(self, number: int) -> Sequence[ExportedVisit]:
        """Give the visits of a batch as they went.

        Raises:
            Refusal: `province_batch_unknown`.
        """
        batch = select(province_batches.c.at).where(
            self.own(province_batches), province_batches.c.number == number
        )
        same = (log.c.township == province_visits.c.township) & (log.c.clinic == province_visits.c.clinic)
        of_clinic = (clinics.c.township == province_visits.c.township) & (
            clinics.c.code == province_visits.c.clinic
        )
        mine = (
            select(province_visits.c.clinic, province_visits.c.visit, log.c.body, clinics.c.name)
            .join(log, same & (log.c.event_id == province_visits.c.visit))
            .join(clinics, of_clinic)
            .where(self.own(province_visits), province_visits.c.number == number)
            .order_by(province_visits.c.clinic, province_visits.c.visit)
        )
        with self.database.reading() as connection:
            at = connection.scalar(batch)
            if at is None:
                raise Refusal("province_batch_unknown")
            codes = self._codes_at(connection, at)
            return [
                ExportedVisit(
                    ClinicCode(row.clinic),
                    row.name,
                    codes.get(row.clinic, ""),
                    EventId(row.visit),
                    Visit.from_plain(self.codec.decode(row.body)),
                )
                for row in connection.execute(mine)
            ]

    def _codes_at(self, connection: Connection, at: int) -> Mapping[str, str]:
        """Give the clinics' codes in the province as they were at a moment."""
        mine = (
            select(settlement_ways.c.clinic, settlement_ways.c.institution)
            .where(self.own(settlement_ways), settlement_ways.c.since <= at)
            .order_by(settlement_ways.c.clinic, settlement_ways.c.number)
        )
        return {row.clinic: row.institution for row in connection.execute(mine)}

    def province_standings(self, places: Collection[VisitPlace]) -> Mapping[VisitPlace, ProvinceStanding]:
        """Tell where some visits stand; one that is not in the outbox of this township is left out."""
        found: dict[VisitPlace, ProvinceStanding] = {}
        same = (log.c.township == outbox.c.township) & (log.c.clinic == outbox.c.clinic)
        with self.database.reading() as connection:
            for clinic in sorted({clinic for clinic, _ in places}):
                events = sorted(event for of, event in places if of == clinic)
                for some in sliced(events):
                    mine = (
                        select(outbox.c.content, log.c.body)
                        .join(log, same & (log.c.event_id == outbox.c.visit))
                        .where(self.own(outbox), outbox.c.clinic == clinic, outbox.c.visit.in_(some))
                    )
                    told = self._told(connection, clinic, some)
                    for row in connection.execute(mine):
                        held = outbox_row(row.content)
                        total = Visit.from_plain(self.codec.decode(row.body)).total
                        found[clinic, held.visit] = ProvinceStanding(held, total, told.get(held.visit))
        return found

    def _told(
        self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
    ) -> Mapping[str, tuple[ResultKind | str, Mapping[str, object]]]:
        mine = (
            select(results.c.event_id, results.c.kind, results.c.facts)
            .where(self.own(results), results.c.clinic == clinic, results.c.event_id.in_(events))
            .order_by(results.c.position)
        )
        return {
            row.event_id: (result_kind(row.kind), from_text(row.facts)) for row in connection.execute(mine)
        }

    def tell_outcomes(self, outcomes: Sequence[ProvinceOutcome], user: UserId, at: datetime) -> None:
        """Tell the clinics what the province made of their visits, all or nothing, with a line in the trail.

        Raises:
            Hindrance: `settlement_row_taken`: one of them is no longer with the province.
        """
        with self.database.writing() as connection:
            self._lock(connection)
            for clinic in sorted({one.clinic for one in outcomes}):
                head = select(heads.c.clinic).where(self.own(heads), heads.c.clinic == clinic)
                connection.execute(head.with_for_update())
                again = waiting_step(self, connection, clinic)
                for outcome in outcomes:
                    if outcome.clinic == clinic:
                        self._tell(connection, outcome, again, at)
            counted = Counter(one.kind.value for one in outcomes)
            facts = {kind.value: counted[kind.value] for kind in OutcomeKind}
            append_note(self, connection, (user, at), ConsoleDeed.PROVINCE_RESULTS_TOLD, facts)

    def _tell(self, connection: Connection, outcome: ProvinceOutcome, again: Step, at: datetime) -> None:
        mine = (outbox.c.clinic == outcome.clinic) & (outbox.c.visit == outcome.visit)
        content = connection.scalar(select(outbox.c.content).where(self.own(outbox), mine))
        row = outbox_row(content) if content else None
        if row is None or not _may_be_told(row, outcome.kind):
            raise Hindrance("settlement_row_taken", visit=outcome.visit)
        if outcome.kind is OutcomeKind.RETURNED:
            self._move(connection, replace(row, step=again, institution="", due=at))
            return
        number = str(outcome.facts.get("settlement_id", "")) or row.keys.settlement
        keys = replace(row.keys, settlement=number)
        self._move(connection, replace(row, step=_STEPS[outcome.kind], institution=BY_PROVINCE, keys=keys))
        finding = Finding(outcome.clinic, outcome.visit, _KINDS[outcome.kind], outcome.facts, at)
        append_result(self, connection, finding)

    def _move(self, connection: Connection, row: OutboxRow) -> None:
        mine = (outbox.c.clinic == row.clinic) & (outbox.c.visit == row.visit)
        content = outbox_content(replace(row, revision=row.revision + 1))
        moved = update(outbox).where(self.own(outbox), mine, outbox.c.revision == row.revision)
        if not connection.execute(moved.values(**content)).rowcount:
            raise Hindrance("settlement_row_taken", visit=row.visit)

    def _lock(self, connection: Connection) -> None:
        connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())


def _may_be_told(row: OutboxRow, kind: OutcomeKind) -> bool:
    if kind is OutcomeKind.REVERSED:
        return row.step is Step.SETTLED and row.institution == BY_PROVINCE
    return row.step in _WITH_PROVINCE
