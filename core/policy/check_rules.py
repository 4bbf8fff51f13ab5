"""审核规则 of a pack: which checks speak of a visit, how loudly, and what is known of drugs and diagnoses.

Every number, list and citation is a pack's; a check no pack names is off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How loudly a check speaks: 提示, 写明理由后继续, 不能保存."""

    OFF = "off"
    INFORM = "inform"
    CONFIRM = "confirm"
    STOP = "stop"


class CheckKind(StrEnum):
    """What is looked at; the value is the key of its rule, and what a visit's event calls it."""

    OVER_SUPPLY = "over_supply"
    DUPLICATE_SUBSTANCE = "duplicate_substance"
    SEX_CONFLICT = "sex_conflict"
    AGE_CONFLICT = "age_conflict"
    PREGNANCY_CONFLICT = "pregnancy_conflict"
    ALLERGY = "allergy"
    DIAGNOSIS_MISSING = "diagnosis_missing"
    ANTIBIOTIC = "antibiotic"
    PRESCRIPTION_DAYS = "prescription_days"
    PRESCRIPTION_LINES = "prescription_lines"
    PRICE_CEILING = "price_ceiling"
    SAME_DAY_REPEAT = "same_day_repeat"
    DECEASED = "deceased"
    IN_HOSPITAL = "in_hospital"
    QUOTA_USED_UP = "quota_used_up"
    IDENTITY_STRENGTH = "identity_strength"
    BOX_REPEATED = "box_repeated"


class OnlySex(StrEnum):
    """Whom a drug or a diagnosis is for."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check: how loudly it speaks, on what document it stands, and what doctors usually answer."""

    level: Level = Level.OFF
    citation: str = ""
    usual_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRule(Rule):
    """超量: more of a drug is handed out while more days of it are left than these."""

    days_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PregnancyRule(Rule):
    """妊娠: diagnoses, by the beginning of their code, that tell of a pregnancy by themselves."""

    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AntibioticRule(Rule):
    """抗菌药: diagnoses, by the beginning of their code, that explain one."""

    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysRule(Rule):
    """处方用量: days of a prescription, and for how long the diagnoses of 长期处方 may have one.

    `emergency`: of one written in an emergency; 0 where that has no limit of its own. A sheet is valid for
    `valid` days, and where the doctor writes so for up to `valid_at_most`.
    """

    ordinary: int = 0
    emergency: int = 0
    chronic: int = 0
    valid: int = 0
    valid_at_most: int = 0
    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesRule(Rule):
    """每张处方的药品数."""

    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRule(Rule):
    """身份核验强度: ways of checking an identity that the fund may not accept."""

    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrugKnown:
    """What is known of some drugs; `codes` are beginnings of national codes, `names` parts of a name.

    Args:
        except_names: parts of a name that make it another drug: an ointment is not taken by mouth.
        diagnoses: beginnings of the codes that explain the drug; none where nothing is asked.
        from_months: age from which on it may be given.
    """

    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    except_names: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    only_sex: OnlySex | None = None
    from_months: int = 0
    not_in_pregnancy: bool = False
    antibiotic: bool = False
    citation: str = ""

    def is_about(self, code: str, name: str) -> bool:
        """Tell whether this speaks of a drug."""
        if any(part in name for part in self.except_names):
            return False
        return code.startswith(self.codes) or any(part in name for part in self.names)


@dataclass(frozen=True, slots=True)
class DiagnosisKnown:
    """Whom some diagnoses, by the beginning of their code, can be made of."""

    codes: tuple[str, ...]
    only_sex: OnlySex | None = None
    from_months: int | None = None
    to_months: int | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """审核规则: a rule for each check, and what is known of drugs and diagnoses, by names of the pack's."""

    over_supply: SupplyRule = field(default_factory=SupplyRule)
    duplicate_substance: Rule = field(default_factory=Rule)
    sex_conflict: Rule = field(default_factory=Rule)
    age_conflict: Rule = field(default_factory=Rule)
    pregnancy_conflict: PregnancyRule = field(default_factory=PregnancyRule)
    allergy: Rule = field(default_factory=Rule)
    diagnosis_missing: Rule = field(default_factory=Rule)
    antibiotic: AntibioticRule = field(default_factory=AntibioticRule)
    prescription_days: DaysRule = field(default_factory=DaysRule)
    prescription_lines: LinesRule = field(default_factory=LinesRule)
    price_ceiling: Rule = field(default_factory=Rule)
    same_day_repeat: Rule = field(default_factory=Rule)
    deceased: Rule = field(default_factory=Rule)
    in_hospital: Rule = field(default_factory=Rule)
    quota_used_up: Rule = field(default_factory=Rule)
    identity_strength: ProofRule = field(default_factory=ProofRule)
    box_repeated: Rule = field(default_factory=Rule)
    drugs: Mapping[str, DrugKnown] = field(default_factory=dict)
    diagnoses: Mapping[str, DiagnosisKnown] = field(default_factory=dict)

    def rule(self, kind: CheckKind) -> Rule:
        """Give the rule of a check."""
        found: Rule = getattr(self, kind.value)
        return found
