"""核验提示: what the identity checks of a township's clinics say beside one another.

A signal asks somebody to ask; most have a good reason, and none says that anybody did wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from core.dates import CHINA, china_day
from core.identity.identity_check import BROUGHT_IN, CheckMethod
from core.ids import ClinicCode, EventId
from core.visits.township_checks import Checked, Spoken, TownshipCheck
from core.visits.visit import Visit

MANY_IN_A_ROW = 10
"""Checks without a document one after the other that are worth a question: a morning at a small clinic."""
NIGHT_BEGINS, NIGHT_ENDS = 22, 5
"""Hours in China between which hardly any clinic is open; doctors who live there are woken all the same."""
_A_DAY = timedelta(days=1)
_NOTHING_SHOWN = frozenset({CheckMethod.NUMBER_TYPED.value, CheckMethod.KNOWN_TO_DOCTOR.value})


class IdentitySignal(StrEnum):
    """What is looked for; the value is the reason code that words it."""

    TWO_CLINICS = "signal_two_clinics"
    AFTER_DEATH = "signal_after_death"
    TYPED_IN_A_ROW = "signal_typed_in_a_row"
    ODD_HOUR = "signal_odd_hour"


_OF_CHECKS: Mapping[TownshipCheck, IdentitySignal] = {
    TownshipCheck.TWO_CLINICS: IdentitySignal.TWO_CLINICS,
    TownshipCheck.AFTER_DEATH: IdentitySignal.AFTER_DEATH,
}


@dataclass(frozen=True, slots=True)
class Proof:
    """How it was proved at a visit who was there; `method` is empty where nobody was looked at then.

    `at` is when the visit was, `checked_at` when somebody looked: less than a day apart.
    """

    clinic: ClinicCode
    event_id: EventId
    at: datetime
    method: str
    checked_at: datetime

    @property
    def place(self) -> tuple[ClinicCode, EventId]:
        """Tell which event it is."""
        return self.clinic, self.event_id

    @property
    def nothing_shown(self) -> bool:
        """Tell whether neither a card nor a document nor a code was there to see."""
        return self.method in _NOTHING_SHOWN


@dataclass(frozen=True, slots=True)
class Run:
    """Checks one after the other at a clinic on one day without anything shown."""

    first: Proof
    last: Proof
    count: int


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal and what it rests on: a check of the township, a run, or the hour of the proof."""

    kind: IdentitySignal
    proof: Proof
    spoken: Spoken | None = None
    run: Run | None = None


def proof_of(clinic: ClinicCode, event: EventId, visit: Visit) -> Proof:
    """Give how somebody was checked at a visit.

    Of a record that was brought in, and of an identity told days later, no method: nobody stood there then.
    """
    check = visit.identity_check
    near = check.checked_at.tzinfo is not None and abs(check.checked_at - visit.visited_at) < _A_DAY
    if not near or check.reader == BROUGHT_IN:
        return Proof(clinic, event, visit.visited_at, "", visit.visited_at)
    return Proof(clinic, event, visit.visited_at, check.method.value, check.checked_at)


def is_night(moment: datetime) -> bool:
    """Tell whether it is an odd hour in China."""
    hour = moment.astimezone(CHINA).hour
    return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS


def runs_of(proofs: Iterable[Proof]) -> Mapping[tuple[ClinicCode, EventId], Run]:
    """Find the long runs without anything shown, by the visit each ends with; a night's sleep ends one."""
    of_day: dict[tuple[ClinicCode, str], list[Proof]] = defaultdict(list)
    for one in proofs:
        if one.method:
            of_day[one.clinic, china_day(one.checked_at).isoformat()].append(one)
    found = [run for some in of_day.values() for run in _runs(sorted(some, key=_order))]
    return {run.last.place: run for run in found if run.count >= MANY_IN_A_ROW}


def signals_of(
    proof: Proof, checked: Checked, runs: Mapping[tuple[ClinicCode, EventId], Run]
) -> Sequence[Signal]:
    """Give the signals of one visit."""
    return list(_signals(proof, checked, runs))


def _signals(
    proof: Proof, checked: Checked, runs: Mapping[tuple[ClinicCode, EventId], Run]
) -> Iterator[Signal]:
    for spoken in checked.spoken:
        if kind := _OF_CHECKS.get(spoken.check):
            yield Signal(kind, proof, spoken=spoken)
    if run := runs.get(proof.place):
        yield Signal(IdentitySignal.TYPED_IN_A_ROW, proof, run=run)
    if proof.method and is_night(proof.checked_at):
        yield Signal(IdentitySignal.ODD_HOUR, proof)


def _runs(day: Sequence[Proof]) -> Iterator[Run]:
    for nothing_shown, some in groupby(day, key=lambda one: one.nothing_shown):
        if nothing_shown:
            run = list(some)
            yield Run(run[0], run[-1], len(run))


def _order(one: Proof) -> tuple[datetime, str]:
    return one.checked_at, one.event_id
