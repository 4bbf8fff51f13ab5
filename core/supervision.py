"""监管指标: what a month at a clinic looks like to whoever supervises it, counted from the log.

Every figure is a count or a sum, so that shares and averages can be formed anew and added up; the same log
gives the same figures.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Protocol

from core.catalogue.items import ItemKind
from core.ids import ClinicCode, EventId
from core.money import Fen
from core.prescription_review import Reviewed, Verdict
from core.statement import Fate, Shares, ToldVisit, statement_of
from core.visits.joins import patient_keys
from core.visits.township_checks import TownshipCheck

LATE = timedelta(days=3)
"""A visit that the township got so long after it was made came late."""


@dataclass(frozen=True, slots=True)
class SupervisedVisit:
    """A visit that counts, when the township got it, which checks spoke, and what a reviewer found."""

    told: ToldVisit
    arrived: datetime | None
    spoken: frozenset[TownshipCheck]
    reviewed: Reviewed | None = None

    @property
    def late(self) -> bool:
        """Tell whether it came late."""
        return self.arrived is not None and self.arrived - self.told.visit.visited_at > LATE


@dataclass(frozen=True, slots=True)
class Flow:
    """What went back and was changed at a clinic in a month, by when that was and not by the visit's day."""

    sent_back: int = 0
    corrected: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class LogHeads:
    """Where a clinic's log and results stood: the same heads give the same figures."""

    log_position: int
    log_hash: str
    result_position: int
    result_hash: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """Counts and sums in fen of a month.

    Args:
        visits: 门诊人次, that count.
        people: how many different people; somebody seen by name alone counts each time.
        most_of_one: how often the one seen most often was there.
        days: days with a visit.
        total: what the visits cost.
        drugs: what of it were drugs.
        estimated_fund: what the fund bore by the desk's estimates of settled visits.
        unsettled: visits of the month whose settlement has no last word yet, returned ones among them.
        returned: of these, gone back and not corrected yet.
        sent_back: sent back in the month, whatever day they were made on.
        late: came more than three days after they were made.
        without_trace: lines of drugs with neither trace codes nor a reason for none.
        trace_excused: lines of drugs with a reason for none.
        spoke: visits on which a check of the township spoke.
        prescriptions: visits with drugs.
        improper: prescriptions that were reviewed and not found proper.
    """

    visits: int
    people: int
    most_of_one: int
    days: int
    total: int
    drugs: int
    settled: int
    settled_total: int
    fund: int
    account: int
    institution: int
    cash: int
    estimated_fund: int
    not_payable: int
    unsettled: int
    returned: int
    sent_back: int
    corrected: int
    cancelled: int
    late: int
    drug_lines: int
    without_trace: int
    trace_excused: int
    spoke: int
    two_clinics: int
    supply_overlaps: int
    after_death: int
    in_hospital: int
    prescriptions: int
    reviewed: int
    improper: int

    def to_plain(self) -> dict[str, int]:
        """Give the figures by name."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Indicators":
        """Read what `to_plain` wrote; a figure of a newer program is left alone."""
        return cls(**{one.name: int(plain[one.name]) for one in fields(cls)})


@dataclass(frozen=True, slots=True)
class KeptIndicators:
    """The figures of a clinic's month, what they rest on, and when they were counted."""

    clinic: ClinicCode
    figures: Indicators
    heads: LogHeads
    at: datetime


class IndicatorBook(Protocol):
    """What indicators are counted from, and where they are kept."""

    def arrivals(self, clinic: ClinicCode, visits: Sequence[EventId]) -> Mapping[EventId, datetime]:
        """Tell when the township first said something about some events of a clinic."""
        ...

    def flows(self, first: datetime, last: datetime) -> Mapping[ClinicCode, Flow]:
        """Count what went back and was changed between two moments, both included, by clinic."""
        ...

    def log_heads(self) -> Mapping[ClinicCode, LogHeads]:
        """Tell where every clinic's log stands."""
        ...

    def keep_indicators(self, month: str, counted: Sequence[KeptIndicators]) -> None:
        """Keep the figures of a month in the place of those there were."""
        ...

    def indicators(self, month: str) -> Sequence[KeptIndicators]:
        """Give the figures of a month as they were counted last, by clinic."""
        ...


def indicators_of(visits: Sequence[SupervisedVisit], flow: Flow) -> Indicators:
    """Count a month's visits of one clinic."""
    statement = statement_of(ClinicCode(""), "", "", [one.told for one in visits])
    lines = [line for one in visits for line in one.told.visit.lines if line.kind is ItemKind.DRUG]
    people = Counter(map(_person, visits))
    checks = Counter(check for one in visits for check in one.spoken)
    fates = statement.fates
    estimated = [one.estimate for one in statement.visits if one.fate is Fate.SETTLED and one.estimate]
    settled: Shares = statement.settled
    return Indicators(
        visits=len(visits),
        people=len(people),
        most_of_one=max(people.values(), default=0),
        days=len({one.told.day for one in visits}),
        total=statement.all.sum,
        drugs=sum(line.amount for line in lines),
        settled=fates[Fate.SETTLED].count,
        settled_total=settled.total,
        **{name: int(share) for name, share in settled._asdict().items()},
        estimated_fund=sum(one.fund for one in estimated),
        not_payable=fates[Fate.NOT_PAYABLE].count,
        unsettled=fates[Fate.WAITING].count + fates[Fate.RETURNED].count,
        returned=fates[Fate.RETURNED].count,
        **asdict(flow),
        late=sum(one.late for one in visits),
        drug_lines=len(lines),
        without_trace=sum(not line.trace_codes and not line.no_trace_reason for line in lines),
        trace_excused=sum(not line.trace_codes and bool(line.no_trace_reason) for line in lines),
        spoke=sum(bool(one.spoken) for one in visits),
        **{check.value.removeprefix("check_"): checks[check] for check in TownshipCheck},
        prescriptions=sum(_has_drugs(one) for one in visits),
        reviewed=sum(one.reviewed is not None for one in visits),
        improper=sum(
            one.reviewed is not None and one.reviewed.verdict is not Verdict.PROPER for one in visits
        ),
    )


def added(some: Iterable[Indicators]) -> Indicators:
    """Add months of clinics up; of the most seen person the most, people are counted clinic by clinic."""
    plain = [one.to_plain() for one in some]
    sums = {one.name: sum(row[one.name] for row in plain) for one in fields(Indicators)}
    most = max((row["most_of_one"] for row in plain), default=0)
    return Indicators.from_plain({**sums, "most_of_one": most})


def average(amount: int, count: int) -> Fen | None:
    """Give an average in whole fen, half a fen up; None of nothing."""
    return Fen((2 * amount + count) // (2 * count)) if count else None


def permille(part: int, whole: int) -> int | None:
    """Give a share in thousandths, half of one up; None of nothing."""
    return (2000 * part + whole) // (2 * whole) if whole else None


def _person(one: SupervisedVisit) -> str:
    keys = patient_keys(one.told.visit.patient)
    return keys[0] if keys else f"visit {one.told.event_id}"


def _has_drugs(one: SupervisedVisit) -> bool:
    return any(line.kind is ItemKind.DRUG for line in one.told.visit.lines)
