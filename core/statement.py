"""月结算单: what a month's visits came to at one clinic, by payer, fee class and what became of them.

Clinic and township count alike, from the same visits and the same results.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from core.catalogue.items import FeeClass
from core.dates import china_day
from core.events import ResultKind
from core.ids import ClinicCode, EventId
from core.money import Fen
from core.visits.visit import Visit


class Fate(StrEnum):
    """What has become of a visit so far."""

    SETTLED = "settled"
    NOT_PAYABLE = "not_payable"
    RETURNED = "returned"
    WAITING = "waiting"


class Why(StrEnum):
    """Why a settlement is not what the desk had estimated."""

    AS_ESTIMATED = "as_estimated"
    NOT_ESTIMATED = "not_estimated"
    FUND_LESS = "fund_less"
    FUND_MORE = "fund_more"
    ACCOUNT = "account"
    INSTITUTION = "institution"


class Shares(NamedTuple):
    """What each payer bears; they add up to the total."""

    fund: Fen
    account: Fen
    institution: Fen
    cash: Fen

    @property
    def total(self) -> Fen:
        """Add them up."""
        return Fen(sum(self))


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """A visit that counts, and what the clinic was told of it, oldest first."""

    event_id: EventId
    visit: Visit
    told: tuple[tuple[ResultKind | str, Mapping[str, Any]], ...]

    @property
    def day(self) -> date:
        """Give the day in China it was made on."""
        return china_day(self.visit.visited_at)


@dataclass(frozen=True, slots=True)
class StatedVisit:
    """A line of the statement."""

    event_id: EventId
    day: date
    total: Fen
    fate: Fate
    estimate: Shares | None
    settled: Shares | None
    why: Why | None
    reason: str

    @property
    def difference(self) -> Fen | None:
        """Give what the patient bears beyond the estimate; None where one of them is not known."""
        if self.settled is None or self.estimate is None:
            return None
        return Fen(self.settled.cash - self.estimate.cash)

    @property
    def borne(self) -> Shares:
        """Give who bears what as far as is known: settled, else estimated, else all of it the patient."""
        guess = None if self.fate is Fate.NOT_PAYABLE else self.estimate
        return self.settled or guess or Shares(Fen(0), Fen(0), Fen(0), self.total)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and what they come to."""

    count: int = 0
    sum: Fen = Fen(0)

    def to_plain(self) -> dict[str, int]:
        """Give both as whole numbers."""
        return {"count": self.count, "sum": int(self.sum)}


@dataclass(frozen=True, slots=True)
class ClinicStatement:
    """One clinic's month; `funds`: what each paid; `reasons`: why visits went back or are not paid.

    Args:
        estimated: what the desk had estimated of all visits with an estimate.
        differences: by why, how many settlements and what patients bear beyond the estimate.
        ways: by what patients paid what they bear in cash; together that is the cash that is borne.
    """

    clinic: ClinicCode
    name: str
    month: str
    visits: Sequence[StatedVisit]
    fates: Mapping[Fate, Tally]
    fee_classes: Mapping[FeeClass, Fen]
    estimated: Shares
    settled: Shares
    funds: Mapping[str, Fen]
    differences: Mapping[Why, Tally]
    reasons: Mapping[tuple[Fate, str], int]
    ways: Mapping[str, Fen]

    @property
    def all(self) -> Tally:
        """Give how many visits there were and what they cost."""
        return Tally(len(self.visits), Fen(sum(one.total for one in self.visits)))

    @property
    def borne(self) -> Shares:
        """Give who bears what of all of it, as far as that is known."""
        return _sum(one.borne for one in self.visits)

    def to_plain(self) -> dict[str, Any]:
        """Give the sums as text and whole fen, without the visits themselves."""
        return {
            "month": self.month,
            "visits": self.all.count,
            "total": int(self.all.sum),
            "fates": {fate.value: one.to_plain() for fate, one in self.fates.items()},
            "fee_classes": {kind.value: int(amount) for kind, amount in self.fee_classes.items()},
            "estimated": self.estimated._asdict(),
            "settled": self.settled._asdict(),
            "ways": {way: int(amount) for way, amount in self.ways.items()},
            "funds": {fund: int(amount) for fund, amount in self.funds.items()},
            "differences": {why.value: one.to_plain() for why, one in self.differences.items() if one.count},
            "reasons": [
                {"fate": fate.value, "reason": reason, "count": count}
                for (fate, reason), count in sorted(self.reasons.items())
            ],
        }


class StatementBook(Protocol):
    """What a township's books tell of its clinics' days."""

    def told_visits(self, clinic: ClinicCode, first: date, last: date) -> Sequence[ToldVisit]:
        """Give the visits of a span of days, both included, that count: neither history nor void."""
        ...

    def days_closed(self, clinic: ClinicCode, first: date, last: date) -> Mapping[date, Mapping[str, Any]]:
        """Give what a clinic said when it closed each of some days last, with the `position` of saying so."""
        ...

    def changed_after(self, clinic: ClinicCode, day: date, position: int) -> bool:
        """Tell whether visits of a day came, were corrected or cancelled behind a position of the log."""
        ...


def statement_of(clinic: ClinicCode, name: str, month: str, visits: Iterable[ToldVisit]) -> ClinicStatement:
    """Count a month's visits that count."""
    visits = sorted(visits, key=lambda one: (one.visit.visited_at, one.event_id))
    stated = [_stated(one) for one in visits]
    funds: Counter[str] = Counter()
    classes: dict[FeeClass, int] = defaultdict(int)
    for one in visits:
        for line in one.visit.lines:
            classes[line.fee_class] += line.amount
        if _fate(one)[0] is Fate.SETTLED:
            funds.update({fund: int(amount) for fund, amount in one.told[-1][1].get("funds", {}).items()})
    return ClinicStatement(
        clinic,
        name,
        month,
        stated,
        {fate: _tally([one.total for one in stated if one.fate is fate]) for fate in Fate},
        {fee_class: Fen(classes[fee_class]) for fee_class in FeeClass if fee_class in classes},
        _sum(one.estimate for one in stated),
        _sum(one.settled for one in stated),
        {fund: Fen(amount) for fund, amount in sorted(funds.items())},
        {why: _tally([one.difference or Fen(0) for one in stated if one.why is why]) for why in Why},
        Counter((one.fate, one.reason) for one in stated if one.reason),
        _ways(visits, stated),
    )


def _ways(visits: Iterable[ToldVisit], stated: Iterable[StatedVisit]) -> Mapping[str, Fen]:
    sums: Counter[str] = Counter()
    for one, line in zip(visits, stated, strict=True):
        sums.update({way: int(amount) for way, amount in one.visit.payment.shares(line.borne.cash).items()})
    return {way: Fen(amount) for way, amount in sorted(sums.items()) if amount}


def _stated(one: ToldVisit) -> StatedVisit:
    fate, facts = _fate(one)
    visit = one.visit
    split = visit.estimate
    estimate = Shares(split.fund, split.account, Fen(0), split.cash) if split else None
    settled = None
    if fate is Fate.SETTLED:
        names = ("fund", "account", "institution", "cash")
        settled = Shares(*(Fen(facts.get(name, 0)) for name in names))
    return StatedVisit(
        one.event_id,
        one.day,
        visit.total,
        fate,
        estimate,
        settled,
        _why(estimate, settled) if settled else None,
        str(facts.get("reason", "")) if fate in (Fate.NOT_PAYABLE, Fate.RETURNED) else "",
    )


_FATES: Mapping[str, Fate] = {
    ResultKind.SETTLED: Fate.SETTLED,
    ResultKind.NOT_PAYABLE: Fate.NOT_PAYABLE,
    ResultKind.NEEDS_CORRECTION: Fate.RETURNED,
}


def _fate(one: ToldVisit) -> tuple[Fate, Mapping[str, Any]]:
    """Tell what the last word on a visit is."""
    if not one.told:
        return Fate.WAITING, {}
    kind, facts = one.told[-1]
    return _FATES.get(kind, Fate.WAITING), facts


def _why(estimate: Shares | None, settled: Shares) -> Why:
    if estimate is None:
        return Why.NOT_ESTIMATED
    if settled == estimate:
        return Why.AS_ESTIMATED
    if settled.fund != estimate.fund:
        return Why.FUND_LESS if settled.fund < estimate.fund else Why.FUND_MORE
    return Why.ACCOUNT if settled.account != estimate.account else Why.INSTITUTION


def _tally(amounts: Sequence[Fen]) -> Tally:
    return Tally(len(amounts), Fen(sum(amounts)))


def _sum(shares: Iterable[Shares | None]) -> Shares:
    known = [one for one in shares if one is not None]
    return Shares(*(Fen(sum(column)) for column in zip(*known, strict=True))) if known else _NOTHING


_NOTHING = Shares(Fen(0), Fen(0), Fen(0), Fen(0))
