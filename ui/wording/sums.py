"""Words of 日结单 and 月结算单: the sections both are made of, on screen and on paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.catalogue.items import FeeClass
from core.ids import EventId
from core.money import in_yuan
from core.services.close_day import DayClosed
from core.services.state_month import DaySheet, MonthSheet
from core.statement import ClinicStatement, Fate, Shares, StatedVisit, Tally, Why
from core.visits.payment_names import CASH_BY
from core.visits.payment_names import NAMES as PAYMENTS
from ui.wording.capitals import in_capitals
from ui.wording.days import day_long
from ui.wording.reasons import sentence_for_code

DAY_TITLE = "日结单"
MONTH_TITLE = "月结算单"
DAY_BUTTON = "日结 (F7)"
MONTH_BUTTON = "月结算 (F8)"
EARLIER_DAY = "前一天 (PgUp)"
LATER_DAY = "后一天 (PgDn)"
EARLIER_MONTH = "上个月 (PgUp)"
LATER_MONTH = "下个月 (PgDn)"
CLOSE = "日结 (F9)"
PRINT = "打印 (Ctrl+P)"
LOG = "门诊日志 (F6)"
BACK = "返回 (Esc)"
NOT_CLOSED = "还没有日结。日结后又有变动，可以再日结一次，以最后一次为准。"
CLOSED = "已日结，此后没有变动。"
GREW = "日结后又有就诊、更正或作废，请再日结一次。"
NOTHING = "这一天没有就诊。"
NOTHING_THAT_MONTH = "这个月没有就诊。"
OTHER_REASONS = "其他原因（见后页逐笔）"
VOID = "作废"
ALL = "全部就诊"
VISITS, PAYERS, CLASSES, WAYS = "人次", "支付方", "费用类别", CASH_BY
DIFFERENCES, REASONS = "与预估之差", "退回和不予支付的原因"
COUNT, SUM = "笔数", "金额"
ESTIMATED, SETTLED, BORNE = "预估", "已结算", "合计负担"
MORE = "患者应补"
TOTAL = "合计"
BORNE_NOTE = "合计负担：已结算的按结算，没有结算的按预估；没有预估的先记在现金里。"
SIGN_CLINIC = "制表（签字）："
SIGN_CHECKED = "复核（签字）："
TO_TALK_ABOUT = "要说明的就诊"
NONE_TO_TALK_ABOUT = "没有退回、不予支付，结算也都和预估一致。"
LINE_TITLES = ("日期", "患者", "状态", "合计", "预估基金", "结算基金", "患者应补", "原因")
LIST_TITLES = (
    *("日期", "患者", "编号", "状态", "合计", "预估基金", "预估账户", "预估现金"),
    *("结算基金", "结算账户", "结算机构", "结算现金", "患者应补", "原因"),
)
FATES: Mapping[Fate, str] = {
    Fate.SETTLED: "已结算",
    Fate.NOT_PAYABLE: "不予支付",
    Fate.RETURNED: "退回",
    Fate.WAITING: "待结算",
}
FEE_CLASSES: Mapping[FeeClass, str] = {
    FeeClass.A: "甲类",
    FeeClass.B: "乙类",
    FeeClass.C: "丙类（自费）",
    FeeClass.GENERAL_CONSULTATION: "一般诊疗费",
    FeeClass.NONE: "未分类",
}
SHARES = ("基金", "个人账户", "医疗机构", "现金")
WHYS: Mapping[Why, str] = {
    Why.AS_ESTIMATED: "与预估一致",
    Why.NOT_ESTIMATED: "当时没有预估",
    Why.FUND_LESS: "基金支付少于预估",
    Why.FUND_MORE: "基金支付多于预估",
    Why.ACCOUNT: "个人账户支付与预估不同",
    Why.INSTITUTION: "医疗机构负担一部分",
}
_MOST_REASONS = 8
"""Reasons told among the sums: the first sheet has room for no more, and the lines behind it tell them all."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some rows under their titles; the first column is words, the others are figures."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]


def of_day(sheet: DaySheet) -> Sequence[Section]:
    """Give the sections of a day."""
    void = (VOID, *_tally(sheet.cancelled))
    return [_visits(sheet.sums, void), _payers(sheet.sums), _classes(sheet.sums), _ways(sheet.sums)]


def of_month(sums: ClinicStatement) -> Sequence[Section]:
    """Give the sections of a month."""
    differences = [
        (WHYS[why], str(one.count), "" if why is Why.NOT_ESTIMATED else in_yuan(one.sum))
        for why, one in sums.differences.items()
        if one.count
    ]
    often = sorted(sums.reasons.items(), key=lambda one: (-one[1], one[0]))
    reasons = [
        (f"{FATES[fate]}：{reason_said(reason)}", str(count))
        for (fate, reason), count in often[:_MOST_REASONS]
    ]
    if others := sum(count for _, count in often[_MOST_REASONS:]):
        reasons.append((OTHER_REASONS, str(others)))
    rest = (
        Section((DIFFERENCES, COUNT, MORE), differences),
        Section((REASONS, COUNT), reasons),
    )
    return [_visits(sums), _payers(sums), _classes(sums), _ways(sums), *(one for one in rest if one.rows)]


def _visits(sums: ClinicStatement, *more: Sequence[str]) -> Section:
    fates = [(FATES[fate], *_tally(one)) for fate, one in sums.fates.items()]
    return Section((VISITS, COUNT, SUM), [(ALL, *_tally(sums.all)), *fates, *more])


def _payers(sums: ClinicStatement) -> Section:
    columns = (sums.estimated, sums.settled, sums.borne)
    rows = [(name, *(in_yuan(shares[place]) for shares in columns)) for place, name in enumerate(SHARES)]
    total = (TOTAL, *(in_yuan(shares.total) for shares in columns))
    return Section((PAYERS, ESTIMATED, SETTLED, BORNE), [*rows, total])


def _classes(sums: ClinicStatement) -> Section:
    rows = [(FEE_CLASSES[fee_class], in_yuan(amount)) for fee_class, amount in sums.fee_classes.items()]
    return Section((CLASSES, SUM), [*rows, (TOTAL, in_yuan(sums.all.sum))])


def _ways(sums: ClinicStatement) -> Section:
    rows = [(PAYMENTS.get(way, way), in_yuan(amount)) for way, amount in sums.ways.items()]
    return Section((WAYS, SUM), [*rows, (TOTAL, in_yuan(sums.borne.cash))])


def _tally(tally: Tally) -> tuple[str, str]:
    return str(tally.count), in_yuan(tally.sum)


def total_said(sums: ClinicStatement) -> str:
    """Say what all of it came to, in figures and in capitals."""
    return f"合计 {in_yuan(sums.all.sum)} 元（大写：{in_capitals(sums.all.sum)}）"


def cash_said(sums: ClinicStatement) -> str:
    """Say what patients bear, in figures and in capitals."""
    cash = sums.borne.cash
    return f"其中现金 {in_yuan(cash)} 元（大写：{in_capitals(cash)}）"


def standing_said(sheet: DaySheet) -> tuple[str, str]:
    """Say whether the day is closed, and in which role that is shown."""
    said = (CLOSED, "good") if sheet.closed else (GREW, "warning") if sheet.grew else (NOT_CLOSED, "muted")
    if not sheet.without_estimate:
        return said
    return f"{said[0]}其中 {sheet.without_estimate} 人次没有预估。", said[1]


def day_named(day: date) -> str:
    """Name the day."""
    return f"{DAY_TITLE}  {day_long(day)}"


def month_named(month: str) -> str:
    """Name the month."""
    year, number = month.split("-")
    return f"{MONTH_TITLE}  {year}年{int(number)}月"


def reason_said(reason: str) -> str:
    """Say why a visit came back: a code of ours in words, what somebody wrote as it is."""
    is_code = reason.isascii() and reason.replace("_", "").isalnum()
    return sentence_for_code(reason) if is_code else reason


def told_apart(sums: ClinicStatement) -> Sequence[StatedVisit]:
    """Give the visits somebody will ask about: sent back, not paid, or settled otherwise than estimated."""
    return [
        one
        for one in sums.visits
        if one.fate in (Fate.RETURNED, Fate.NOT_PAYABLE) or one.why not in (None, Why.AS_ESTIMATED)
    ]


def line_cells(one: StatedVisit, name: str) -> Sequence[str]:
    """Say a visit in the cells of the list on screen and paper."""
    return (
        *(f"{one.day:%m-%d}", name, FATES[one.fate], in_yuan(one.total)),
        *(_share(one.estimate, 0), _share(one.settled, 0)),
        *("" if one.difference is None else in_yuan(one.difference), why_said(one)),
    )


def why_said(one: StatedVisit) -> str:
    """Say why a visit came to what it did."""
    return WHYS[one.why] if one.why else reason_said(one.reason) if one.reason else ""


def list_rows(sheet: MonthSheet) -> Iterator[Sequence[str]]:
    """Say every visit of a month in the cells of the table that is given out."""
    for one in sheet.sums.visits:
        name = sheet.names.get(EventId(one.event_id), "")
        yield (
            *(one.day.isoformat(), name, one.event_id, FATES[one.fate], in_yuan(one.total)),
            *(_share(one.estimate, place) for place in (0, 1, 3)),
            *(_share(one.settled, place) for place in range(4)),
            *("" if one.difference is None else in_yuan(one.difference), why_said(one)),
        )


def _share(shares: Shares | None, place: int) -> str:
    return in_yuan(shares[place]) if shares else ""


def made_said(doctor: str, moment: str) -> str:
    """Say who made the sheet and when."""
    return f"{doctor}  {moment} 制表"


def month_file(month: str) -> str:
    """Offer a name for the table of a month that names nobody."""
    return f"{MONTH_TITLE} {month}.xlsx"


def page_said(number: int, pages: int) -> str:
    """Say which sheet of how many this is, where there is more than one."""
    return f"{number}/{pages}" if pages > 1 else ""


def lines_button(count: int) -> str:
    """Offer the visits that need a word, with how many they are."""
    return f"要说明的 {count} 笔 (F9)"


def closed_said(closed: DayClosed) -> str:
    """Say in passing that a day was closed."""
    return f"已日结：{closed.visits} 人次，{in_yuan(closed.total)} 元"
