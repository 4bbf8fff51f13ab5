"""Looking at what was received: a visit that can be read joins the outbox, one that cannot goes back.

Judgement never stops a stream: an event nobody can read stays as it came and gets a result of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import Refusal
from core.events import ClockTrust, Event, EventType, ResultKind
from core.ids import ClinicCode
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import Finding
from core.visits.corrections import superseded_ids
from core.visits.read_visit import read_visit
from core.visits.visit import OrderLine
from sync.codec import decode

_AT_ONCE = 200
_MARKED_AT_ONCE = 1_000
"""Entries looked through behind a judgement: more than a call brings, to catch up with an old log."""
_MOST_UNITS = 10_000
_HIGHEST_PRICE = 100_000_00
"""Bounds of a line in units and fen; beyond them somebody slipped with the keys."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of an event, with a reason the doctor can act on where there is one."""

    kind: ResultKind
    facts: Mapping[str, Any]


_ACCEPTED = Judgement(ResultKind.ACCEPTED, {})
_RECEIVED = Judgement(ResultKind.RECEIVED, {})


def judge_waiting(store: TownshipStore, clock: Clock, clinic: ClinicCode | None = None) -> int:
    """Give every event of a clinic, or of all, its judgement; tell how many waited."""
    judged = 0
    while waiting := store.unjudged(_AT_ONCE, clinic):
        now = clock.now()
        store.judge([_finding(whose, event, now) for whose, event in waiting])
        judged += len(waiting)
    store.mark_visits(clinic, _MARKED_AT_ONCE)
    return judged


def _finding(clinic: ClinicCode, event: Event, now: datetime) -> Finding:
    found = judgement_of(event)
    return Finding(clinic, event.header.event_id, found.kind, found.facts, now)


def judgement_of(event: Event) -> Judgement:
    """Judge one event by what it says; a type this program does not know is received and left alone."""
    if event.header.type == EventType.VISIT_CANCELLED:
        return _ACCEPTED if _is_cancellation(event.body) else _returned("correction_not_readable")
    if event.header.type not in (EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED):
        return _RECEIVED
    try:
        plain = decode(event.body)
        visit = read_visit(plain)
    except (Refusal, ValueError):
        return _returned("visit_not_readable")
    if event.header.type == EventType.VISIT_CORRECTED and not _supersedes(plain):
        return _returned("correction_not_readable")
    if sum(diagnosis.main for diagnosis in visit.diagnoses) != 1:
        return _returned("visit_without_main_diagnosis")
    if not all(map(_is_possible, visit.lines)):
        return _returned("visit_with_impossible_amount")
    if event.header.clock_trust is ClockTrust.DOUBTFUL:
        return _returned("visit_day_to_be_confirmed")
    return _ACCEPTED


def _is_cancellation(body: bytes) -> bool:
    try:
        plain = decode(body)
    except Refusal:
        return False
    return isinstance(plain, dict) and isinstance(plain.get("reason"), str) and _supersedes(plain)


def _supersedes(plain: Mapping[str, Any]) -> bool:
    try:
        return bool(superseded_ids(plain))
    except (KeyError, ValueError, TypeError):
        return False


def _returned(reason: str) -> Judgement:
    return Judgement(ResultKind.NEEDS_CORRECTION, {"reason": reason})


def _is_possible(line: OrderLine) -> bool:
    return 1 <= line.quantity <= _MOST_UNITS and 0 <= line.unit_price <= _HIGHEST_PRICE
