"""The words of a month's statement, whatever form it takes."""

from collections.abc import Callable, Mapping

from core.catalogue.items import FeeClass
from core.statement import Fate, Why

TITLE = "村卫生室医保月结算单"
MONTH = "月份"
CLINIC = "村卫生室"
TOWNSHIP = "卫生院"
MADE_AT = "制表时间"
GROUP = "分类"
WHAT = "项目"
COUNT = "笔数"
SUM = "金额（元）"
SUMS = "汇总"
VISITS = "逐笔"
DAY = "就诊日期"
VISIT = "就诊编号"
STATE = "状态"
TOTAL = "合计"
ESTIMATED = "预估："
SETTLED = "结算："
DIFFERENCE = "患者应补（负为应退）"
REASON = "原因"
SIGN_TOWNSHIP = "卫生院经办（签章）："
SIGN_CLINIC = "村卫生室（签字）："
PAGE = "第 {number} 页"

ALL = "就诊"
VISITS_ALL = "全部就诊"
BY_FATE = "按结果"
BY_CLASS = "按费用类别"
BY_ESTIMATE = "预估，按支付方"
BY_SETTLEMENT = "结算，按支付方"
BY_FUND = "结算，按基金"
BY_DIFFERENCE = "与预估之差（患者应补，负为应退）"
BY_REASON = "退回和不予支付的原因"
TO_TALK_ABOUT = "逐笔说明（日期、编号、状态、原因、合计、患者应补）"
PAYERS = ("基金", "个人账户", "医疗机构", "现金")
FATES: Mapping[Fate, str] = {
    Fate.SETTLED: "已结算",
    Fate.NOT_PAYABLE: "不予支付",
    Fate.RETURNED: "已退回",
    Fate.WAITING: "待结算",
}
FEE_CLASSES: Mapping[FeeClass, str] = {
    FeeClass.A: "甲类",
    FeeClass.B: "乙类",
    FeeClass.C: "丙类（自费）",
    FeeClass.GENERAL_CONSULTATION: "一般诊疗费",
    FeeClass.NONE: "未分类",
}
WHYS: Mapping[Why, str] = {
    Why.AS_ESTIMATED: "与预估一致",
    Why.NOT_ESTIMATED: "当时没有预估",
    Why.FUND_LESS: "基金支付少于预估",
    Why.FUND_MORE: "基金支付多于预估",
    Why.ACCOUNT: "个人账户支付与预估不同",
    Why.INSTITUTION: "医疗机构负担一部分",
}


def why_told(why: Why | None, reason: str, word_for: Callable[[str], str]) -> str:
    """Say why a visit came to what it did: where it was settled, against the estimate."""
    return WHYS[why] if why else reason_told(reason, word_for) if reason else ""


def reason_told(reason: str, word_for: Callable[[str], str]) -> str:
    """Say a reason: a code of ours in words, what somebody wrote as it is."""
    is_code = reason.isascii() and reason.replace("_", "").isalnum()
    return word_for(reason) if is_code else reason


def more_told(count: int) -> str:
    """Say how many visits only the workbook has."""
    return f"另有 {count} 笔，见同月的电子表格。"
