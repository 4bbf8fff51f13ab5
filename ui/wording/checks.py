"""Words of what the checks say of a visit, at the desk and where cases are explained."""

from collections.abc import Callable, Mapping, Sequence

from core.money import in_yuan
from core.policy.check_names import check_name
from core.policy.check_rules import CheckKind, Level
from core.policy.check_visit import Facts, Spoken

REASON = "理由 (F7)"
REASON_HINT = "写明理由，或选右边的编号"
REASON_OPTIONAL = "可以写理由"
LEVELS: Mapping[str, str] = {
    Level.INFORM.value: "提示",
    Level.CONFIRM.value: "写明理由后可保存",
    Level.STOP.value: "不能保存",
}
_SEXES = {"male": "男性", "female": "女性"}
_MONTHS = 12


def check_said(check: str, facts: Facts) -> str:
    """Say what a check found; one of a newer program is named by its code."""
    say = _SAID.get(check)
    try:
        return say(facts) if say else check
    except (KeyError, TypeError, ValueError):
        return check_name(check)


def check_headline(check: str, facts: Facts, lines: Sequence[int] = ()) -> str:
    """Name a check and the lines it is about, with what it found."""
    others = f"（第 {'、'.join(map(str, lines))} 行）" if len(lines) > 1 else ""
    return f"{check_name(check)}：{check_said(check, facts)}{others}"


def explained(spoken: Sequence[Spoken]) -> list[str]:
    """Say what the checks said of a case, one line each."""
    return [
        f"{LEVELS[one.level.value]}　{check_headline(one.kind.value, one.facts, one.lines)}" for one in spoken
    ] or ["没有需要提醒的。"]


def _age(months: object) -> str:
    whole, rest = divmod(int(str(months)), _MONTHS)
    return f"{whole} 岁" if whole and not rest else f"{months} 个月"


def _sex(facts: Facts) -> str:
    about = f"诊断 {facts['diagnosis']} " if "diagnosis" in facts else "这种药"
    return f"{about}只用于{_SEXES[str(facts['only'])]}"


def _age_said(facts: Facts) -> str:
    about = f"诊断 {facts['diagnosis']} " if "diagnosis" in facts else ""
    if "to_months" in facts:
        return f"{about}只见于 {_age(facts['to_months'])}以内"
    return f"{about}未满 {_age(facts['from_months'])}不宜" + ("使用" if not about else "")


def _yuan(amount: object) -> str:
    return in_yuan(int(str(amount)))


_SAID: Mapping[str, Callable[[Facts], str]] = {
    CheckKind.OVER_SUPPLY.value: lambda f: f"{f['since']} 已开，估计还剩 {f['days_left']} 天的量",
    CheckKind.DUPLICATE_SUBSTANCE.value: lambda f: f"都含{f['substance']}",
    CheckKind.SEX_CONFLICT.value: _sex,
    CheckKind.AGE_CONFLICT.value: _age_said,
    CheckKind.PREGNANCY_CONFLICT.value: lambda _: "孕妇禁用或不宜用",
    CheckKind.ALLERGY.value: lambda f: f"病人对{f['allergy']}过敏",
    CheckKind.DIAGNOSIS_MISSING.value: lambda _: "诊断里没有这种药的适应症，基金可能不付",
    CheckKind.ANTIBIOTIC.value: lambda _: "诊断里没有细菌感染等使用指征",
    CheckKind.PRESCRIPTION_DAYS.value: lambda f: f"开 {f['days']} 天，一般不超过 {f['most']} 天",
    CheckKind.PRESCRIPTION_LINES.value: lambda f: f"{f['count']} 种药，每张处方不超过 {f['most']} 种",
    CheckKind.PRICE_CEILING.value: lambda f: f"最高价 {_yuan(f['ceiling'])} 元",
    CheckKind.SAME_DAY_REPEAT.value: lambda f: f"今天已在本室就诊 {f['visits']} 次",
    CheckKind.DECEASED.value: lambda f: f"死亡日期 {f['day']}，请核对是不是本人",
    CheckKind.IN_HOSPITAL.value: lambda f: f"{f['day']} 入院，住院期间的门诊基金可能不付",
    CheckKind.QUOTA_USED_UP.value: lambda f: f"本年度只剩 {_yuan(f['left'])} 元，超出部分自付",
    CheckKind.BOX_REPEATED.value: lambda f: f"有 {f['boxes']} 盒的追溯码已经发过药，请核对药盒",
    CheckKind.IDENTITY_STRENGTH.value: lambda _: "只凭认识，没有看证件，基金可能不付",
}
