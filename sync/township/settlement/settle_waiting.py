"""结算: the worker that takes the township's accepted visits to the national platform."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import Hindrance, Refusal
from core.ports import Clock
from core.settlement_ports import OutboxRow, SettlementBook, Step
from sync.township.settlement.answers import NoAnswer, NotReached
from sync.township.settlement.institutions import Desk, Institutions
from sync.township.settlement.passage import Passage
from sync.township.settlement.platform import Platform


class Outcome(StrEnum):
    """What one run made of one row."""

    SETTLED = "settled"
    NOT_PAYABLE = "not_payable"
    UNKNOWN = "unknown"
    POSTPONED = "postponed"
    TAKEN = "taken"
    SET_ASIDE = "set_aside"


_UNFINISHED = (Outcome.POSTPONED, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class SettlementRun:
    """How many rows came to what in one run; `stopped` is the reason code that ended it early, or empty.

    `reasons` counts the reason codes of the rows that were put off or are in doubt. Visits whose place was
    taken, and of which the platform holds nothing, are not counted.
    """

    settled: int = 0
    not_payable: int = 0
    unknown: int = 0
    postponed: int = 0
    taken: int = 0
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
        passage = Passage(self._book, self._institutions, self._clock, row)
        try:
            outcome = _take(passage)
        except NotReached:
            self._counts[Outcome.POSTPONED] += 1
            raise
        self._counts[outcome] += 1
        if outcome in _UNFINISHED and passage.row.trouble:
            self._reasons[passage.row.trouble] += 1

    @property
    def set_aside(self) -> int:
        """Count the visits whose place was taken and of which the platform holds nothing."""
        return self._counts[Outcome.SET_ASIDE]

    def report(self, stopped: str = "") -> SettlementRun:
        """Tell what came of the rows; `stopped` is the reason code that ended the run early."""
        return SettlementRun(
            settled=self._counts[Outcome.SETTLED],
            not_payable=self._counts[Outcome.NOT_PAYABLE],
            unknown=self._counts[Outcome.UNKNOWN],
            postponed=self._counts[Outcome.POSTPONED],
            taken=self._counts[Outcome.TAKEN],
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
        for row in rows:
            worker.take(row)
        if worker.set_aside:  # what took the place of such visits may go now
            for row in book.due(clock.now(), limit):
                worker.take(row)
    except NotReached as unreached:
        return worker.report(unreached.why)
    return worker.report()


def _refuse_frozen(book: SettlementBook) -> None:
    """Let nothing go to the platform before it is known what a lost life of the log had sent."""
    if book.frozen():
        raise Hindrance("settlement_frozen")


def _take(passage: Passage) -> Outcome:
    try:
        return _pass(passage)
    except Hindrance as hindrance:
        if hindrance.code != "settlement_row_taken":
            raise
        return Outcome.TAKEN


def _pass(passage: Passage) -> Outcome:
    try:
        passage.go()
    except NotReached as unreached:
        passage.postpone(unreached.why)
        raise
    except NoAnswer as silence:
        passage.postpone(silence.why)
    except Refusal as missing:
        passage.postpone(missing.code)
    match passage.row.step:
        case Step.SETTLED:
            return Outcome.SETTLED
        case Step.NOT_PAYABLE:
            return Outcome.NOT_PAYABLE
        case Step.SETTLING | Step.UNKNOWN:
            return Outcome.UNKNOWN
        case Step.SET_ASIDE:
            return Outcome.SET_ASIDE
        case _:
            return Outcome.POSTPONED
