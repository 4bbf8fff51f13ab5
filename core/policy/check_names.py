"""规则名称: what each check of a visit is called, the same at the desk, at the township and at the county.

The terms stand here because desk and console, which never meet, have to name one rule alike; the sentences
around them are each screen's own.
"""

from collections.abc import Mapping

from core.policy.check_rules import CheckKind

CHECK_NAMES: Mapping[str, str] = {
    CheckKind.OVER_SUPPLY.value: "超量",
    CheckKind.DUPLICATE_SUBSTANCE.value: "重复成分",
    CheckKind.SEX_CONFLICT.value: "性别不符",
    CheckKind.AGE_CONFLICT.value: "年龄不符",
    CheckKind.PREGNANCY_CONFLICT.value: "妊娠禁用",
    CheckKind.ALLERGY.value: "过敏",
    CheckKind.DIAGNOSIS_MISSING.value: "诊断不符",
    CheckKind.ANTIBIOTIC.value: "抗菌药",
    CheckKind.PRESCRIPTION_DAYS.value: "处方天数",
    CheckKind.PRESCRIPTION_LINES.value: "处方药品数",
    CheckKind.PRICE_CEILING.value: "高于最高价",
    CheckKind.SAME_DAY_REPEAT.value: "同日重复",
    CheckKind.DECEASED.value: "名册记载已故",
    CheckKind.IN_HOSPITAL.value: "名册记载住院",
    CheckKind.QUOTA_USED_UP.value: "年度额度",
    CheckKind.IDENTITY_STRENGTH.value: "身份核验",
    CheckKind.BOX_REPEATED.value: "追溯码重复",
}


def check_name(check: str) -> str:
    """Name a check; one of a newer program by its code."""
    return CHECK_NAMES.get(check, check)
