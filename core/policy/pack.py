"""The resolved policy pack (政策包): every parameter of law as a typed, frozen value; no numbers here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.dates import MonthEnd
from core.money import Fen
from core.policy.check_rules import Checks
from core.policy.choices import (
    BonusScope,
    ClearedBy,
    ContinuousEffect,
    CostYear,
    CountMode,
    CrossYear,
    DeductibleBasis,
    EarlyStart,
    EmployeeYear,
    ExemptionKind,
    GapMode,
    GapScope,
    Grade,
    LimitType,
    NeverEnrolled,
    NewbornLateStart,
    NoWaitUntil,
    Proof,
    RepairDeadline,
    RepairEffect,
    StartRule,
    StatusGained,
    SubsidyMode,
    Suspendable,
    TransferStart,
)
from core.policy.window import EnrolmentWindow


@dataclass(frozen=True, slots=True)
class Issued:
    """The document a pack stands on."""

    title: str | None = None
    doc_no: str | None = None
    on: date | None = field(default=None, metadata={"key": "date"})


@dataclass(frozen=True, slots=True)
class PathVerification:
    """How well one parameter is known."""

    status: Grade
    sources: tuple[str, ...] = ()
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """How well the values of a pack are known, as a whole and by parameter path."""

    status: Grade
    sources: tuple[str, ...] = ()
    checked_on: date | None = None
    unverified: tuple[str, ...] = ()
    by_path: Mapping[str, PathVerification] = field(default_factory=dict, metadata={"rest": True})


@dataclass(frozen=True, slots=True)
class Waiting:
    """待遇等待期: triggers, lengths and start of the wait."""

    effective_from_coverage_year: int
    apply_to_late: bool
    apply_to_break: bool
    fixed_months: int
    variable_months_per_year: int
    variable_count_mode: CountMode
    variable_count_from_year: int | None
    floor_min_missed_years: int
    floor_total_months: int
    max_total_months: int | None
    start_rule: StartRule
    early_payment_start: EarlyStart
    month_end_rule: MonthEnd
    carry_over_across_years: bool


@dataclass(frozen=True, slots=True)
class Break:
    """断保: which years count as missed."""

    count_from_year: int
    scope: GapScope
    never_enrolled: NeverEnrolled
    birth_year_counts: bool
    employee_year_rule: EmployeeYear
    military_service_counts: bool
    eligibility_events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepairRule:
    """修复: paying missed years to shorten the variable wait."""

    enabled: bool
    deadline: RepairDeadline
    effect_start: RepairEffect
    cost_year: CostYear


@dataclass(frozen=True, slots=True)
class Transfer:
    """职工医保转居民医保: changing over without a wait."""

    enabled: bool
    min_prior_continuous_months: int
    max_gap_months: int
    gap_mode: GapMode
    benefit_start: TransferStart


@dataclass(frozen=True, slots=True)
class Newborn:
    """新生儿: days and months without a wait."""

    enabled: bool
    retro_days: int
    count_birth_day: bool
    no_wait_until: NoWaitUntil
    late_start: NewbornLateStart
    cross_year: CrossYear


@dataclass(frozen=True, slots=True)
class Limit:
    """How long after an event an exemption holds; `n` counts days or months."""

    type: LimitType
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """特殊群体: who does not wait, how long after an event, and from which day."""

    category: str
    kind: ExemptionKind
    benefit_start: StartRule
    limit: Limit | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """个人缴费标准 and 财政补助标准 by coverage year, in fen; written in CNY."""

    personal_cny: Mapping[int, Fen]
    fiscal_cny: Mapping[int, Fen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subsidy:
    """分类资助参保: whose contribution is paid wholly or in part."""

    members: tuple[str, ...]
    mode: SubsidyMode
    amount_cny: Fen | None = None
    start: date | None = field(default=None, metadata={"key": "from"})
    end: date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, slots=True)
class CriticalIllness:
    """大病保险激励约束: raises and cuts of the yearly cap; amounts in fen, written in CNY."""

    base_cap_cny: Fen | None
    count_from_year: int
    threshold_years: int
    continuous_step_cny: Fen
    zero_claim_step_cny: Fen
    continuous_effect: ContinuousEffect
    zero_claim_from_year: int
    bonus_cap_ratio: Decimal
    bonus_cap_scope: BonusScope
    zero_claim_cleared_by: ClearedBy
    zero_claim_cleared_on_break: bool
    break_penalty_step_cny: Fen
    break_penalty_cap_ratio: Decimal
    break_penalty_count_from_year: int
    repair_removes_penalty: bool
    repair_restores_continuity: bool


@dataclass(frozen=True, slots=True)
class OutpatientTier:
    """门诊统筹 at one kind of institution; amounts in fen, written in CNY; None where nothing is set."""

    ratio: Decimal | None = None
    deductible_basis: DeductibleBasis = DeductibleBasis.NONE
    deductible_cny: Fen | None = None
    ratio_signed: Decimal | None = None
    per_visit_cap_cny: Fen | None = None
    per_day_cap_cny: Fen | None = None
    annual_cap_cny: Fen | None = None
    annual_cap_signed_cny: Fen | None = None
    general_fee_ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TwoDiseases:
    """两病门诊用药: hypertension and diabetes drugs; amounts in fen, written in CNY; None = not set.

    Args:
        drugs_hypertension: beginnings of the national drug codes that count; likewise the other two.
    """

    ratio: Decimal | None = None
    deductible_cny: Fen | None = None
    ratio_class_a: Decimal | None = None
    ratio_class_b: Decimal | None = None
    cap_hypertension_cny: Fen | None = None
    cap_diabetes_cny: Fen | None = None
    cap_diabetes_insulin_cny: Fen | None = None
    cap_both_cny: Fen | None = None
    registration_required: bool = True
    drugs_hypertension: tuple[str, ...] = ()
    drugs_diabetes: tuple[str, ...] = ()
    drugs_insulin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutpatientCritical:
    """大病保险 for outpatient visits: a share of what is borne within the rules above a yearly threshold."""

    threshold_cny: Fen
    ratio: Decimal


@dataclass(frozen=True, slots=True)
class Assistance:
    """门诊医疗救助: a share of what members bear within the rules, up to a yearly cap."""

    members: tuple[str, ...]
    ratio: Decimal
    annual_cap_cny: Fen | None = None


@dataclass(frozen=True, slots=True)
class EmergencyOverride:
    """紧急情况下的临时放宽: limits suspended from a day to a day, both included, by the document cited."""

    start: date = field(metadata={"key": "from"})
    end: date = field(metadata={"key": "to"})
    citation: str
    suspends: tuple[Suspendable, ...]


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """身份核验: how strongly it must be proved who was seen where the fund pays; None = whatever there is."""

    fund_paid_needs: Proof | None = None


@dataclass(frozen=True, slots=True)
class Benefits:
    """Outpatient benefits by tier, for the two diseases, and what other payers add; empty where unknown."""

    outpatient: Mapping[str, OutpatientTier] = field(default_factory=dict)
    two_diseases: TwoDiseases | None = None
    critical_illness: OutpatientCritical | None = None
    assistance: tuple[Assistance, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a region's rules with everything inherited filled in."""

    pack_id: str
    region_code: str
    region_name: str
    effective_from: date
    verification: Verification
    enrolment_window: EnrolmentWindow
    waiting: Waiting
    breaks: Break = field(metadata={"key": "break"})
    repair: RepairRule
    transfer: Transfer
    newborn: Newborn
    exemptions: tuple[Exemption, ...]
    exemption_gained_during_wait: StatusGained
    contribution: Contribution
    subsidies: tuple[Subsidy, ...]
    critical_illness: CriticalIllness
    benefits: Benefits
    schema: str
    alternatives: Mapping[str, tuple[object, ...]]
    issued: Issued = field(default_factory=Issued)
    checks: Checks = field(default_factory=Checks)
    emergency_overrides: tuple[EmergencyOverride, ...] = ()
    identity: IdentityRule = field(default_factory=IdentityRule)
    parent: str | None = None
    effective_to: date | None = None
    variants: dict[tuple[tuple[str, int], ...], "Pack"] = field(
        default_factory=dict, compare=False, repr=False, metadata={"internal": True}
    )
