"""结算: the worker that takes the township's accepted visits to the national platform."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import Hindrance, Refusal
from core.ports import Clock
from core.settlement_ports import OutboxRow, SettlementBook, Step
from sync.township.settlement.answers import NoAnswer, NotReached
from sync.township.settlement.errand import Errand
from sync.township.settlement.institutions import Desk, Institutions
from sync.township.settlement.passage import Passage
from sync.township.settlement.platform import Platform
from sync.township.settlement.undoing import Undoing


class Outcome(StrEnum):
    """What one run made of one row."""

    SETTLED = "settled"
    NOT_PAYABLE = "not_payable"
    UNKNOWN = "unknown"
    POSTPONED = "postponed"
    TAKEN = "taken"
    SET_ASIDE = "set_aside"
    UNDONE = "undone"


_UNFINISHED = (Outcome.POSTPONED, Outcome.UNKNOWN)
_MOST_PASSES = 4
"""A visit whose place was taken is asked about, then undone, and then what took its place goes."""


@dataclass(frozen=True, slots=True)
class SettlementRun:
    """How many rows came to what in one run; `stopped` is the reason code that ended it early, or empty.

    `undone` counts the settlements taken back because something took the place of their visits. `reasons`
    counts the reason codes of the rows that were put off or are in doubt. Visits whose place was taken, and
    of which the platform holds nothing, are not counted.
    """

    settled: int = 0
    not_payable: int = 0
    unknown: int = 0
    postponed: int = 0
    taken: int = 0
    undone: int = 0
    stopped: str = ""
    reasons: Mapping[str, int] = field(default_factory=dict)


class Worker:
    """One worker at the platform: signs in, takes rows one by one, and counts what came of them.

    Raises:
        Hindrance: `platform_not_reachable`, `platform_sign_in_failed`: nothing was sent.
    """

    def __init__(self, book: SettlementBook, platform: Platform, desk: Desk, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._institutions = Institutions(book, platform, desk, clock)
        self._counts: Counter[Outcome] = Counter()
        self._reasons: Counter[str] = Counter()
        self._frees = False
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in, as `Institutions.sign_in`."""
        self._institutions.sign_in()

    def take(self, row: OutboxRow) -> None:
        """Take a row as far as it goes.

        Raises:
            Hindrance: `settlement_frozen`: it was not touched.
            NotReached: the line does not stand; the row was put off.
        """
        _refuse_frozen(self._book)
        kind = Undoing if row.is_undone else Passage
        errand = kind(self._book, self._institutions, self._clock, row)
        try:
            outcome = _take(errand)
        except NotReached:
            self._counts[Outcome.POSTPONED] += 1
            raise
        self._counts[outcome] += 1
        self._frees = self._frees or row.only_asked_about or outcome is Outcome.UNDONE
        if outcome in _UNFINISHED and errand.row.trouble:
            self._reasons[errand.row.trouble] += 1

    def take_all(self, rows: Sequence[OutboxRow]) -> bool:
        """Take rows one after the other; tell whether others may go that could not before."""
        self._frees = False
        for row in rows:
            self.take(row)
        return self._frees

    def report(self, stopped: str = "") -> SettlementRun:
        """Tell what came of the rows; `stopped` is the reason code that ended the run early."""
        return SettlementRun(
            settled=self._counts[Outcome.SETTLED],
            not_payable=self._counts[Outcome.NOT_PAYABLE],
            unknown=self._counts[Outcome.UNKNOWN],
            postponed=self._counts[Outcome.POSTPONED],
            taken=self._counts[Outcome.TAKEN],
            undone=self._counts[Outcome.UNDONE],
            stopped=stopped,
            reasons=dict(self._reasons),
        )


def settle_waiting(
    book: SettlementBook, platform: Platform, desk: Desk, clock: Clock, limit: int = 200
) -> SettlementRun:
    """Take every row that is due as far as it goes; run again at any time, after any crash.

    Raises:
        Hindrance: `settlement_frozen`, `platform_not_reachable`, `platform_sign_in_failed`: nothing was sent.
    """
    _refuse_frozen(book)
    rows = book.due(clock.now(), limit)
    if not rows:
        return SettlementRun()
    worker = Worker(book, platform, desk, clock)
    try:
        for _ in range(_MOST_PASSES):
            if not worker.take_all(rows):
                break
            rows = book.due(clock.now(), limit)
    except NotReached as unreached:
        return worker.report(unreached.why)
    return worker.report()


def _refuse_frozen(book: SettlementBook) -> None:
    """Let nothing go to the platform before it is known what a lost life of the log had sent."""
    if book.frozen():
        raise Hindrance("settlement_frozen")


def _take(errand: Errand) -> Outcome:
    try:
        return _pass(errand)
    except Hindrance as hindrance:
        if hindrance.code != "settlement_row_taken":
            raise
        return Outcome.TAKEN


def _pass(errand: Errand) -> Outcome:
    try:
        errand.go()
    except NotReached as unreached:
        errand.postpone(unreached.why)
        raise
    except NoAnswer as silence:
        errand.postpone(silence.why)
    except Refusal as missing:
        errand.hold(missing)
    match errand.row.step:
        case Step.SETTLED if not errand.row.is_undone:
            return Outcome.SETTLED
        case Step.NOT_PAYABLE:
            return Outcome.NOT_PAYABLE
        case Step.SETTLING | Step.UNKNOWN:
            return Outcome.UNKNOWN
        case Step.SET_ASIDE:
            return Outcome.SET_ASIDE
        case Step.REVERSED:
            return Outcome.UNDONE
        case _:
            return Outcome.POSTPONED
