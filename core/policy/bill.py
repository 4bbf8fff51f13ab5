"""A bill as the outpatient rules see it, the patient to whom they apply, and the estimate they give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.money import Fen


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
    BOTH_INSULIN = "both_insulin"


class BenefitCode(StrEnum):
    """What a step of the estimate works out."""

    SUSPENDED = "suspended"
    INSTITUTION = "institution"
    OWN_SHARE = "own_share"
    GENERAL_FEE = "general_fee"
    TWO_DISEASES = "two_diseases"
    TWO_DISEASES_CAP = "two_diseases_cap"
    DEDUCTIBLE = "deductible"
    RATIO = "ratio"
    PER_VISIT_CAP = "per_visit_cap"
    PER_DAY_CAP = "per_day_cap"
    ANNUAL_CAP = "annual_cap"
    POOLED = "pooled"
    CRITICAL_ILLNESS = "critical_illness"
    ASSISTANCE = "assistance"
    FUND = "fund"
    ACCOUNT = "account"
    FAMILY = "family"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a bill.

    Args:
        own_pay_per_mille: 先行自付, what the patient pays first.
        above_price: part of the amount above the permitted price; it is nobody's but the institution's.
    """

    amount: Fen
    item_class: ItemClass
    own_pay_per_mille: int = 0
    purpose: Purpose = Purpose.ORDINARY
    above_price: Fen = Fen(0)

    @property
    def charged(self) -> Fen:
        """Give what is shared out: the amount without what the institution bears."""
        return Fen(self.amount - min(max(self.above_price, 0), self.amount))


@dataclass(frozen=True, slots=True)
class Used:
    """What counts against the limits already, visits waiting at the clinic included; in fen.

    Args:
        borne: paid this year within the rules by the patient, for the critical-illness threshold.
    """

    this_year: Fen = Fen(0)
    today: Fen = Fen(0)
    deductible: Fen = Fen(0)
    two_diseases: Fen = Fen(0)
    borne: Fen = Fen(0)
    assistance: Fen = Fen(0)
    diseases_deductible: Fen = Fen(0)


@dataclass(frozen=True, slots=True)
class Entitled:
    """Who the patient is to the rules: contract, 两病, accounts, limits used, identities held that day.

    Args:
        family: 家庭共济, what relatives' accounts may still pay.
    """

    signed: bool = False
    registered: Registered = Registered.NONE
    account: Fen = Fen(0)
    used: Used = field(default_factory=Used)
    family: Fen = Fen(0)
    identities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BenefitStep:
    """One step: what went in by name, and the amount in fen that came out."""

    code: BenefitCode
    inputs: Mapping[str, int | str]
    result: Fen


@dataclass(frozen=True, slots=True)
class Estimate:
    """预估: the parts the platform will report; together they are the total, to the fen.

    Settlement alone is final.
    """

    total: Fen
    pooled: Fen
    critical_illness: Fen
    assistance: Fen
    account: Fen
    family: Fen
    institution: Fen
    cash: Fen
    steps: tuple[BenefitStep, ...]
    pack: str

    @property
    def fund(self) -> Fen:
        """Give what all funds bear together."""
        return Fen(self.pooled + self.critical_illness + self.assistance)
