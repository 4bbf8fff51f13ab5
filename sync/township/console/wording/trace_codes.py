"""Words of the console's page of drugs without a trace code."""

from collections.abc import Mapping

from core.visits.trace_codes import TraceFault

TRACE_CODES = "追溯码"
TRACE_CODES_TOLD = (
    "药品追溯码缺失、不足、不对或重复的药品，上传之前先在这里核对；还没有结算的，请医生更正就诊补录。"
)
TRACE_LINES, TRACE_WAITING = "有问题的药品", "其中未结算"
TRACE_FAULTS: Mapping[TraceFault, str] = {
    TraceFault.MISSING: "没有追溯码",
    TraceFault.FEWER: "少于盒数",
    TraceFault.NOT_A_CODE: "不是 20 位数字",
    TraceFault.TWICE: "重复使用",
}
TRACE_FAULT = "问题"
TRACE_GIVEN = "盒数 / 追溯码"
TRACE_UPLOADED, TRACE_NOT_UPLOADED = "已结算", "未结算"


def first_lines(shown: int, all_of_them: int) -> str:
    """Say that a list is cut."""
    return f"这里列出前 {shown} 条，共 {all_of_them} 条；全部请用 township trace-codes。"
