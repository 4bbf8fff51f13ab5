"""The settlement outbox in the township's tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from core.catalogue.items import ItemKind
from core.errors import Hindrance, Refusal
from core.events import ResultKind
from core.ids import ClinicCode
from core.settlement_modes import BY_PROVINCE
from core.settlement_ports import OutboxRow, SettlementVisit, Step
from core.township_rows import Finding
from core.visits.visit import Visit
from storage.township import asked
from storage.township.corrections import HeldBack, held_back, reopen_settled
from storage.township.outbox_rows import outbox_content, outbox_row
from storage.township.results import append_result
from storage.township.set_tables import code_maps, codes_sent
from storage.township.settlement_ways import SettlementWayShelf
from storage.township.shelf import to_ms
from storage.township.tables import clinics, heads, log, outbox, townships

_PAGE = 50


class SqlSettlementBook(SettlementWayShelf):
    """The outbox of one township."""

    __slots__ = ()

    def frozen(self) -> bool:
        """Tell whether nothing may be sent: the log was restored and the lost span is not reconciled yet."""
        with self.database.reading() as connection:
            return connection.scalar(asked.FROZEN_SINCE, self.asking()) is not None

    def due(self, now: datetime, limit: int) -> Sequence[OutboxRow]:
        """List rows that are not final and whose `due` is not after now: awaited ones first, then by `due`.

        What a correction holds back is left out, but for what the platform was not asked about yet, and for
        what it settled of the visits whose place was taken.
        """
        mine = select(outbox.c.content).where(
            self.own(outbox), outbox.c.final.is_(False), outbox.c.due <= to_ms(now)
        )
        queues = (
            mine.where(outbox.c.awaited_since > 0).order_by(outbox.c.awaited_since),
            mine.where(outbox.c.awaited_since.is_(None)).order_by(
                outbox.c.due, outbox.c.clinic, outbox.c.visit
            ),
        )
        found: list[OutboxRow] = []
        held: dict[ClinicCode, HeldBack] = {}
        with self.database.reading() as connection:
            for queue in queues:
                pages = connection.execute(queue).yield_per(max(limit, _PAGE)).scalars().partitions()
                for page in pages:
                    if len(found) >= limit:
                        break
                    rows = [outbox_row(content) for content in page]
                    held |= held_back(self, connection, {row.clinic for row in rows} - held.keys())
                    found += [
                        _as_held(row, held[row.clinic])
                        for row in rows
                        if row.visit not in held[row.clinic].events and not _stays(row, held[row.clinic])
                    ]
        return found[:limit]

    def unknown(self, numbers: Collection[str]) -> Collection[str]:
        """Give those of some beginnings of event ids that no event of the log has: a lost span holds them."""
        same = (log.c.township == clinics.c.township) & (log.c.clinic == clinics.c.code)
        with self.database.reading() as connection:
            return [one for one in numbers if not self._has_event(connection, same, one)]

    def _has_event(self, connection: Connection, same: ColumnElement[bool], number: str) -> bool:
        """Look in the log of one clinic after the other: the index of ids begins with the clinic."""
        within = log.c.event_id.between(number, number + "g")  # behind every hex digit
        mine = select(log.c.event_id).select_from(clinics).join(log, same & within).where(self.own(clinics))
        return connection.execute(mine.limit(1)).first() is not None

    def stand_by(self, until: datetime) -> None:
        """Say until when visits are settled as they come; a moment that has passed says: no longer."""
        with self.database.writing() as connection:
            mine = update(townships).where(self.own(townships))
            connection.execute(mine.values(settles_until=to_ms(until)))

    def save(self, row: OutboxRow) -> OutboxRow:
        """Keep the row durably in a transaction of its own and give it back with the next revision.

        Raises:
            Hindrance: `settlement_row_taken`: the kept revision is not the row's, another worker moved it.
        """
        with self.database.writing() as connection:
            if row.step is not Step.SETTLED:
                return self._save(connection, row)
            # Put off before its undoing began, for the platform was out of reach: it stays due all the same.
            head = select(heads.c.clinic).where(self.own(heads), heads.c.clinic == row.clinic)
            connection.execute(head.with_for_update())
            saved = self._save(connection, row)
            reopen_settled(self, connection, row.clinic, [row.visit])
            return saved

    def visit_of(self, row: OutboxRow) -> SettlementVisit:
        """Give the visit behind a row.

        Raises:
            Refusal: `event_unknown`.
        """
        mine = self.asking(clinic=row.clinic, event_id=row.visit)
        with self.database.reading() as connection:
            found = connection.execute(asked.VISIT_OF_ROW, mine).first()
            if found is None:
                raise Refusal("event_unknown", event=row.visit)
            visit = Visit.from_plain(self.codec.decode(found.body))
            return SettlementVisit(row.visit, row.clinic, found.name, visit, self._mapped(connection, visit))

    def _mapped(self, connection: Connection, visit: Visit) -> Mapping[tuple[ItemKind, str], str]:
        """Give what the codes of a visit's lines are mapped to."""
        codes = sorted({line.code for line in visit.lines})
        mine = select(code_maps).where(self.own(code_maps), code_maps.c.own.in_(codes))
        return {(ItemKind(one.kind), one.own): one.national for one in connection.execute(mine)}

    def told_codes(self, institution: str, own: Collection[str]) -> Mapping[tuple[ItemKind, str], str]:
        """Give what an institution told the platform some own codes stand for, by kind and own code."""
        mine = self.own(codes_sent) & (codes_sent.c.institution == institution)
        told = select(codes_sent).where(mine, codes_sent.c.own.in_(sorted(own)))
        with self.database.reading() as connection:
            return {(ItemKind(one.kind), one.own): one.national for one in connection.execute(told)}

    def publish(self, row: OutboxRow, kind: ResultKind, facts: Mapping[str, Any], at: datetime) -> OutboxRow:
        """Save the row as `save` does and append a result to the clinic's stream, both in one transaction.

        Raises:
            Hindrance: `settlement_row_taken`.
        """
        with self.database.writing() as connection:
            # The result comes first: it locks the clinic's head, behind which corrections are judged.
            append_result(self, connection, Finding(row.clinic, row.visit, kind, facts, at))
            saved = self._save(connection, row)
            if saved.step is Step.SETTLED:
                reopen_settled(self, connection, row.clinic, [row.visit])
            return saved

    def _save(self, connection: Connection, row: OutboxRow) -> OutboxRow:
        saved = replace(row, revision=row.revision + 1)
        mine = self.asking(of_clinic=row.clinic, of_visit=row.visit, of_revision=row.revision)
        if not connection.execute(asked.MOVE_ROW, {**mine, **outbox_content(saved)}).rowcount:
            raise Hindrance("settlement_row_taken", visit=row.visit)
        return saved


def _as_held(row: OutboxRow, held: HeldBack) -> OutboxRow:
    taken_by, _ = held.undone.get(row.visit, (row.taken_by, ""))
    asked_about = row.step is Step.SENT_BACK or row.visit in held.asked_about
    return replace(row, only_asked_about=asked_about, taken_by=taken_by)


def _stays(row: OutboxRow, held: HeldBack) -> bool:
    """Tell whether a settlement is left as it is: by somebody's word, or as only the province can undo it."""
    _, taker = held.undone.get(row.visit, (None, ""))
    kept = bool(row.kept_beside) and row.kept_beside == taker
    return row.step is Step.SETTLED and (kept or row.institution == BY_PROVINCE)
