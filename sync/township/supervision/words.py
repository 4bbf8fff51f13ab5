"""Words of the supervision indicators, on pages and in files alike."""

from collections.abc import Mapping

TRAINING, REAL = "训练（虚构数据）", "正式"
KIND, TOWNSHIP, MONTH, CLINIC, CLINIC_NAME = "数据类别", "卫生院", "月份", "村卫生室代码", "村卫生室"
ALL = "合计"
COUNTED_AT, NEWER, LAST_CONTACT = "统计时间", "统计后又收到", "最近联系"
LOG_POSITION, LOG_HASH = "台账到第几笔", "台账摘要"
RESULT_POSITION, RESULT_HASH = "结果到第几条", "结果摘要"
SHEET = "监管指标"
TRAINING_SHEET = "训练-监管指标"
COUNTS: Mapping[str, str] = {
    "visits": "门诊人次",
    "people": "就诊人数",
    "most_of_one": "同一人最多次数",
    "days": "接诊天数",
    "settled": "已结算",
    "not_payable": "不予支付",
    "unsettled": "未结算",
    "returned": "退回未更正",
    "sent_back": "本月退回",
    "corrected": "本月更正",
    "cancelled": "本月作废",
    "late": "迟报（超过 3 天）",
    "drug_lines": "药品明细",
    "without_trace": "缺追溯码",
    "trace_excused": "无码有说明",
    "spoke": "核对提示的就诊",
    "two_clinics": "一小时内两处就诊",
    "supply_overlaps": "用药重叠",
    "after_death": "死亡后就诊",
    "in_hospital": "住院期间就诊",
    "prescriptions": "处方",
    "reviewed": "已点评",
    "improper": "点评不合理",
}
AMOUNTS: Mapping[str, str] = {
    "total": "总费用（元）",
    "drugs": "其中药品（元）",
    "settled_total": "已结算费用（元）",
    "fund": "基金支付（元）",
    "account": "个人账户（元）",
    "institution": "医院负担（元）",
    "cash": "个人现金（元）",
    "estimated_fund": "基金预估（元）",
}
AVERAGES: Mapping[str, tuple[str, str, str]] = {
    "average_total": ("次均费用（元）", "total", "visits"),
    "average_fund": ("次均基金（元）", "fund", "settled"),
    "average_cash": ("次均现金（元）", "cash", "settled"),
}
"""An average: its title, what is added up, and over how many."""
SHARES: Mapping[str, tuple[str, str, str]] = {
    "drug_share": ("药占比 %", "drugs", "total"),
    "sent_back_share": ("退回率 %", "sent_back", "visits"),
    "corrected_share": ("更正率 %", "corrected", "visits"),
    "late_share": ("迟报率 %", "late", "visits"),
    "without_trace_share": ("追溯码缺失率 %", "without_trace", "drug_lines"),
    "spoke_share": ("每百人次核对提示", "spoke", "visits"),
    "improper_share": ("点评不合理率 %", "improper", "reviewed"),
}
"""A share: its title, the part and the whole."""


def percent(thousandths: int | None) -> str:
    """Write a share with one place behind the point; nothing of nothing."""
    return "" if thousandths is None else f"{thousandths // 10}.{thousandths % 10}"
