"""Words of what a visit notes now and then, as the township reads it."""

from collections.abc import Iterator, Mapping

from core.visits.bedside import Bedside, CaseClass, Destination, Symptom

BEDSIDE = "其他记录"
_NUMBERS: Mapping[str, tuple[str, str]] = {
    "pulse": ("脉搏", "次/分"),
    "respiration": ("呼吸", "次/分"),
    "weight_tenths": ("体重", "kg"),
    "glucose_tenths": ("血糖", "mmol/L"),
}
_TEXTS: Mapping[str, str] = {
    "tcm": "中医诊断",
    "referred_to": "转往机构及科别",
    "referral_reason": "转诊原因",
    "crowd": "人群分类",
    "workplace": "单位或学校",
    "address": "现住址",
    "phone": "联系电话",
}
_SYMPTOMS: Mapping[str, str] = {
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
_DESTINATIONS: Mapping[str, str] = {
    Destination.HOME: "回家",
    Destination.OBSERVED: "留观",
    Destination.REFERRED: "转诊",
    Destination.REFUSED_REFERRAL: "建议转诊，本人不去",
    Destination.DIED: "死亡",
}
_CASES: Mapping[str, str] = {
    CaseClass.SUSPECTED: "疑似病例",
    CaseClass.CLINICAL: "临床诊断病例",
    CaseClass.CONFIRMED: "确诊病例",
    CaseClass.CARRIER: "病原携带者",
}


def bedside(one: Bedside) -> str:
    """Say what was filled in, or nothing."""
    return "；".join(_parts(one))


def _parts(one: Bedside) -> Iterator[str]:
    for name, (said, unit) in _NUMBERS.items():
        value = getattr(one, name)
        if value is not None:
            number = f"{value // 10}.{value % 10}" if name.endswith("_tenths") else str(value)
            yield f"{said} {number} {unit}"
    if one.symptoms:
        yield "症状 " + "、".join(_SYMPTOMS.get(code, code) for code in one.symptoms)
    if one.home_visit:
        yield "上门出诊"
    if one.destination:
        yield f"去向 {_DESTINATIONS.get(one.destination, one.destination)}"
    if one.case_class:
        yield f"病例分类 {_CASES.get(one.case_class, one.case_class)}"
    for name, said in _TEXTS.items():
        if getattr(one, name):
            yield f"{said} {getattr(one, name)}"
    if one.reported:
        yield "传染病报告卡已报"
