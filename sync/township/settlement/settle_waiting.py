"""结算: the worker that takes the township's accepted visits to the national platform."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import Hindrance, Refusal
from core.ports import Clock
from core.settlement_ports import SettlementBook, Step
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.institution import Institution
from sync.township.settlement.message_ids import MessageIds
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.passage import Passage
from sync.township.settlement.platform import HttpPlatform, Platform
from sync.township.settlement.province import Province


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a township settles: its institution and how its province speaks the interface."""

    institution: Institution
    province: Province


class Outcome(StrEnum):
    """What one run made of one row."""

    SETTLED = "settled"
    NOT_PAYABLE = "not_payable"
    UNKNOWN = "unknown"
    POSTPONED = "postponed"
    TAKEN = "taken"


_UNFINISHED = (Outcome.POSTPONED, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class SettlementRun:
    """How many rows came to what in one run; `stopped` is the reason code that ended it early, or empty.

    `reasons` counts the reason codes of the rows that were put off or are in doubt.
    """

    settled: int = 0
    not_payable: int = 0
    unknown: int = 0
    postponed: int = 0
    taken: int = 0
    stopped: str = ""
    reasons: Mapping[str, int] = field(default_factory=dict)


def settle_at(address: str, book: SettlementBook, desk: Desk, clock: Clock) -> SettlementRun:
    """Settle what waits with the platform at an address.

    Raises:
        Hindrance: as `settle_waiting`.
    """
    with closing(HttpPlatform(address, desk.province.signing, clock)) as platform:
        return settle_waiting(book, platform, desk, clock)


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
    institution, province = desk.institution, desk.province
    ids = MessageIds(institution.code, province.sequence_digits)
    interface = NationalInterface(platform, province, institution, clock, ids)
    _sign_in(interface)
    counts: Counter[Outcome] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        _refuse_frozen(book)
        passage = Passage(book, interface, clock, row)
        try:
            outcome = _take(passage)
        except NotReached as unreached:
            counts[Outcome.POSTPONED] += 1
            return _run(counts, reasons, unreached.why)
        counts[outcome] += 1
        if outcome in _UNFINISHED and passage.row.trouble:
            reasons[passage.row.trouble] += 1
    return _run(counts, reasons, "")


def _refuse_frozen(book: SettlementBook) -> None:
    """Let nothing go to the platform before it is known what a lost life of the log had sent."""
    if book.frozen():
        raise Hindrance("settlement_frozen")


def _run(counts: Counter[Outcome], reasons: Counter[str], stopped: str) -> SettlementRun:
    return SettlementRun(
        settled=counts[Outcome.SETTLED],
        not_payable=counts[Outcome.NOT_PAYABLE],
        unknown=counts[Outcome.UNKNOWN],
        postponed=counts[Outcome.POSTPONED],
        taken=counts[Outcome.TAKEN],
        stopped=stopped,
        reasons=dict(reasons),
    )


def _sign_in(interface: NationalInterface) -> None:
    try:
        try:
            interface.sign_in()
        except PlatformRefused:
            interface.sign_in()  # a message id may have met another worker's
    except NotReached as error:
        raise Hindrance("platform_not_reachable") from error
    except (NoAnswer, PlatformRefused) as error:
        raise Hindrance("platform_sign_in_failed") from error


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
        case _:
            return Outcome.POSTPONED
