"""Words of what the rules say of a visit: those that spoke at the desk, and those that speak only here."""

from collections.abc import Callable, Mapping, Sequence

from core.money import in_yuan
from core.policy.check_names import check_name
from core.policy.check_rules import Level
from core.policy.check_visit import Facts
from core.visits.visit import Visit

DESK_CHECKS = "审核规则"
DESK_CHECKS_TOLD = "写这笔就诊时，村卫生室的程序提醒过的，和医生写下的理由。"
DESK_CHECKS_SILENT = "村卫生室没有提醒。"
DESK_CHECKS_HERE = "同一套规则在这里又发现的"
DESK_CHECKS_HERE_TOLD = "写的时候没有提醒：那时的程序或规则不同，或者还不知道这些情况。"
DESK_REASON, DESK_NO_REASON = "医生的理由", "没有写理由"
DESK_LEVELS: Mapping[str, str] = {
    Level.INFORM.value: "提示",
    Level.CONFIRM.value: "要写理由",
    Level.STOP.value: "不能保存",
}
_UNITS = {"days": " 天", "count": " 种"}
"""Of the most there should be, by what else is told."""
_SEXES = {"male": "限男性", "female": "限女性"}
_FACTS: Mapping[str, Callable[[str | int], str]] = {
    "since": lambda day: f"{day} 已开",
    "days_left": lambda days: f"估计还剩 {days} 天的量",
    "substance": lambda name: f"都含{name}",
    "diagnosis": lambda code: f"诊断 {code}",
    "only": lambda sex: _SEXES.get(str(sex), str(sex)),
    "from_months": lambda months: f"限 {months} 个月以上",
    "to_months": lambda months: f"限 {months} 个月以内",
    "allergy": lambda name: f"对{name}过敏",
    "days": lambda days: f"开 {days} 天",
    "count": lambda count: f"{count} 种药",
    "most": lambda most: f"一般不超过 {most}",
    "ceiling": lambda fen: f"最高价 {in_yuan(int(fen))} 元",
    "visits": lambda count: f"当天此前 {count} 次",
    "day": str,
    "left": lambda fen: f"本年度只剩 {in_yuan(int(fen))} 元",
    "proof": lambda _: "没有看证件",
    "boxes": lambda boxes: f"有 {boxes} 盒的追溯码已经发过药",
}


def desk_check_name(check: str) -> str:
    """Name a check; one of a newer program is said to be that."""
    return name if (name := check_name(check)) != check else f"新版程序的规则（{check}）"


def desk_level(level: str) -> str:
    """Say how loudly a check spoke."""
    return DESK_LEVELS.get(level, f"新版程序的级别（{level}）")


def desk_check_facts(visit: Visit, facts: Facts, lines: Sequence[int]) -> str:
    """Say which lines a check is about, and what it rests on."""
    names = [visit.lines[line - 1].name for line in lines if 0 < line <= len(visit.lines)]
    unit = next((word for name, word in _UNITS.items() if name in facts), "")
    told = {name: said for name, value in facts.items() if (said := _fact(name, value))}
    if "most" in told:
        told["most"] += unit
    return "，".join([*names, *told.values()])


def _fact(name: str, value: str | int) -> str:
    say = _FACTS.get(name)
    try:
        return say(value) if say else ""
    except ValueError:
        return str(value)
