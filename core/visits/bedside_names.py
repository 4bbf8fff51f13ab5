"""What is noted with a visit now and then, by its name: the same at the desk and at the township.

The terms stand here because desk and console, which never meet, have to name one thing alike.
"""

from collections.abc import Iterator, Mapping

from core.visits.bedside import Bedside, CaseClass, Destination, Symptom

NUMBERS: Mapping[str, str] = {
    "pulse": "脉搏 次/分",
    "respiration": "呼吸 次/分",
    "weight_tenths": "体重 kg",
    "glucose_tenths": "血糖 mmol/L",
}
TEXTS: Mapping[str, str] = {
    "tcm": "中医诊断",
    "referred_to": "转往机构及科别",
    "referral_reason": "转诊原因",
    "crowd": "人群分类",
    "workplace": "单位或学校",
    "address": "现住址",
    "phone": "联系电话",
}
SYMPTOMS = "症状"
SYMPTOM_WORDS: Mapping[str, str] = {
    Symptom.FEVER: "发热",
    Symptom.COUGH: "咳嗽",
    Symptom.SORE_THROAT: "咽痛",
    Symptom.RUNNY_NOSE: "流涕",
    Symptom.DYSPNOEA: "呼吸困难",
    Symptom.HEADACHE: "头痛",
    Symptom.VOMITING: "呕吐",
    Symptom.ABDOMINAL_PAIN: "腹痛",
    Symptom.DIARRHOEA: "腹泻",
    Symptom.RASH: "皮疹",
}
HOME_VISIT = "上门出诊"
EMERGENCY = "急诊"
DESTINATION = "去向"
DESTINATIONS: Mapping[str, str] = {
    Destination.HOME: "回家",
    Destination.OBSERVED: "留观",
    Destination.REFERRED: "转诊",
    Destination.REFUSED_REFERRAL: "建议转诊，本人不去",
    Destination.DIED: "死亡",
}
CASE_CLASS = "病例分类"
CASE_CLASSES: Mapping[str, str] = {
    CaseClass.SUSPECTED: "疑似病例",
    CaseClass.CLINICAL: "临床诊断病例",
    CaseClass.CONFIRMED: "确诊病例",
    CaseClass.CARRIER: "病原携带者",
}
REPORTED = "传染病报告卡已报"


def bedside_said(bedside: Bedside) -> str:
    """Say what was filled in, or nothing."""
    return "；".join(_parts(bedside))


def _parts(one: Bedside) -> Iterator[str]:
    for name, said in NUMBERS.items():
        value = getattr(one, name)
        if value is not None:
            label, _, unit = said.partition(" ")
            yield f"{label} {number_said(name, value)} {unit}"
    if one.symptoms:
        yield f"{SYMPTOMS} " + "、".join(SYMPTOM_WORDS.get(code, code) for code in one.symptoms)
    if one.emergency:
        yield EMERGENCY
    if one.home_visit:
        yield HOME_VISIT
    if one.destination:
        yield f"{DESTINATION} {DESTINATIONS.get(one.destination, one.destination)}"
    if one.case_class:
        yield f"{CASE_CLASS} {CASE_CLASSES.get(one.case_class, one.case_class)}"
    for name, said in TEXTS.items():
        if getattr(one, name):
            yield f"{said} {getattr(one, name)}"
    if one.reported:
        yield REPORTED


def number_said(name: str, value: int) -> str:
    """Write a number in its unit."""
    return f"{value // 10}.{value % 10}" if name.endswith("_tenths") else str(value)
