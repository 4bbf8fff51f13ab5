"""What became of each visit: a projection of the ledger in the file `cache`, caught up before it is read."""

import json
import logging
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.dates import china_day
from core.errors import Refusal
from core.events import ClockTrust, Event, EventType, Result, ResultKind
from core.ids import EventId
from core.money import Fen
from core.ports import EventCodec, VisitState, VisitVersions
from core.visits.corrections import versions_of
from core.visits.joins import Join
from core.visits.read_visit import read_visit, tells_amounts
from core.visits.visit import PatientOnVisit, Visit
from storage.clinic.corrections import (
    CANCELLED,
    DISPUTED,
    FORGET_CORRECTIONS,
    keep_correction,
    known_supersessions,
    refold,
)
from storage.clinic.database import StoreFile
from storage.clinic.joins import (
    FORGET_JOINS,
    distinct,
    joins_among,
    keep_seen,
    keep_told,
    keys_apart,
    name_key,
)
from storage.clinic.ledger import ClinicLedger
from storage.clinic.other_events import OtherLedgers
from storage.clinic.stock_rows import FORGET_TAKEN, TOUCH_CORRECTED, keep_taken
from storage.clinic.township_word import TownshipWord
from storage.sqlcipher import Database

_log = logging.getLogger(__name__)

SAVED = "saved"
DELIVERED = "delivered"
OUTCOMES = {
    ResultKind.RECEIVED: DELIVERED,
    ResultKind.ACCEPTED: DELIVERED,
    ResultKind.NEEDS_CORRECTION: "returned",
    ResultKind.NOT_PAYABLE: "not_payable",
    ResultKind.SETTLEMENT_UNKNOWN: "settlement_unknown",
    ResultKind.SETTLED: "settled",
    ResultKind.REVERSED: "reversed",
}
"""State of a visit after a result of a kind; the last result counts."""
HEADS = """SELECT (SELECT coalesce(max(position), 0) FROM events),
    (SELECT coalesce(max(id), 0) FROM receipts), (SELECT coalesce(max(position), 0) FROM results),
    (SELECT max(number) FROM epochs), (SELECT count(*) FROM results_disowned)
        + (SELECT count(*) FROM missing JOIN events e ON e.position = missing.position),
    (SELECT coalesce(max(position), 0) FROM other_events)"""
COVERED = """SELECT incarnation, coalesce((SELECT max(sequence) FROM receipts
    WHERE receipts.incarnation = incarnations.incarnation AND epoch = ?), 0) FROM incarnations"""
REFLECTED = """SELECT device, event_position, receipt_id, result_position, epoch, disowned, other_position
    FROM reflected WHERE only = 1"""
BY_DAYS = """SELECT v.event_id, v.sequence, v.body_hash, v.body, v.outcome, v.settled, v.reason, v.standing,
    v.day_in_doubt, d.sequence, EXISTS (SELECT 1 FROM supersessions s WHERE s.event_id = v.event_id)
    FROM visits v LEFT JOIN delivered d ON d.incarnation = v.incarnation
    WHERE v.day >= ? AND v.day <= ? AND v.standing <> 'hidden'
    ORDER BY v.day DESC, v.visited_at DESC, v.event_id DESC LIMIT ? OFFSET ?"""
BY_KEY = """SELECT v.event_id, v.sequence, v.body_hash, v.body, v.outcome, v.settled, v.reason, v.standing,
    v.day_in_doubt, d.sequence, EXISTS (SELECT 1 FROM supersessions s WHERE s.event_id = v.event_id)
    FROM seen_again k JOIN visits v ON v.event_id = k.event_id
    LEFT JOIN delivered d ON d.incarnation = v.incarnation
    WHERE k.key = ? AND v.standing <> 'hidden'
    ORDER BY k.day DESC, k.visited_at DESC, k.event_id DESC LIMIT ?"""
BY_IDS = """SELECT v.event_id, v.sequence, v.body_hash, v.body, v.outcome, v.settled, v.reason, v.standing,
    v.day_in_doubt, d.sequence, EXISTS (SELECT 1 FROM supersessions s WHERE s.event_id = v.event_id)
    FROM visits v LEFT JOIN delivered d ON d.incarnation = v.incarnation
    WHERE v.event_id IN (SELECT value FROM json_each(?)) ORDER BY v.event_id"""
FUND_WAITING = """SELECT coalesce(sum(fund), 0) FROM visits WHERE event_id IN (
        SELECT event_id FROM seen_again
        WHERE key IN (SELECT value FROM json_each(?)) AND day >= ? AND day < ?)
    AND outcome IN ('saved', 'delivered', 'returned', 'settlement_unknown')
    AND standing IN ('counts', 'disputed') AND event_id NOT IN (SELECT value FROM json_each(?))"""
_KEEP = """INSERT INTO visits (event_id, incarnation, sequence, position, body_hash, body, person_id, day,
        visited_at, fund, outcome, settled, reason, day_in_doubt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'saved', NULL, '', ?)
    ON CONFLICT (event_id) DO UPDATE SET incarnation = excluded.incarnation, sequence = excluded.sequence,
        position = excluded.position"""
_KEEP_REFLECTED = """INSERT OR REPLACE INTO reflected
    (only, device, event_position, receipt_id, result_position, epoch, disowned, other_position)
    VALUES (1, ?, ?, ?, ?, ?, ?, ?)"""
_OTHERS_COVERED = "SELECT incarnation, last FROM other_lives"
_IS_HERE = "SELECT 1 FROM visits WHERE event_id = ?"
_NOTHING = (0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What the list is made of: this ledger, the township's word, and what the clinic's other PCs wrote."""

    ledger: ClinicLedger
    word: TownshipWord
    others: OtherLedgers


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of this clinic, whichever of its PCs they were written at."""

    file: StoreFile
    told: Told
    codec: EventCodec

    def between(self, first: date, last: date, limit: int, offset: int = 0) -> Sequence[VisitState]:
        """List the visits of some days, newest first."""
        return self._states(BY_DAYS, (first.isoformat(), last.isoformat(), limit, offset))

    def of(self, keys: Collection[str], limit: int) -> Sequence[VisitState]:
        """List the latest visits of whoever is found by any of some keys."""
        found = {one.event_id: one for key in keys for one in self._states(BY_KEY, (key, limit))}
        return sorted(found.values(), key=_written, reverse=True)[:limit]

    def called(self, name: str, limit: int) -> Sequence[PatientOnVisit]:
        """Give who was seen under a name, looking through the latest visits of it."""
        return distinct([one.visit.patient for one in self._states(BY_KEY, (name_key(name), limit))])

    def joins_of(self, keys: Collection[str]) -> Sequence[Join]:
        """Give the joins in force that tie somebody to others."""
        self.catch_up()
        with self.file.reading() as database:
            return joins_among(database, self.codec, keys)

    def told_apart(self, keys: Collection[str]) -> Set[str]:
        """Give the keys of those of whom somebody said that they are others."""
        self.catch_up()
        with self.file.reading() as database:
            return keys_apart(database, keys)

    def one(self, event_id: EventId) -> VisitState | None:
        """Give one visit."""
        return next(iter(self._of_ids({event_id})), None)

    def versions_of(self, event_id: EventId) -> VisitVersions | None:
        """Give the visit an event is a version of; the one before the only live version stands beside it."""
        self.catch_up()
        with self.file.reading() as database:
            known = known_supersessions(database)
        versions = versions_of(event_id, known)
        shown = self._of_ids(versions.live)
        if not shown and not versions.cancellations:
            return None
        replaced = [one.targets for one in known if versions.live == {one.event_id}]
        before = self._of_ids(replaced[0]) if replaced else []
        given_back = self._given_back(versions.members - versions.live)
        return VisitVersions(versions, tuple(shown), before[0] if before else None, given_back)

    def _given_back(self, former: Set[EventId]) -> Mapping[str, Any] | None:
        """Give the amounts of the last settlement of some versions that was taken back."""
        results = [self.told.word.last_result_about(event_id) for event_id in former]
        undone = [
            one for one in results if one and one.kind is ResultKind.REVERSED and tells_amounts(one.facts)
        ]
        return max(undone, key=lambda one: one.position).facts if undone else None

    def fund_waiting(self, keys: Collection[str], year: int, apart: Set[EventId] = frozenset()) -> Fen:
        """Sum the estimated fund shares that may still be settled, without some versions of one visit."""
        if not keys:
            return Fen(0)
        self.catch_up()
        days = date(year, 1, 1).isoformat(), date(year + 1, 1, 1).isoformat()
        with self.file.reading() as database:
            parameters = (json.dumps(sorted(keys)), *days, json.dumps(sorted(apart)))
            return Fen(database.execute(FUND_WAITING, parameters).fetchone()[0])

    def catch_up(self) -> None:
        """Bring the projection to where the ledger stands; begin anew if it is not of this ledger's past."""
        with self.told.ledger.file.reading() as database:
            heads = tuple(database.execute(HEADS).fetchone())
        device = self.told.ledger.enrolment.device
        with self.file.reading() as database:
            reflected = database.execute(REFLECTED).fetchone()
        if reflected == (device, *heads):
            return
        before = tuple(reflected[1:]) if reflected and reflected[0] == device else _NOTHING
        with self.file.writing() as database:
            if before == _NOTHING or before[4] != heads[4] or _is_ahead(before, heads):
                before = _NOTHING
                database.execute("DELETE FROM visits")
                for forget in (FORGET_CORRECTIONS, *FORGET_JOINS, *FORGET_TAKEN):
                    database.execute(forget)
            self._reflect_events(database, before[0], heard_before=before[2] > 0)
            self._reflect_results(database, before[2])
            self._reflect_others(database, before[5])
            if (before[0], before[5]) != (heads[0], heads[5]):
                refold(database)
            self._reflect_receipts(database, heads[3])
            database.execute(_KEEP_REFLECTED, (device, *heads))

    def _reflect_events(self, database: Database, position: int, heard_before: bool) -> None:
        """Add what this PC wrote; of what comes back here behind an older disk, results may be known."""
        while batch := self.told.ledger.events_from(position):
            for position, event in batch:
                self._reflect(database, position, event)
                if heard_before:
                    self._judge_by_last(database, event.header.event_id)

    def _reflect_others(self, database: Database, position: int) -> None:
        """Add what the clinic's other PCs wrote; results about it may have come before it."""
        while batch := self.told.others.events_from(position):
            position = batch[-1][0]
            for _, event in batch:
                event_id = event.header.event_id
                if database.execute(_IS_HERE, (event_id,)).fetchone() is None:
                    self._reflect(database, 0, event)
                    self._judge_by_last(database, event_id)

    def _judge_by_last(self, database: Database, event_id: EventId) -> None:
        if result := self.told.word.last_result_about(event_id):
            self._judge(database, result)

    def _reflect(self, database: Database, position: int, event: Event) -> None:
        if event.header.type in (EventType.VISIT_CORRECTED, EventType.VISIT_CANCELLED):
            keep_correction(database, self.codec, event)
            database.execute(TOUCH_CORRECTED)
        if event.header.type in (EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED):
            self._keep(database, position, event)
        if event.header.type in (EventType.PERSONS_JOINED, EventType.PERSONS_PARTED):
            keep_told(database, self.codec, event)

    def _keep(self, database: Database, position: int, event: Event) -> None:
        header = event.header
        try:
            visit = _shown(self.codec.recall(event.body))
        except (ValueError, Refusal):
            # A newer program wrote it: it stays in the ledger and is sent, only this list cannot show it.
            _log.info("the body of event %s is not readable here", header.event_id)
            return
        place = (header.event_id, header.incarnation, header.sequence, position, header.body_hash, event.body)
        day = china_day(visit.visited_at).isoformat()
        moment = visit.visited_at.astimezone(UTC).isoformat(timespec="microseconds")
        fund = visit.estimate.fund if visit.estimate else 0
        doubtful = header.clock_trust is ClockTrust.DOUBTFUL
        database.execute(_KEEP, (*place, visit.patient.person_id, day, moment, fund, doubtful))
        keep_seen(database, header.event_id, visit)
        keep_taken(database, header.event_id, visit, (day, moment))

    def _reflect_results(self, database: Database, position: int) -> None:
        while batch := self.told.word.results_from(position):
            for result in batch:
                self._judge(database, result)
            position = batch[-1].position

    def _judge(self, database: Database, result: Result) -> None:
        if not isinstance(result.kind, ResultKind):
            return  # a newer township says it: what was said before stands until a newer program reads it
        told = result.kind is ResultKind.SETTLED and tells_amounts(result.facts)
        settled = self.codec.encode(dict(result.facts)) if told else None
        database.execute(
            "UPDATE visits SET outcome = ?, settled = ?, reason = ? WHERE event_id = ?",
            (OUTCOMES[result.kind], settled, str(result.facts.get("reason", "")), result.event_id),
        )

    def _reflect_receipts(self, database: Database, epoch: int) -> None:
        with self.told.ledger.file.reading() as ledger:
            covered = ledger.execute(COVERED, (epoch,)).fetchall()
            others = dict(ledger.execute(_OTHERS_COVERED).fetchall())
        database.execute("DELETE FROM delivered")
        database.conn.executemany(
            "INSERT INTO delivered (incarnation, sequence) VALUES (?, ?)", _further(covered, others)
        )

    def _of_ids(self, event_ids: Set[EventId]) -> list[VisitState]:
        return self._states(BY_IDS, (json.dumps(sorted(event_ids)),))

    def _states(self, statement: str, parameters: tuple[Any, ...]) -> list[VisitState]:
        self.catch_up()
        with self.file.reading() as database:
            rows = database.execute(statement, parameters).fetchall()
        return [self._state(row) for row in rows]

    def _state(self, row: Any) -> VisitState:
        (
            event_id,
            sequence,
            body_hash,
            body,
            outcome,
            settled,
            reason,
            standing,
            doubtful,
            covered,
            corrected,
        ) = row
        if standing == CANCELLED:
            outcome = CANCELLED
        return VisitState(
            event_id=EventId(event_id),
            sequence=sequence,
            body_hash=body_hash,
            visit=Visit.from_plain(self.codec.recall(body)),
            state=DELIVERED if outcome == SAVED and (covered or 0) >= sequence else outcome,
            settled=self.codec.recall(settled) if settled else None,
            reason=reason,
            disputed=standing == DISPUTED,
            day_in_doubt=bool(doubtful),
            corrected=bool(corrected),
        )


def _shown(plain: Any) -> Visit:
    visit = read_visit(plain)
    if not any(diagnosis.main for diagnosis in visit.diagnoses):
        raise ValueError("nothing a line of the list could be headed with")
    return visit


def _written(state: VisitState) -> tuple[datetime, EventId]:
    return state.visit.visited_at, state.event_id


def _is_ahead(before: tuple[int, ...], heads: tuple[int, ...]) -> bool:
    """Tell whether a projection knows more than its ledger: it is of another past."""
    return any(mine > there for mine, there in zip(before, heads, strict=True))


def _further(covered: Sequence[tuple[str, int]], others: dict[str, int]) -> list[tuple[str, int]]:
    """Give how far each life of a ledger is delivered: what the township handed on was delivered to it."""
    own = {incarnation: max(sequence, others.get(incarnation, 0)) for incarnation, sequence in covered}
    return list((others | own).items())
