"""A Decision: what the law gives a person in the resident scheme on a day, why, and how sure that is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.coverage.history import History
from core.dates import year_end
from core.money import Fen
from core.policy.certainty import Certainty, Doubt, Possible, weigh
from core.policy.choices import CostYear
from core.policy.in_force import PackOn, always
from core.policy.known import Known, known_on
from core.policy.pack import Pack
from core.policy.status import Status, status_on
from core.policy.steps import Step, explain
from core.policy.waiting_period import Answer, Matter, Reason
from core.policy.worlds import Missing, possible_worlds


class Flag(StrEnum):
    """What the reader must not overlook."""

    BENEFIT_AFTER_COVERAGE_END = "benefit_after_coverage_end"
    REPAIR_LIMITED_BY_FLOOR = "repair_limited_by_floor"


@dataclass(frozen=True, slots=True)
class PackCited:
    """Which pack answered, in which version, on which document."""

    pack_id: str
    effective_from: date
    region_name: str
    title: str | None
    doc_no: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """待遇判定 for the resident scheme.

    Args:
        repair_cost: price of the repairs that count, in fen; None where a price is missing.
        certainty: `confirm` and `cannot_tell` have their reasons in `doubts` and `missing`.
        earliest_benefit: earliest benefit date any reading gives; with `latest_benefit` the range.
        latest_benefit: None where a reading gives no benefit at all.
    """

    target_year: int
    as_of: date
    status: Status
    reason: Reason
    fixed_months: int
    variable_months: int
    total_months: int
    waiting_start: date | None
    benefit_date: date | None
    paid_on: date | None
    missed_years: tuple[int, ...]
    repair_cost: Fen | None
    flags: tuple[Flag, ...]
    steps: tuple[Step, ...]
    certainty: Certainty
    doubts: tuple[Doubt, ...]
    missing: tuple[Missing, ...]
    earliest_benefit: date | None
    latest_benefit: date | None
    pack: PackCited


def decide(packs: PackOn | Pack, history: History, target_year: int, as_of: date) -> Decision:
    """Decide a coverage year as it stands on a day.

    Args:
        packs: the region's packs by day, or one pack for every day.

    Raises:
        Refusal: `pack_unknown` or `pack_not_in_force` where no pack answers for the day of payment.
    """
    pack_on = always(packs) if isinstance(packs, Pack) else packs
    worlds = possible_worlds(pack_on, history, target_year, as_of)
    known = known_on(worlds.likeliest, as_of)
    matter = Matter(pack_on, known)
    return _decision(matter.answer(target_year), known, weigh(matter, target_year, worlds))


def _decision(answer: Answer, known: Known, possible: Possible) -> Decision:
    months = answer.months
    status = status_on(answer, known.as_of)
    pack = answer.pack
    return Decision(
        target_year=answer.year,
        as_of=known.as_of,
        status=status,
        reason=answer.reason,
        fixed_months=months.fixed,
        variable_months=months.variable,
        total_months=months.total,
        waiting_start=answer.start,
        benefit_date=answer.benefit,
        paid_on=answer.paid,
        missed_years=answer.missed.years if answer.missed else (),
        repair_cost=repair_cost(answer, known),
        flags=flags_of(answer),
        steps=explain(answer, known, status),
        certainty=possible.certainty,
        doubts=possible.doubts,
        missing=possible.missing,
        earliest_benefit=possible.earliest,
        latest_benefit=possible.latest,
        pack=PackCited(
            pack.pack_id, pack.effective_from, pack.region_name, pack.issued.title, pack.issued.doc_no
        ),
    )


def flags_of(answer: Answer) -> tuple[Flag, ...]:
    """Give what the reader must not overlook, in alphabetical order."""
    after_end = answer.benefit is not None and answer.benefit > year_end(answer.year)
    held = answer.months.floor_held
    return ((Flag.BENEFIT_AFTER_COVERAGE_END,) if after_end else ()) + (
        (Flag.REPAIR_LIMITED_BY_FLOOR,) if held else ()
    )


def repair_cost(answer: Answer, known: Known) -> Fen | None:
    """Sum the contributions of the repairs that count; None where a price is missing.

    Law: W7, A10; a repair that shortens nothing is paid for all the same.
    """
    if answer.ordinary is None:
        return Fen(0)
    prices = answer.pack.contribution.personal_cny
    total = 0
    for year in answer.ordinary.counted_repairs:
        by_target = answer.pack.repair.cost_year is CostYear.TARGET_COVERAGE_YEAR
        price = prices.get(answer.year if by_target else known.repairs[year].year)
        if price is None:
            return None
        total += price
    return Fen(total)
