"""Visits that wait for somebody to look at the platform, and what becomes of them by what is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, text, tuple_, update

from core.console import ConsoleDeed
from core.errors import Hindrance, Refusal
from core.events import ResultKind
from core.ids import ClinicCode, EventId, UserId
from core.settlement_ports import UNDONE_FOR, Deed, Heard, OutboxRow, Step, TakenBy
from core.settlement_questions import ANSWERS, Answer, OpenQuestion, Saying
from core.township_rows import Finding
from core.visits.corrections import past_of, standing_of
from storage.township.corrections import reopen_settled, supersessions_of
from storage.township.outbox_rows import outbox_content, outbox_row
from storage.township.results import append_result, last_told
from storage.township.shelf import Shelf
from storage.township.tables import clinics, heads, outbox, townships
from storage.township.trail import append_note

_ASKS = text("outbox.asks")
"""Written out, as the index of those few rows is."""
_SETTLEMENT_IN_DOUBT = (Heard.SENT, Heard.UNKNOWN)
_Does = Callable[[Connection, OutboxRow, Answer], OutboxRow]


class QuestionShelf(Shelf):
    """`core.settlement_questions.SettlementQuestions` on either engine."""

    __slots__ = ()

    def open_questions(self, after: tuple[ClinicCode, EventId] | None, limit: int) -> Sequence[OpenQuestion]:
        """List the visits that wait for somebody, by clinic and id."""
        place = (outbox.c.clinic, outbox.c.visit)
        same = (clinics.c.township == outbox.c.township) & (clinics.c.code == outbox.c.clinic)
        mine = (
            select(outbox.c.content, clinics.c.name)
            .join(clinics, same)
            .where(self.own(outbox), _ASKS)
            .order_by(*place)
            .limit(limit)
        )
        if after is not None:
            mine = mine.where(tuple_(*place) > after)
        with self.database.reading() as connection:
            return [OpenQuestion(outbox_row(row.content), row.name) for row in connection.execute(mine)]

    def answer_question(
        self, clinic: ClinicCode, visit: EventId, answer: Answer, user: UserId, at: datetime
    ) -> None:
        """Do what somebody said, with a line in the trail; the worker takes the visit up again at once.

        Raises:
            Refusal: `question_not_open`: it waits for nobody, or for another answer.
            Hindrance: `settlement_row_taken`: a worker is at it.
        """
        mine = (outbox.c.clinic == clinic) & (outbox.c.visit == visit)
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            head = (heads.c.township == self.code) & (heads.c.clinic == clinic)
            connection.execute(select(heads.c.clinic).where(head).with_for_update())
            content = connection.scalar(
                select(outbox.c.content).where(self.own(outbox), mine, outbox.c.asks.is_(True))
            )
            row = outbox_row(content) if content else None
            if row is None or answer.saying not in ANSWERS[row.trouble]:
                raise Refusal("question_not_open")
            row = replace(row, due=at, attempts=0, trouble="")
            self._move(connection, self._does[answer.saying](connection, row, answer))
            reopen_settled(
                self, connection, clinic, [visit]
            )  # one that is kept, until another takes its place
            facts = {"clinic": clinic, "visit": visit, "saying": answer.saying.value}
            append_note(self, connection, (user, at), ConsoleDeed.QUESTION_ANSWERED, facts)

    @property
    def _does(self) -> Mapping[Saying, _Does]:
        return {
            Saying.ANOTHER_VISIT: self._another_visit,
            Saying.SAME_VISIT: self._same_visit,
            Saying.STANDS: self._stands,
            Saying.NOTHING_STANDS: self._nothing_stands,
            Saying.NEVER_SETTLED: self._never_settled,
            Saying.TAKEN_BACK: self._taken_back,
            Saying.TRY_AGAIN: self._try_again,
            Saying.KEPT: self._kept,
        }

    def _another_visit(self, _: Connection, row: OutboxRow, __: Answer) -> OutboxRow:
        """Let the numbers the platform showed be none of this visit's business."""
        return replace(row, strangers=(), no_strangers=(*row.no_strangers, *row.strangers))

    def _same_visit(self, connection: Connection, row: OutboxRow, answer: Answer) -> OutboxRow:
        """Tell the clinic that this visit is not settled, and why."""
        facts = {"reason": answer.reason}
        finding = Finding(row.clinic, row.visit, ResultKind.NOT_PAYABLE, facts, row.due)
        append_result(self, connection, finding)
        return replace(row, step=Step.NOT_PAYABLE, told="")

    def _stands(self, _: Connection, row: OutboxRow, answer: Answer) -> OutboxRow:
        """Let the worker look at the settlement of this number, and take it over."""
        return replace(row, keys=replace(row.keys, settlement=answer.settlement))

    def _nothing_stands(self, _: Connection, row: OutboxRow, __: Answer) -> OutboxRow:
        """Let what was in doubt have done nothing."""
        messages = tuple(
            replace(one, heard=Heard.REFUSED)
            if one.deed is Deed.SETTLE and one.heard in _SETTLEMENT_IN_DOUBT
            else one
            for one in row.messages
        )
        return replace(row, step=Step.UPLOADED, messages=messages, keys=replace(row.keys, settlement=""))

    def _never_settled(self, _: Connection, row: OutboxRow, __: Answer) -> OutboxRow:
        """Let a visit that went back, or whose place was taken, be history, so that what took it goes."""
        return replace(row, step=row.step_of_none, keys=replace(row.keys, settlement=""))

    def _taken_back(self, connection: Connection, row: OutboxRow, _: Answer) -> OutboxRow:
        """Tell the clinic that nothing of it stands, unless it was told; what took its place goes on."""
        if last_told(self, connection, row.clinic, row.visit) is not ResultKind.REVERSED:
            facts = {
                "reason": UNDONE_FOR[row.taken_by or TakenBy.CORRECTION],
                "undoes": row.keys.settlement,
                "settlement_id": "",
            }
            append_result(
                self, connection, Finding(row.clinic, row.visit, ResultKind.REVERSED, facts, row.due)
            )
        return replace(row, step=Step.REVERSED, told="")

    def _try_again(self, _: Connection, row: OutboxRow, __: Answer) -> OutboxRow:
        """Let the worker look, and ask again."""
        return row

    def _kept(self, connection: Connection, row: OutboxRow, answer: Answer) -> OutboxRow:
        """Let the settlement stand; what took the place of its visit is told that it is not settled."""
        known = supersessions_of(self, connection, [row.clinic])[row.clinic]
        takers = [one for one in standing_of(known).effective if row.visit in past_of(one, known)]
        for taker in takers:
            finding = Finding(row.clinic, taker, ResultKind.NOT_PAYABLE, {"reason": answer.reason}, row.due)
            append_result(self, connection, finding)
            mine = (outbox.c.clinic == row.clinic) & (outbox.c.visit == taker)
            content = connection.scalar(select(outbox.c.content).where(self.own(outbox), mine))
            if content:
                self._move(connection, replace(outbox_row(content), step=Step.NOT_PAYABLE))
        return replace(row, step=Step.SETTLED, kept_beside=takers[0] if takers else row.visit, told="")

    def _move(self, connection: Connection, row: OutboxRow) -> None:
        mine = (outbox.c.clinic == row.clinic) & (outbox.c.visit == row.visit)
        content = outbox_content(replace(row, revision=row.revision + 1))
        moved = update(outbox).where(self.own(outbox), mine, outbox.c.revision == row.revision)
        if not connection.execute(moved.values(**content)).rowcount:
            raise Hindrance("settlement_row_taken", visit=row.visit)
