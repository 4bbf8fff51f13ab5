"""门诊待遇: an estimate of who pays what of a visit, in fen; the parts always add up to the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.money import Fen, share
from core.policy.choices import DeductibleBasis
from core.policy.pack import OutpatientTier, Pack, TwoDiseases

PER_MILLE = 1000


class ItemClass(StrEnum):
    """甲类, 乙类, 丙类 (own expense)."""

    A = "a"
    B = "b"
    C = "c"


class Purpose(StrEnum):
    """Which rule a line falls under."""

    ORDINARY = "ordinary"
    GENERAL_FEE = "general_fee"
    TWO_DISEASES = "two_diseases"


class Registered(StrEnum):
    """两病备案 of the patient, as far as the caps differ."""

    NONE = "none"
    HYPERTENSION = "hypertension"
    DIABETES = "diabetes"
    DIABETES_INSULIN = "diabetes_insulin"
    BOTH = "both"


class BenefitCode(StrEnum):
    """What a step of the estimate works out."""

    OWN_SHARE = "own_share"
    GENERAL_FEE = "general_fee"
    TWO_DISEASES = "two_diseases"
    TWO_DISEASES_CAP = "two_diseases_cap"
    DEDUCTIBLE = "deductible"
    RATIO = "ratio"
    PER_VISIT_CAP = "per_visit_cap"
    PER_DAY_CAP = "per_day_cap"
    ANNUAL_CAP = "annual_cap"
    FUND = "fund"
    ACCOUNT = "account"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line: amount, class, what the patient pays first (per mille), which rule it falls under."""

    amount: Fen
    item_class: ItemClass
    own_pay_per_mille: int = 0
    purpose: Purpose = Purpose.ORDINARY


@dataclass(frozen=True, slots=True)
class Used:
    """What counts against the limits already, visits waiting at the clinic included; in fen."""

    this_year: Fen = Fen(0)
    today: Fen = Fen(0)
    deductible: Fen = Fen(0)
    two_diseases: Fen = Fen(0)


@dataclass(frozen=True, slots=True)
class Entitled:
    """Who the patient is to the rules: contract signed, 两病 registered, account balance, limits used."""

    signed: bool = False
    registered: Registered = Registered.NONE
    account: Fen = Fen(0)
    used: Used = field(default_factory=Used)


@dataclass(frozen=True, slots=True)
class BenefitStep:
    """One step: what went in by name, and the amount in fen that came out."""

    code: BenefitCode
    inputs: Mapping[str, int | str]
    result: Fen


@dataclass(frozen=True, slots=True)
class Estimate:
    """预估: fund + account + cash = total, to the fen; settlement alone is final."""

    total: Fen
    fund: Fen
    account: Fen
    cash: Fen
    steps: tuple[BenefitStep, ...]
    pack: str


def estimate(pack: Pack, tier: str, lines: Sequence[BillLine], patient: Entitled) -> Estimate | None:
    """Estimate the split of a visit; None where the pack has no numbers for such an institution."""
    rule = pack.benefits.outpatient.get(tier)
    if rule is None or rule.ratio is None:
        return None
    steps: list[BenefitStep] = []
    diseases = pack.benefits.two_diseases
    special = _two_diseases(diseases, lines, patient, steps) if diseases else Fen(0)
    covered_apart = {Purpose.TWO_DISEASES} if diseases and _may_use(diseases, patient) else set()
    pooled = _pooled(
        rule, rule.ratio, [line for line in lines if line.purpose not in covered_apart], patient, steps
    )
    total = sum(line.amount for line in lines)
    fund = special + pooled
    account = min(max(patient.account, 0), total - fund)
    cash = total - fund - account
    steps += [
        BenefitStep(BenefitCode.FUND, {"pooled": pooled, "two_diseases": special}, Fen(fund)),
        BenefitStep(BenefitCode.ACCOUNT, {"balance": patient.account}, Fen(account)),
        BenefitStep(BenefitCode.CASH, {"total": total, "fund": fund, "account": account}, Fen(cash)),
    ]
    version = f"{pack.pack_id}@{pack.effective_from.isoformat()}"
    return Estimate(Fen(total), Fen(fund), Fen(account), Fen(cash), tuple(steps), version)


def within(line: BillLine) -> Fen:
    """Give what of a line the fund's rules look at: nothing of class C, the rest after the own share."""
    if line.item_class is ItemClass.C:
        return Fen(0)
    return Fen(line.amount - share(line.amount, line.own_pay_per_mille, PER_MILLE))


def _pooled(
    rule: OutpatientTier,
    unsigned: Decimal,
    lines: Sequence[BillLine],
    patient: Entitled,
    steps: list[BenefitStep],
) -> Fen:
    total, eligible = sum(line.amount for line in lines), int(sum(within(line) for line in lines))
    steps.append(BenefitStep(BenefitCode.OWN_SHARE, {"amount": total}, Fen(total - eligible)))
    fund = Fen(0)
    fees = sum(within(line) for line in lines if line.purpose is Purpose.GENERAL_FEE)
    if fees and rule.general_fee_ratio is not None:
        fund = _part(fees, rule.general_fee_ratio)
        ratio_of_fees = str(rule.general_fee_ratio)
        steps.append(BenefitStep(BenefitCode.GENERAL_FEE, {"amount": fees, "ratio": ratio_of_fees}, fund))
        eligible -= fees
    above = Fen(eligible - _deductible(rule, eligible, patient, steps))
    signed = patient.signed and rule.ratio_signed is not None
    ratio = rule.ratio_signed if signed and rule.ratio_signed is not None else unsigned
    shared = _part(above, ratio)
    steps.append(
        BenefitStep(BenefitCode.RATIO, {"amount": above, "ratio": str(ratio), "signed": int(signed)}, shared)
    )
    return _capped(rule, Fen(fund + shared), patient, steps)


def _deductible(rule: OutpatientTier, eligible: int, patient: Entitled, steps: list[BenefitStep]) -> int:
    full = rule.deductible_cny or Fen(0)
    if rule.deductible_basis is DeductibleBasis.NONE or not full:
        return 0
    used = patient.used.deductible if rule.deductible_basis is DeductibleBasis.YEAR else 0
    taken = min(eligible, max(full - used, 0))
    inputs: dict[str, int | str] = {"full": full, "used": used, "basis": rule.deductible_basis.value}
    steps.append(BenefitStep(BenefitCode.DEDUCTIBLE, inputs, Fen(taken)))
    return taken


def _capped(rule: OutpatientTier, fund: Fen, patient: Entitled, steps: list[BenefitStep]) -> Fen:
    annual = rule.annual_cap_cny
    if patient.signed and rule.annual_cap_signed_cny is not None:
        annual = rule.annual_cap_signed_cny
    limits = (
        (BenefitCode.PER_VISIT_CAP, rule.per_visit_cap_cny, Fen(0)),
        (BenefitCode.PER_DAY_CAP, rule.per_day_cap_cny, patient.used.today),
        (BenefitCode.ANNUAL_CAP, annual, patient.used.this_year),
    )
    for code, cap, used in limits:
        if cap is not None and fund > max(cap - used, 0):
            left = Fen(max(cap - used, 0))
            steps.append(BenefitStep(code, {"before": fund, "cap": cap, "used": used}, left))
            fund = left
    return fund


def _may_use(rule: TwoDiseases, patient: Entitled) -> bool:
    return patient.registered is not Registered.NONE or not rule.registration_required


def _two_diseases(
    rule: TwoDiseases, lines: Sequence[BillLine], patient: Entitled, steps: list[BenefitStep]
) -> Fen:
    drugs = [line for line in lines if line.purpose is Purpose.TWO_DISEASES and within(line)]
    if not drugs or not _may_use(rule, patient):
        return Fen(0)
    deductible = max((rule.deductible_cny or 0) - patient.used.two_diseases, 0)
    fund = 0
    for line in drugs:
        taken = min(within(line), deductible)
        deductible -= taken
        fund += _part(within(line) - taken, _disease_ratio(rule, line))
    steps.append(
        BenefitStep(
            BenefitCode.TWO_DISEASES,
            {"amount": sum(within(line) for line in drugs), "ratio": str(_disease_ratio(rule, drugs[0]))},
            Fen(fund),
        )
    )
    cap = _disease_cap(rule, patient.registered)
    left = fund if cap is None else max(cap - patient.used.two_diseases, 0)
    if cap is not None and fund > left:
        inputs: dict[str, int | str] = {"before": fund, "cap": cap, "used": patient.used.two_diseases}
        steps.append(BenefitStep(BenefitCode.TWO_DISEASES_CAP, inputs, Fen(left)))
        fund = left
    return Fen(fund)


def _disease_ratio(rule: TwoDiseases, line: BillLine) -> Decimal:
    by_class = rule.ratio_class_a if line.item_class is ItemClass.A else rule.ratio_class_b
    return by_class if by_class is not None else rule.ratio or Decimal(0)


def _disease_cap(rule: TwoDiseases, registered: Registered) -> Fen | None:
    both = rule.cap_both_cny
    if both is None and rule.cap_hypertension_cny is not None and rule.cap_diabetes_cny is not None:
        both = Fen(rule.cap_hypertension_cny + rule.cap_diabetes_cny)
    return {
        Registered.NONE: rule.cap_hypertension_cny,
        Registered.HYPERTENSION: rule.cap_hypertension_cny,
        Registered.DIABETES: rule.cap_diabetes_cny,
        Registered.DIABETES_INSULIN: rule.cap_diabetes_insulin_cny or rule.cap_diabetes_cny,
        Registered.BOTH: both,
    }[registered]


def _part(amount: int, ratio: Decimal) -> Fen:
    return share(amount, *ratio.as_integer_ratio())
