"""Words for why somebody is looked at."""

from collections.abc import Mapping

from core.audit import Purpose

WHY = "查看原因"
WHY_NEIGHBOUR = "这是其他村的人，为什么查看？"
WHY_NUMBER = "为什么要看完整证件号？"
WHY_HINT = "人不在面前时请先换原因，换过以后当天有效；F3 换下一个，读身份证总算接诊"
WORDS = "请写明原因"

PURPOSES: Mapping[Purpose, str] = {
    Purpose.PRESENT: "接诊",
    Purpose.TELEPHONE: "电话咨询",
    Purpose.HOME_VISIT: "上门随访",
    Purpose.OUTREACH: "催缴参保",
    Purpose.LIST_CHECK: "核对名单",
    Purpose.UNFINISHED: "续写就诊",
    Purpose.CORRECTION: "更正或作废就诊、随访",
    Purpose.FOLLOW_UP: "慢病随访",
    Purpose.PAPERS: "核对证件",
    Purpose.FORM: "填表或转诊",
    Purpose.OTHER: "其他",
}


def purpose_said(code: str) -> str:
    """Say a purpose as it was noted; one of a newer program by its code."""
    return PURPOSES[Purpose(code)] if code in set(Purpose) else code
