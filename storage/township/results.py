"""The stream of results for each clinic, and marking events as looked at."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from core.errors import Refusal
from core.events import RESULT_LABEL, EventType, Result, ResultKind, result_kind
from core.ids import ClinicCode, EventId
from core.settlement_modes import BY_PROVINCE
from core.settlement_ports import OutboxRow, Step
from core.township_rows import Finding
from storage.township import asked
from storage.township.corrections import keep_supersessions, reopen_settled
from storage.township.outbox_rows import outbox_content, outbox_row
from storage.township.shelf import Shelf, from_ms, from_text, sliced, to_ms, to_text
from storage.township.tables import heads, log, outbox, results
from storage.township.waiting_step import waiting_step

_RECORD_FORMAT = 1
_NOT_AGAIN = (ResultKind.NEEDS_CORRECTION, ResultKind.REVERSED)
_PAID = (EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED)
"""Types of events that ask for a settlement."""
_TAKEN_IN = frozenset(ResultKind) - {ResultKind.RECEIVED, *_NOT_AGAIN}


def append_result(shelf: Shelf, connection: Connection, finding: Finding) -> Result:
    """Append a finding to its clinic's stream, inside the caller's transaction.

    Raises:
        Refusal: `clinic_unknown`.
    """
    return append_results(shelf, connection, finding.clinic, [finding])[0]


def last_told(
    shelf: Shelf, connection: Connection, clinic: ClinicCode, event_id: EventId
) -> ResultKind | str | None:
    """Give the kind of the last result a clinic was given of an event; None where there is none."""
    mine = shelf.own(results) & (results.c.clinic == clinic) & (results.c.event_id == event_id)
    kind = connection.scalar(select(results.c.kind).where(mine).order_by(results.c.position.desc()).limit(1))
    return result_kind(kind) if kind else None


def append_results(
    shelf: Shelf, connection: Connection, clinic: ClinicCode, findings: Sequence[Finding]
) -> list[Result]:
    """Append findings, at least one, to their clinic's stream, inside the caller's transaction.

    Raises:
        Refusal: `clinic_unknown`.
    """
    head = connection.execute(asked.HEAD, shelf.asking(clinic=clinic)).first()
    if head is None:
        raise Refusal("clinic_unknown", clinic=clinic)
    position, previous = head.result_position, head.result_hash
    appended: list[Result] = []
    for finding in findings:
        appended.append(_chained(shelf, finding, position + 1, previous))
        position, previous = appended[-1].position, appended[-1].hash
    rows = [{"township": shelf.code, "clinic": clinic, **result_columns(result)} for result in appended]
    connection.execute(insert(results), rows)
    told = shelf.asking(of_clinic=clinic, position=position, hash=previous)
    connection.execute(asked.MOVE_RESULTS_HEAD, told)
    return appended


def _chained(shelf: Shelf, finding: Finding, position: int, previous: bytes) -> Result:
    at = to_ms(finding.at)
    place = [_RECORD_FORMAT, finding.clinic, position, previous]
    said = [bytes.fromhex(finding.event_id), finding.kind.value, at, dict(finding.facts)]
    record = shelf.codec.encode([*place, *said])
    digest = shelf.codec.digest(RESULT_LABEL + record)
    of = (finding.event_id, finding.kind, from_ms(at), finding.facts)
    return Result(position, *of, previous, record, digest)


def result_columns(result: Result) -> dict[str, Any]:
    """Give the columns of a result."""
    return {
        "position": result.position,
        "event_id": result.event_id,
        "kind": str(result.kind),
        "at": to_ms(result.at),
        "facts": to_text(dict(result.facts)),
        "previous_hash": result.previous_hash,
        "record": result.record,
        "hash": result.hash,
    }


def follow_results(
    shelf: Shelf, connection: Connection, clinic: ClinicCode, came_back: Sequence[Result]
) -> None:
    """Let visits stand where results that came back say they had come, in the order these were said.

    Else one that was settled in the lost life would wait here as a new one, and be taken for nothing where
    its settlement was undone meanwhile. Whoever calls holds the lock on the clinic's head.
    """
    said: dict[EventId, list[Result]] = {}
    for result in came_back:
        said.setdefault(result.event_id, []).append(result)
    for some in sliced(sorted(said)):
        mine = shelf.own(outbox) & (outbox.c.clinic == clinic) & outbox.c.visit.in_(some)
        for row in map(outbox_row, connection.scalars(select(outbox.c.content).where(mine)).all()):
            moved = replace(_row_after(row, said[row.visit]), revision=row.revision + 1)
            its = shelf.own(outbox) & (outbox.c.clinic == clinic) & (outbox.c.visit == row.visit)
            connection.execute(update(outbox).where(its).values(**outbox_content(moved)))
    reopen_settled(shelf, connection, clinic, sorted(said))


class ResultShelf(Shelf):
    """Judging events and reading the results back."""

    __slots__ = ()

    def judge(self, findings: Sequence[Finding]) -> Sequence[Result]:
        """Append findings to their clinics' streams and mark the events as looked at, all in one transaction.

        ACCEPTED visits join the outbox; what corrections supersede is noted. An event looked at before keeps
        its first judgement, given back.

        Raises:
            Refusal: `clinic_unknown`, `event_unknown`: nothing was kept.
        """
        judged: dict[tuple[ClinicCode, EventId], Result] = {}
        with self.database.writing() as connection:
            # Always in the same order of clinics, so that two judges never wait for each other.
            for clinic in sorted({finding.clinic for finding in findings}):
                own = [finding for finding in findings if finding.clinic == clinic]
                judged.update(
                    {(clinic, event): one for event, one in self._judge_own(connection, clinic, own).items()}
                )
        return [judged[finding.clinic, finding.event_id] for finding in findings]

    def _judge_own(
        self, connection: Connection, clinic: ClinicCode, findings: Sequence[Finding]
    ) -> dict[EventId, Result]:
        head = (heads.c.township == self.code) & (heads.c.clinic == clinic)
        connection.execute(select(heads.c.clinic).where(head).with_for_update())
        known = self._known(connection, clinic, [finding.event_id for finding in findings])
        fresh: dict[EventId, Finding] = {}
        found: dict[EventId, Result] = {}
        for finding in findings:
            if finding.event_id not in known:
                raise Refusal("event_unknown", event=finding.event_id)
            if not known[finding.event_id].judged:
                fresh.setdefault(finding.event_id, finding)
        before = [event for event, row in known.items() if row.judged]
        if before:
            said_first = self._said_before(connection, clinic, before)
            found.update({event: results_of[0] for event, results_of in said_first.items()})
        if fresh:
            self._mark(connection, clinic, list(fresh))
            said = self._said_before(connection, clinic, list(fresh))
            waiting = waiting_step(self, connection, clinic)
            visits = [
                outbox_content(
                    _row_after(OutboxRow(clinic, event, finding.at, step=waiting), said.get(event, []))
                )
                for event, finding in fresh.items()
                if known[event].type in _PAID and _is_taken_in(finding, said.get(event, []))
            ]
            keep_supersessions(self, connection, clinic, list(fresh))
            if visits:
                connection.execute(insert(outbox), [{"township": self.code, **row} for row in visits])
            reopen_settled(self, connection, clinic, list(fresh))
            found.update({event: results_of[0] for event, results_of in said.items()})
            new = [finding for event, finding in fresh.items() if event not in said]
            if new:
                found.update({one.event_id: one for one in append_results(self, connection, clinic, new)})
        return found

    def _said_before(
        self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
    ) -> dict[EventId, list[Result]]:
        """Give what was said of events: of judged ones, or by an earlier life of this log of new ones."""
        said: dict[EventId, list[Result]] = {}
        for some in sliced(events):
            mine = self.own(results) & (results.c.clinic == clinic) & results.c.event_id.in_(some)
            for row in connection.execute(select(results).where(mine).order_by(results.c.position)):
                said.setdefault(EventId(row.event_id), []).append(_result_of(row))
        return said

    def _known(
        self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
    ) -> dict[EventId, Row[Any, Any, Any]]:
        known = {}
        for some in sliced(events):
            mine = self.own(log) & (log.c.clinic == clinic) & log.c.event_id.in_(some)
            for row in connection.execute(select(log.c.event_id, log.c.type, log.c.judged).where(mine)):
                known[EventId(row.event_id)] = row
        return known

    def _mark(self, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]) -> None:
        for some in sliced(events):
            mine = self.own(log) & (log.c.clinic == clinic) & log.c.event_id.in_(some)
            connection.execute(update(log).where(mine).values(judged=True))

    def results(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[Result]:
        """List a clinic's results from a position on, in order."""
        some = self.asking(clinic=clinic, after=after, most=limit)
        with self.database.reading() as connection:
            return [_result_of(row) for row in connection.execute(asked.RESULTS, some)]

    def results_head(self, clinic: ClinicCode) -> int:
        """Tell the position a clinic's stream of results has reached."""
        with self.database.reading() as connection:
            return connection.scalar(asked.RESULTS_HEAD, self.asking(clinic=clinic)) or 0


def _is_taken_in(finding: Finding, said: Sequence[Result]) -> bool:
    """Tell whether a visit is to be settled; what somebody decided in the life that said this still holds.

    One that was settled and undone is not: what takes its place is settled.
    """
    last = said[-1].kind if said else None
    return last in _TAKEN_IN or (finding.kind is ResultKind.ACCEPTED and last not in _NOT_AGAIN)


def _row_after(row: OutboxRow, said: Sequence[Result]) -> OutboxRow:
    """Tell how far a visit had come in the life that said this; what is not final goes on as it stands."""
    if not said:
        return row
    match said[-1].kind:
        case ResultKind.SETTLED:
            facts = said[-1].facts
            known = replace(row.keys, settlement=str(facts.get("settlement_id", "")))
            where = BY_PROVINCE if facts.get("settled_by") == BY_PROVINCE else row.institution
            return replace(row, step=Step.SETTLED, keys=known, institution=where)
        case ResultKind.NOT_PAYABLE:
            return replace(row, step=Step.NOT_PAYABLE)
        case ResultKind.REVERSED:
            return replace(row, step=Step.REVERSED)
        case ResultKind.NEEDS_CORRECTION:
            return replace(row, step=Step.SENT_BACK)
        case _:
            return row


def _result_of(row: Row[tuple[object, ...]]) -> Result:
    return Result(
        row.position,
        EventId(row.event_id),
        result_kind(row.kind),
        from_ms(row.at),
        from_text(row.facts),
        row.previous_hash,
        row.record,
        row.hash,
    )
