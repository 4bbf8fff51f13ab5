"""Words of the fields for what a visit notes now and then: more vitals, symptoms, referral, report card."""

from collections.abc import Mapping

from core.reference.notifiable import Notifiable

MORE = "更多项目 (F6)"
LESS = "收起 (F6)"
HINTS: Mapping[str, str] = {
    "tcm": "病名、证候",
    "crowd": "如：农民、学生、散居儿童",
    "address": "到村民组或门牌号",
}
NOT_SAID = "未填"
CARD = "传染病报告卡"
_CLASSES: Mapping[str, str] = {"A": "甲类", "B": "乙类", "C": "丙类"}


def prompt_said(one: Notifiable) -> str:
    """Say that a diagnosis is reported by law."""
    return (
        f"{one.name}是法定{_CLASSES[one.disease_class]}传染病，{one.hours} 小时内报告。"
        "按 F6 填报告卡，姓名、证件、发病和诊断日期从就诊带出。"
    )
