"""大病保险激励约束: the yearly cap of critical-illness insurance with its raises and cuts (C1 to C6, H3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.money import Fen
from core.policy.choices import BonusScope, ClearedBy, ContinuousEffect
from core.policy.pack import CriticalIllness
from core.policy.shape import FEN_IN_YUAN


@dataclass(frozen=True, slots=True)
class YearOfCover:
    """One coverage year in the resident scheme; amounts in fen."""

    year: int
    insured: bool
    fund_paid: Fen = Fen(0)
    critical_paid: Fen = Fen(0)
    bonus_used: bool = False


@dataclass(frozen=True, slots=True)
class CapDecision:
    """The cap of one year, with its parts; amounts in fen, None where the pack has no base cap.

    Args:
        continuous_bonus: raise for consecutive years, before the limit of all raises.
        zero_claim_bonus: raise for years without payment, before the limit.
        continuous: the consecutive years themselves; `zero_claims` and `penalised` likewise.
    """

    target_year: int
    continuous: tuple[int, ...]
    continuous_bonus: Fen
    zero_claims: tuple[int, ...]
    zero_claim_bonus: Fen
    total_bonus: Fen | None
    penalised: tuple[int, ...]
    penalty: Fen | None
    effective_cap: Fen | None
    base_cap: Fen | None
    cleared_in: int | None = None


@dataclass(frozen=True, slots=True)
class _Years:
    by_year: Mapping[int, YearOfCover]
    repaired: Collection[int] = field(default_factory=tuple)

    def insured(self, rule: CriticalIllness, year: int) -> bool:
        found = self.by_year.get(year)
        if found is None:
            return False
        return found.insured or (rule.repair_restores_continuity and year in self.repaired)

    def missed(self, year: int) -> bool:
        found = self.by_year.get(year)
        return found is not None and not found.insured


def decide_cap(
    rule: CriticalIllness, years: Sequence[YearOfCover], repaired: Collection[int], target_year: int
) -> CapDecision:
    """Work the cap of a year out from the years up to it."""
    known = _Years({one.year: one for one in years}, repaired)
    continuous = _continuous(rule, known, target_year)
    counted = len(continuous) - (rule.continuous_effect is ContinuousEffect.NEXT_YEAR)
    steps = max(0, counted - rule.threshold_years)
    continuous_bonus = Fen(steps * rule.continuous_step_cny)
    zero_claims, cleared = _zero_claims(rule, known, target_year)
    zero_claim_bonus = Fen(len(zero_claims) * rule.zero_claim_step_cny)
    penalised = _penalised(rule, known, target_year)
    bonus, penalty, cap = _amounts(rule, continuous_bonus, zero_claim_bonus, len(penalised))
    return CapDecision(
        target_year, continuous, continuous_bonus, zero_claims, zero_claim_bonus,
        bonus, penalised, penalty, cap, rule.base_cap_cny, cleared,
    )  # fmt: skip


def _continuous(rule: CriticalIllness, years: _Years, target_year: int) -> tuple[int, ...]:
    found: list[int] = []
    year = target_year
    while year >= rule.count_from_year and years.insured(rule, year):
        found.append(year)
        year -= 1
    return tuple(reversed(found))


def _zero_claims(
    rule: CriticalIllness, years: _Years, target_year: int
) -> tuple[tuple[int, ...], int | None]:
    """Collect zero-claim years up to the year before, each clearing emptying what came before and in it."""
    found: list[int] = []
    cleared = None
    for year in range(rule.zero_claim_from_year, target_year):
        one = years.by_year.get(year)
        if one is not None and (
            _clears(rule, one) or (rule.zero_claim_cleared_on_break and years.missed(year))
        ):
            found, cleared = [], year
        elif one is not None and one.insured and not one.fund_paid and not one.critical_paid:
            found.append(year)
    return tuple(found), cleared


def _clears(rule: CriticalIllness, one: YearOfCover) -> bool:
    if rule.zero_claim_cleared_by is ClearedBy.BONUS_USED:
        return one.bonus_used
    return one.critical_paid > 0


def _penalised(rule: CriticalIllness, years: _Years, target_year: int) -> tuple[int, ...]:
    return tuple(
        year
        for year in range(rule.break_penalty_count_from_year, target_year)
        if years.missed(year) and not (rule.repair_removes_penalty and year in years.repaired)
    )


def _amounts(
    rule: CriticalIllness, continuous: Fen, zero_claim: Fen, missed: int
) -> tuple[Fen | None, Fen | None, Fen | None]:
    base = rule.base_cap_cny
    if base is None:
        return None, None, None
    limit = _of(base, rule.bonus_cap_ratio)
    if rule.bonus_cap_scope is BonusScope.COMBINED:
        bonus = min(continuous + zero_claim, limit)
    else:
        bonus = min(continuous, limit) + min(zero_claim, limit)
    penalty = min(missed * rule.break_penalty_step_cny, _of(base, rule.break_penalty_cap_ratio))
    return Fen(bonus), Fen(penalty), Fen(base + bonus - penalty)


def _of(base: Fen, ratio: Decimal) -> int:
    """Take a ratio of the base cap, cut to whole CNY."""
    whole = base * ratio // FEN_IN_YUAN
    return int(whole) * FEN_IN_YUAN
