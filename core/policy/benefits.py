"""门诊待遇: an estimate of who pays what of a visit, in fen; the parts always add up to the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import Fen, share
from core.policy.bill import (
    BenefitCode,
    BenefitStep,
    BillLine,
    Entitled,
    Estimate,
    ItemClass,
    Purpose,
    Registered,
)
from core.policy.choices import DeductibleBasis, Suspendable
from core.policy.emergency import Relief, relief_on
from core.policy.pack import OutpatientTier, Pack, TwoDiseases

PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class _Work:
    """What every rule needs at hand, and the steps written so far."""

    patient: Entitled
    relief: Relief
    steps: list[BenefitStep]

    def step(self, code: BenefitCode, result: int, **inputs: int | str) -> Fen:
        """Write a step down and give its result."""
        self.steps.append(BenefitStep(code, inputs, Fen(result)))
        return Fen(result)

    def within(self, line: BillLine) -> int:
        """Give what of a line the fund's rules look at: nothing of class C, the rest after the own share.

        The own share of class C is the exclusion itself: where that is suspended, all of it counts.
        """
        if line.item_class is ItemClass.C:
            return line.charged if Suspendable.CLASS_C_EXCLUSION in self.relief else 0
        return line.charged - share(line.charged, line.own_pay_per_mille, PER_MILLE)


def estimate(
    pack: Pack, tier: str, lines: Sequence[BillLine], patient: Entitled, on: date
) -> Estimate | None:
    """Estimate the split of a visit on a day; None where the pack has no numbers for such an institution."""
    rule = pack.benefits.outpatient.get(tier)
    if rule is None or rule.ratio is None:
        return None
    work = _Work(patient, relief_on(pack, on), [])
    for limit, citation in work.relief.items():
        work.step(BenefitCode.SUSPENDED, 0, limit=limit.value, citation=citation)
    total = sum(line.amount for line in lines)
    charged = sum(line.charged for line in lines)
    institution = Fen(total - charged)
    if institution:
        work.step(BenefitCode.INSTITUTION, institution, amount=total, charged=charged)
    inside = sum(work.within(line) for line in lines)
    work.step(BenefitCode.OWN_SHARE, charged - inside, amount=charged, inside=inside)
    special, pooled = _by_purpose(pack, rule, rule.ratio, lines, work)
    basic = work.step(BenefitCode.POOLED, special + pooled, ordinary=pooled, two_diseases=special)
    critical = _critical(pack, inside - basic, work)
    assistance = _assistance(pack, inside - basic - critical, work)
    fund = work.step(
        BenefitCode.FUND,
        basic + critical + assistance,
        pooled=basic,
        critical_illness=critical,
        assistance=assistance,
    )
    account, family, cash = _by_patient(Fen(charged - fund), work)
    version = f"{pack.pack_id}@{pack.effective_from.isoformat()}"
    return Estimate(
        Fen(total), basic, critical, assistance, account, family, institution, cash, tuple(work.steps),
        version,
    )  # fmt: skip


def _by_purpose(
    pack: Pack, rule: OutpatientTier, unsigned: Decimal, lines: Sequence[BillLine], work: _Work
) -> tuple[Fen, Fen]:
    """Give what the fund bears of 两病 drugs and of everything else."""
    diseases = pack.benefits.two_diseases
    if diseases is None or not _may_use(diseases, work.patient):
        return Fen(0), _pooled(rule, unsigned, lines, work)
    drugs = [line for line in lines if line.purpose is Purpose.TWO_DISEASES]
    rest = [line for line in lines if line.purpose is not Purpose.TWO_DISEASES]
    return _two_diseases(diseases, drugs, work), _pooled(rule, unsigned, rest, work)


def _pooled(rule: OutpatientTier, unsigned: Decimal, lines: Sequence[BillLine], work: _Work) -> Fen:
    eligible, fund = sum(work.within(line) for line in lines), 0
    fees = sum(work.within(line) for line in lines if line.purpose is Purpose.GENERAL_FEE)
    if fees and rule.general_fee_ratio is not None:
        paid = _part(fees, rule.general_fee_ratio)
        fund = work.step(BenefitCode.GENERAL_FEE, paid, amount=fees, ratio=str(rule.general_fee_ratio))
        eligible -= fees
    if not eligible:
        return _capped(rule, Fen(fund), work)
    above = eligible - _deductible(rule, eligible, work)
    signed = work.patient.signed and rule.ratio_signed is not None
    ratio = rule.ratio_signed if signed and rule.ratio_signed is not None else unsigned
    shared = work.step(
        BenefitCode.RATIO, _part(above, ratio), amount=above, ratio=str(ratio), signed=int(signed)
    )
    return _capped(rule, Fen(fund + shared), work)


def _deductible(rule: OutpatientTier, eligible: int, work: _Work) -> int:
    full = rule.deductible_cny or Fen(0)
    if rule.deductible_basis is DeductibleBasis.NONE or not full or Suspendable.DEDUCTIBLE in work.relief:
        return 0
    used = work.patient.used.deductible if rule.deductible_basis is DeductibleBasis.YEAR else 0
    taken = min(eligible, max(full - used, 0))
    basis = rule.deductible_basis.value
    return work.step(BenefitCode.DEDUCTIBLE, taken, amount=eligible, full=full, used=used, basis=basis)


def _capped(rule: OutpatientTier, fund: Fen, work: _Work) -> Fen:
    patient, annual = work.patient, rule.annual_cap_cny
    if patient.signed and rule.annual_cap_signed_cny is not None:
        annual = rule.annual_cap_signed_cny
    limits = (
        (BenefitCode.PER_VISIT_CAP, Suspendable.PER_VISIT_CAP, rule.per_visit_cap_cny, 0),
        (BenefitCode.PER_DAY_CAP, Suspendable.PER_DAY_CAP, rule.per_day_cap_cny, patient.used.today),
        (BenefitCode.ANNUAL_CAP, Suspendable.ANNUAL_CAP, annual, patient.used.this_year),
    )
    for code, limit, cap, used in limits:
        if limit not in work.relief:
            fund = _limited(code, fund, cap, used, work)
    return fund


def _limited(code: BenefitCode, fund: Fen, cap: Fen | None, used: int, work: _Work) -> Fen:
    """Cut to what is left of a cap; a cap that does not bind is no step."""
    if cap is None or fund <= max(cap - used, 0):
        return fund
    return work.step(code, max(cap - used, 0), before=fund, cap=cap, used=used)


def _may_use(rule: TwoDiseases, patient: Entitled) -> bool:
    return patient.registered is not Registered.NONE or not rule.registration_required


def _two_diseases(rule: TwoDiseases, drugs: Sequence[BillLine], work: _Work) -> Fen:
    patient, fund = work.patient, 0
    deductible = max((rule.deductible_cny or 0) - patient.used.diseases_deductible, 0)
    if Suspendable.DEDUCTIBLE in work.relief:
        deductible = 0
    for item_class in ItemClass:
        amount = sum(work.within(line) for line in drugs if line.item_class is item_class)
        if not amount:
            continue
        taken, ratio = min(amount, deductible), _disease_ratio(rule, item_class)
        deductible -= taken
        fund += work.step(
            BenefitCode.TWO_DISEASES,
            _part(amount - taken, ratio),
            item_class=item_class.value,
            amount=amount,
            deductible=taken,
            ratio=str(ratio),
        )
    cap = _disease_cap(rule, patient.registered)
    if Suspendable.TWO_DISEASES_CAP in work.relief:
        return Fen(fund)
    return _limited(BenefitCode.TWO_DISEASES_CAP, Fen(fund), cap, patient.used.two_diseases, work)


def _disease_ratio(rule: TwoDiseases, item_class: ItemClass) -> Decimal:
    by_class = rule.ratio_class_a if item_class is ItemClass.A else rule.ratio_class_b
    return by_class if by_class is not None else rule.ratio or Decimal(0)


def _disease_cap(rule: TwoDiseases, registered: Registered) -> Fen | None:
    hypertension, diabetes = rule.cap_hypertension_cny, rule.cap_diabetes_cny
    insulin = diabetes if rule.cap_diabetes_insulin_cny is None else rule.cap_diabetes_insulin_cny
    return {
        Registered.NONE: hypertension,
        Registered.HYPERTENSION: hypertension,
        Registered.DIABETES: diabetes,
        Registered.DIABETES_INSULIN: insulin,
        Registered.BOTH: _both(rule, diabetes),
        Registered.BOTH_INSULIN: _both(rule, insulin),
    }[registered]


def _both(rule: TwoDiseases, diabetes: Fen | None) -> Fen | None:
    """Where no common cap is set, the two caps are added."""
    if rule.cap_both_cny is not None or rule.cap_hypertension_cny is None or diabetes is None:
        return rule.cap_both_cny
    return Fen(rule.cap_hypertension_cny + diabetes)


def _critical(pack: Pack, borne: int, work: _Work) -> Fen:
    """Give the critical-illness share of what is borne within the rules above the yearly threshold."""
    rule = pack.benefits.critical_illness
    if rule is None:
        return Fen(0)
    used = work.patient.used.borne
    above = borne - min(borne, max(rule.threshold_cny - used, 0))
    if not above:
        return Fen(0)
    return work.step(
        BenefitCode.CRITICAL_ILLNESS,
        _part(above, rule.ratio),
        borne=borne,
        used=used,
        threshold=rule.threshold_cny,
        ratio=str(rule.ratio),
    )


def _assistance(pack: Pack, borne: int, work: _Work) -> Fen:
    """Give the medical assistance of the rule that helps most; identities are never added up."""
    best: tuple[int, BenefitStep] | None = None
    used = work.patient.used.assistance
    for rule in pack.benefits.assistance:
        paid = _part(borne, rule.ratio)
        if rule.annual_cap_cny is not None:
            paid = Fen(min(paid, max(rule.annual_cap_cny - used, 0)))
        if not work.patient.identities.isdisjoint(rule.members) and (best is None or paid > best[0]):
            cap = "" if rule.annual_cap_cny is None else int(rule.annual_cap_cny)
            inputs: dict[str, int | str] = {
                "borne": borne,
                "ratio": str(rule.ratio),
                "cap": cap,
                "used": used,
            }
            best = paid, BenefitStep(BenefitCode.ASSISTANCE, inputs, paid)
    if best is None:
        return Fen(0)
    work.steps.append(best[1])
    return best[1].result


def _by_patient(left: Fen, work: _Work) -> tuple[Fen, Fen, Fen]:
    """Let the own account pay first, relatives' accounts next, and cash the rest."""
    patient = work.patient
    account = Fen(min(max(patient.account, 0), left))
    if account:
        work.step(BenefitCode.ACCOUNT, account, left=left, balance=patient.account)
    family = Fen(min(max(patient.family, 0), left - account))
    if family:
        work.step(BenefitCode.FAMILY, family, left=left - account, balance=patient.family)
    cash = work.step(BenefitCode.CASH, left - account - family, left=left, account=account, family=family)
    return account, family, cash


def _part(amount: int, ratio: Decimal) -> Fen:
    return share(amount, *ratio.as_integer_ratio())
