"""The stream of results for each clinic, and marking events as looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from core.errors import Refusal
from core.events import RESULT_LABEL, EventType, Result, ResultKind
from core.ids import ClinicCode, EventId
from core.settlement_ports import OutboxRow
from storage.township.outbox_rows import outbox_content
from storage.township.shelf import Shelf, from_ms, from_text, to_ms, to_text
from storage.township.tables import heads, log, outbox, results

_RECORD_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of an event, before it gets its place in the clinic's stream."""

    clinic: ClinicCode
    event_id: EventId
    kind: ResultKind
    facts: Mapping[str, Any]
    at: datetime


def append_result(shelf: Shelf, connection: Connection, finding: Finding) -> Result:
    """Append a finding to its clinic's stream, inside the caller's transaction.

    Raises:
        Refusal: `clinic_unknown`.
    """
    mine = (heads.c.township == shelf.code) & (heads.c.clinic == finding.clinic)
    head = connection.execute(select(heads).where(mine).with_for_update()).first()
    if head is None:
        raise Refusal("clinic_unknown", clinic=finding.clinic)
    position = head.result_position + 1
    record = shelf.codec.encode(
        [
            _RECORD_FORMAT,
            finding.clinic,
            position,
            head.result_hash,
            bytes.fromhex(finding.event_id),
            finding.kind.value,
            to_ms(finding.at),
            dict(finding.facts),
        ]
    )
    digest = shelf.codec.digest(RESULT_LABEL + record)
    content = {
        "position": position,
        "event_id": finding.event_id,
        "kind": finding.kind.value,
        "at": to_ms(finding.at),
        "facts": to_text(dict(finding.facts)),
        "previous_hash": head.result_hash,
        "record": record,
        "hash": digest,
    }
    connection.execute(insert(results).values(township=shelf.code, clinic=finding.clinic, **content))
    connection.execute(update(heads).where(mine).values(result_position=position, result_hash=digest))
    at = from_ms(to_ms(finding.at))
    return Result(
        position, finding.event_id, finding.kind, at, finding.facts, head.result_hash, record, digest
    )


class ResultShelf(Shelf):
    """Judging events and reading the results back."""

    __slots__ = ()

    def judge(
        self,
        clinic: ClinicCode,
        event_id: EventId,
        kind: ResultKind,
        facts: Mapping[str, Any],
        at: datetime,
    ) -> Result:
        """Append a result to the clinic's stream and mark the event as looked at.

        ACCEPTED visits join the outbox. An event looked at before keeps its first judgement, given back.

        Raises:
            Refusal: `clinic_unknown`, `event_unknown`.
        """
        mine = (log.c.township == self.code) & (log.c.clinic == clinic) & (log.c.event_id == event_id)
        with self.database.writing() as connection:
            event = connection.execute(select(log.c.type, log.c.judged).where(mine).with_for_update()).first()
            if event is None:
                raise Refusal("event_unknown", event=event_id)
            if event.judged:
                return self._first_of(connection, clinic, event_id)
            connection.execute(update(log).where(mine).values(judged=True))
            if kind is ResultKind.ACCEPTED and event.type == EventType.VISIT_RECORDED:
                row = outbox_content(OutboxRow(clinic, event_id, due=at))
                connection.execute(insert(outbox).values(township=self.code, **row))
            return append_result(self, connection, Finding(clinic, event_id, kind, facts, at))

    def results(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[Result]:
        """List a clinic's results from a position on, in order."""
        mine = (results.c.clinic == clinic) & (results.c.position > after)
        ordered = select(results).where(self.own(results), mine).order_by(results.c.position).limit(limit)
        with self.database.reading() as connection:
            return [_result_of(row) for row in connection.execute(ordered)]

    def results_head(self, clinic: ClinicCode) -> int:
        """Tell the position a clinic's stream of results has reached."""
        mine = select(heads.c.result_position).where(self.own(heads), heads.c.clinic == clinic)
        with self.database.reading() as connection:
            return connection.scalar(mine) or 0

    def _first_of(self, connection: Connection, clinic: ClinicCode, event_id: EventId) -> Result:
        mine = (results.c.clinic == clinic) & (results.c.event_id == event_id)
        ordered = select(results).where(self.own(results), mine).order_by(results.c.position).limit(1)
        return _result_of(connection.execute(ordered).one())


def _result_of(row: Row[tuple[object, ...]]) -> Result:
    return Result(
        row.position,
        EventId(row.event_id),
        ResultKind(row.kind),
        from_ms(row.at),
        from_text(row.facts),
        row.previous_hash,
        row.record,
        row.hash,
    )
