"""Looking through a township's visits for identity signals, newest first and a bounded number at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.dates import china_day
from core.supervision_ports import CheckBook, IdentityProofs, Moment, Place, ProvedVisit, VisitToCheck
from core.township_ports import TownshipStore
from core.visits.identity_signals import IdentitySignal, Run, Signal, runs_of, signals_of
from core.visits.joins import patient_keys
from core.visits.township_checks import Checked
from core.visits.visit import Visit
from sync.township.checks import checks_of
from sync.township.review import visit_of

AT_ONCE, ROUNDS, READ_ROUNDS = 250, 8, 1
"""Visits looked at together, and how often a page: less where each has to be read and compared."""
_OF_PROOFS = frozenset({IdentitySignal.TYPED_IN_A_ROW, IdentitySignal.ODD_HOUR})
"""What is seen without reading visits."""
_A_DAY = timedelta(days=1)


class SignalBooks(CheckBook, IdentityProofs, Protocol):
    """What signals are found in."""


@dataclass(frozen=True, slots=True)
class SignalledVisit:
    """A visit with its signals, each kind at least once."""

    moment: Moment
    visit: Visit
    signals: Sequence[Signal]


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What was found in a stretch of visits.

    Args:
        found: visits with signals, newest first.
        looked_at: visits that count and were looked at.
        nobody: of these, without number and person: they are compared with nothing; none where nothing is.
        back_to: when the last visit looked at was; None where there was none.
        following: before which visit to look on; None where nothing is left.
    """

    found: Sequence[SignalledVisit]
    looked_at: int
    nobody: int
    back_to: datetime | None
    following: Moment | None


def look_through(
    store: TownshipStore, book: SignalBooks, before: Moment, kind: IdentitySignal | None, limit: int
) -> LookedThrough:
    """Look for visits with signals, of one kind or of any, until a page is full or enough were looked at."""
    found: list[SignalledVisit] = []
    looked_at = nobody = 0
    back_to, following = None, before
    by_proofs = kind in _OF_PROOFS
    for _ in range(ROUNDS if by_proofs else READ_ROUNDS):
        seen = book.proved_visits(following, AT_ONCE)
        for one, signals in (_by_proofs if by_proofs else _signalled)(store, book, seen):
            following, back_to = one.moment, one.proof.at
            if signals is None:
                continue
            visit, spoke = signals
            looked_at += 1
            nobody += visit is not None and not by_proofs and not patient_keys(visit.patient)
            wanted = [signal for signal in spoke if kind in (None, signal.kind)]
            if visit and wanted:
                found.append(SignalledVisit(one.moment, visit, wanted))
            if len(found) == limit:
                return LookedThrough(found, looked_at, nobody, back_to, following)
        if len(seen) < AT_ONCE:
            return LookedThrough(found, looked_at, nobody, back_to, None)
    return LookedThrough(found, looked_at, nobody, back_to, following)


def _signalled(
    store: TownshipStore, book: SignalBooks, seen: Sequence[ProvedVisit]
) -> Sequence[tuple[ProvedVisit, tuple[Visit | None, Sequence[Signal]] | None]]:
    """Give each visit with what it says and its signals; None of what does not count or nobody can read."""
    visits = {one.proof.place: visit for one in seen if one.counts and (visit := visit_of(one.body))}
    checked = checks_of(store, book, [VisitToCheck(*place, visit) for place, visit in visits.items()])
    runs = _runs_about(book, seen)
    return [
        (one, (visits[place], signals_of(one.proof, checked[place], runs)) if place in visits else None)
        for one in seen
        for place in (one.proof.place,)
    ]


def _by_proofs(
    _: TownshipStore, book: SignalBooks, seen: Sequence[ProvedVisit]
) -> Sequence[tuple[ProvedVisit, tuple[Visit | None, Sequence[Signal]] | None]]:
    """Give what the proofs alone say, and read only the visits of which they say something."""
    runs = _runs_about(book, seen)
    found = [(one, signals_of(one.proof, Checked(), runs)) for one in seen]
    return [
        (one, (visit_of(one.body) if said else None, said) if one.counts else None) for one, said in found
    ]


def _runs_about(book: IdentityProofs, seen: Sequence[ProvedVisit]) -> Mapping[Place, Run]:
    """Find the runs of the days that visits with nothing shown touch; the day beside is read with them."""
    bare = [one.proof for one in seen if one.counts and one.proof.nothing_shown]
    if not bare:
        return {}
    days = [china_day(moment) for one in bare for moment in (one.at, one.checked_at)]
    clinics = {one.clinic for one in bare}
    return runs_of(book.proofs_between(min(days) - _A_DAY, max(days) + _A_DAY, clinics))
