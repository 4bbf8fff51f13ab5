"""Words of the pages of settlement, reconciliation and statements."""

from collections.abc import Mapping

from core.reconciliation import DifferenceKind
from core.settlement_ports import OutboxRow, Step

SETTLEMENT = "结算队列"
STEPS: Mapping[Step, str] = {
    Step.WAITING: "待上传",
    Step.SENT_BACK: "已退回，待问平台",
    Step.REGISTERED: "已登记",
    Step.DESCRIBED: "已传就诊信息",
    Step.UPLOADED: "已传费用明细",
    Step.SETTLING: "结算中",
    Step.UNKNOWN: "结果待查",
    Step.WITHDRAWING: "撤回中",
    Step.SET_ASIDE: "已被更正或作废",
    Step.FOR_EXPORT: "待导出（总对总）",
    Step.EXPORTED: "已导出，等结果",
    Step.UNDOING: "撤销结算中",
    Step.UNDONE: "已撤销，收尾中",
    Step.SETTLED: "已结算",
    Step.NOT_PAYABLE: "不予支付",
    Step.REVERSED: "结算已撤销",
    Step.RETURNED: "已退回",
}
VISIT_ID = "就诊编号"
DUE = "下次处理"
ATTEMPTS = "已试次数"
TROUBLE = "遇到的问题"
PLATFORM_SAID = "平台答复"
LINE_HELD = "药品或项目"
_HELD_HERE = ("line_code_not_mapped", "line_code_not_told", "line_trace_code_missing")

RECONCILIATION = "对账"
RECONCILIATION_TOLD = (
    "每天与医保平台核对前一天的账：先对总账，不平的再对明细账。用 township reconcile-day 对账，结果在这里。"
)
RECONCILED_LISTS: Mapping[str, str] = {"open": "待处理差异", "closed": "已处理差异", "days": "对过的日子"}
DAY = "日期"
COMPARED_AT = "对账时间"
GROUP = "险种-清算类别-经办机构-定点机构"
COUNT = "笔数"
FUND = "基金（元）"
OUR_SUMS = "本院（元）：合计 / 基金"
THEIR_SUMS = "平台（元）：合计 / 基金"
RESULT = "结果"
AGREES, DIFFERS = "平", "不平"
DIFFERENCE = "差异"
SETTLEMENT_ID = "结算编号"
MESSAGE_ID = "报文编号"
FOUND = "发现"
CLOSED = "处理"
CLOSE_DIFFERENCE = "写明原因，处理完毕"
NOT_FOUND_AGAIN = "再次对账时已经没有这笔差异"
DIFFERENCES: Mapping[DifferenceKind, str] = {
    DifferenceKind.ONLY_THERE: "平台有、本院无",
    DifferenceKind.ONLY_HERE: "本院有、平台无",
    DifferenceKind.AMOUNTS: "金额不一致",
    DifferenceKind.TOTALS: "总账不平，明细无差异",
    DifferenceKind.NO_GROUP: "恢复后找回的结算，缺少清算信息",
}
NOTHING_COMPARED = "还没有对过账。请在卫生院的电脑上运行 township reconcile-day。"

STATEMENTS = "月结算单"
STATEMENTS_TOLD = (
    "按就诊日期统计；已更正、作废的不计；金额以元计，患者应补为负时应退。纸面为 PDF，逐笔见电子表格。"
)
MONTH = "月份"
SHOW = "查看"
VISITS_COUNT = "就诊"
ESTIMATED_FUND = "预估基金"
SETTLED_FUND = "结算基金"
SETTLED_CASH = "结算现金"
PATIENT_OWES = "患者应补"
ALL_CLINICS = "全部村卫生室"
AS_PAPER, AS_SHEET = "PDF", "电子表格"


def trouble_told(row: OutboxRow) -> str:
    """Say what stands beside a trouble: the platform's words, or the line that holds a visit back here."""
    return f"{LINE_HELD if row.trouble in _HELD_HERE else PLATFORM_SAID}：{row.told}"


def step_told(step: Step, count: int | None) -> str:
    """Name a step and how many stand there, where that is counted."""
    return STEPS[step] if count is None else f"{STEPS[step]} {count}"
