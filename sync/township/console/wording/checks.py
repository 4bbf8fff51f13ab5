"""Words of what the township's checks say of visits."""

from collections.abc import Mapping

from core.dates import CHINA
from core.visits.township_checks import Spoken, TownshipCheck, Unsure

CHECKS = "卫生院核对"
CHECKS_TOLD = "与其他村卫生室的就诊和参保名册比对的结果，供审核参考；是否退回由审核人决定。"
CHECKS_SILENT = "没有发现问题。"
CHECKS_BEHIND = "还有 {count} 条记录没有比对过，每次村卫生室同步、每次打开这一页都会接着比对。"
CANNOT_TELL = "无法判断"
CHECK_NAMES: Mapping[TownshipCheck, str] = {
    TownshipCheck.TWO_CLINICS: "一小时内两处就诊",
    TownshipCheck.SUPPLY_OVERLAPS: "用药重叠",
    TownshipCheck.AFTER_DEATH: "死亡后就诊",
    TownshipCheck.IN_HOSPITAL: "住院期间就诊",
}


def spoken_facts(spoken: Spoken, clinics: Mapping[str, str], drugs: Mapping[str, str]) -> str:
    """Say what a check rests on."""
    facts = []
    if spoken.other is not None:
        at = f"{spoken.other.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        facts.append(f"{clinics.get(spoken.other.clinic, spoken.other.clinic)} {at}")
    if spoken.drug:
        facts.append(f"{drugs.get(spoken.drug, spoken.drug)} 还剩 {spoken.days_left} 天")
    if spoken.day is not None:
        word = "死亡日期" if spoken.check is TownshipCheck.AFTER_DEATH else "入院日期"
        facts.append(f"{word} {spoken.day}")
    if spoken.told:
        facts.append(f"医保平台答复：{spoken.told}")
    return "，".join(facts)


def unsure_facts(unsure: Unsure) -> str:
    """Say of which day the roster is that cannot tell."""
    return f"名册截至 {unsure.day}。" if unsure.day else ""
