"""Words of the visit form, the visit list and the printed slip."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from core.dates import china_day
from core.money import in_yuan
from core.ports import VisitState
from core.services.unfinished_visits import UnfinishedVisit
from core.visits.bedside_names import bedside_said
from core.visits.visit import FundSplit, OrderLine, Visit
from ui.wording.clock import TO_BE_CONFIRMED
from ui.wording.companions import companion_said
from ui.wording.days import clock_time, day_narrow, day_short, moment_narrow
from ui.wording.payments import paid_said
from ui.wording.reasons import sentences

COMPLAINT = "主诉"
COMPLAINT_HINT = "例如：咳嗽、流涕三天"
ONSET = "发病"
ONSET_HINT = "今天、3天前、11-20"
TEMPERATURE = "体温 ℃"
SYSTOLIC = "收缩压"
DIASTOLIC = "舒张压"
DIAGNOSIS = "诊断"
DIAGNOSIS_HINT = "编码、名称或拼音首字母"
MAIN_DIAGNOSIS = "主要诊断"
OTHER_DIAGNOSIS = "次要诊断"
MAKE_MAIN = "设为主要"
DRUG = "药品"
DRUG_HINT = "加药：名称或拼音首字母"
SERVICE = "服务"
SERVICE_HINT = "加服务：名称或拼音首字母"
QUANTITY = "数量"
DOSE = "用量"
FREQUENCY = "频次"
ROUTE = "途径"
DAYS = "天数"
GROUP = "组"
GROUP_TIP = "一起输注或一起服用的药填同一个组号（1-9）；不成组留空"
HERB_DOSE = "每剂"
HANDLING = "特殊煎法"
HANDLING_HINT = "1-6"
HANDLINGS: Mapping[str, str] = {"1": "先煎", "2": "后下", "3": "包煎", "4": "另煎", "5": "烊化", "6": "冲服"}
HANDLING_TIP = "可输入数字：" + "，".join(f"{key} {said}" for key, said in HANDLINGS.items())
HERB_DOSES = "中药剂数"
HERB_METHOD = "煎服法"
HERB_METHOD_HINT = "例如：水煎服，每日一剂，分两次温服"
TRACE = "追溯码"
REMARK = "备注"
REMOVE = "删除"
SAVE = "保存 (F9)"
SAVING = "正在保存……"
LEAVE = "先放下 (Esc)"
DOCTOR_SAVES = "已留作草稿，没有保存为就诊。请由医生登录后打开这份草稿保存。"
BY_A_DOCTOR = "由医生保存"
TOTAL = "合计"
ESTIMATE = "预估"
SETTLEMENT = "结算"
OWN = "自付"
FUND = "基金"
ACCOUNT = "个人账户"
CASH = "现金"
NO_ORDERS = "还没有药品和服务。只开诊断也可以保存。"
CANDIDATES = "可选条目"
DRAFT_TAKEN_UP = "已接着上次没写完的内容。"
DRAFT_KEPT = "已留作草稿"
DISCARD_OPEN = "不要了 (Shift+Esc)"
DISCARD_REASON = "丢弃这份草稿，原因"
DISCARD_HINT = "可以不写，例如：病人走了"
DISCARD = "丢弃草稿 (Enter)"
DISCARDED = "草稿已丢弃，没有保存为就诊。"
SAVED = "已保存"
SAVED_LINE = "已安全存入本机，联网后自动上传。"
SAME_AS_LAST = "同上次 (F4)"

SLIP_TITLE = "就诊凭条"
NEXT_PATIENT = "下一位患者"
SLIP_PREVIEW = "凭条预览"

VISITS_TITLE = "就诊记录"
PERIODS: Mapping[str, str] = {
    "today": "今天",
    "yesterday": "昨天",
    "week": "近 7 天",
    "month": "本月",
    "all": "近一年",
}
NO_VISITS = "这几天没有就诊记录。到“接诊”输入姓名或身份证号，就可以开始一次就诊。"
NAMELESS = "未记姓名"
REPRINT = "查看凭条"
COLUMNS = ("时间", "姓名", "诊断", "状态", "预估基金", "结算基金", "相差")

_STATES: Mapping[str, str] = {
    "saved": "已保存",
    "delivered": "已送达",
    "settlement_unknown": "结算待确认",
    "settled": "已结算",
    "returned": "退回",
    "not_payable": "不予支付",
    "reversed": "结算已撤销",
    "cancelled": "已作废",
}
_CORRECTED = "·更正过"
_DISPUTED = "更正冲突"
_DISPUTE = "两台电脑各有更正，都未生效，请再更正一次"


def state_word(state: VisitState) -> str:
    """Name what became of a visit, with the reason where there is one."""
    word = _STATES.get(state.state, state.state) + (f"·{TO_BE_CONFIRMED}" if state.day_in_doubt else "")
    word += _CORRECTED if state.corrected else ""
    if state.disputed:
        return f"{_DISPUTED}·{word}（{_DISPUTE}）"
    if not state.reason or state.state not in ("returned", "not_payable", "reversed"):
        return word
    return f"{word}（{sentences().get(state.reason, state.reason).rstrip('。')}）"


def nothing_found(text: str) -> str:
    """Say that the catalogue has nothing under these letters."""
    return f"目录里没有找到“{text}”。请换个写法；药品、服务和诊断要填在各自的框里。"


def visit_cells(state: VisitState, now: datetime) -> tuple[str, ...]:
    """Say one visit in the cells of the list: what is paid by the fund side by side, the rest is detail."""
    visit, settled = state.visit, state.settled
    estimate = visit.estimate
    return (
        moment_narrow(visit.visited_at, now),
        visit.patient.name,
        visit.main_diagnosis.name,
        state_word(state),
        in_yuan(estimate.fund) if estimate else "—",
        in_yuan(settled["fund"]) if settled is not None else "",
        signed(settled["fund"] - estimate.fund) if settled is not None and estimate else "",
    )


def drafts_title(count: int, more: bool) -> str:
    """Say how many visits were begun and not saved."""
    return f"没写完的草稿 {f'{count} 份以上' if more else f'{count} 份'}："


def draft_said(draft: UnfinishedVisit, now: datetime) -> str:
    """Name an unfinished visit by its person and the moment it was kept last."""
    name = ("更正 " if draft.corrects else "") + (draft.name or NAMELESS)
    if draft.kept_at is None:
        return name
    day, today = china_day(draft.kept_at), china_day(now)
    return f"{name} {clock_time(draft.kept_at) if day == today else day_narrow(day, today)}"


def draft_read_aloud(draft: UnfinishedVisit, now: datetime) -> str:
    """Say what the button of an unfinished visit does."""
    return f"接着写：{draft_said(draft, now)}"


def visit_detail(state: VisitState) -> str:
    """Say the whole of one visit: the state with its whole reason, then every amount."""
    visit, settled, estimate = state.visit, state.settled, state.visit.estimate
    money = [total_said(visit.total)]
    if estimate is not None:
        money.append(_split_said(ESTIMATE, estimate.fund, estimate.account + estimate.cash))
    if settled is not None:
        money.append(_split_said(SETTLEMENT, settled["fund"], settled["account"] + settled["cash"]))
    who = (
        f"{visit.patient.name}（{companion_said(visit.companion)}）"
        if visit.companion
        else visit.patient.name
    )
    said = f"{who}，{visit.main_diagnosis.name}。{state_word(state)}。"
    cash = settled["cash"] if settled is not None else estimate.cash if estimate else visit.total
    noted = "；".join(said for said in (paid_said(visit.payment, cash), bedside_said(visit.bedside)) if said)
    more = f"\n{noted}。" if noted else ""
    return f"{said}\n{'；'.join(money)}。{more}"


def _split_said(what: str, fund: int, own: int) -> str:
    return f"{what}：{FUND} {in_yuan(fund)} 元，{OWN} {in_yuan(own)} 元"


def signed(amount: int) -> str:
    """Write a difference with its sign; nothing apart is said in a word."""
    if not amount:
        return "相符"
    return f"+{in_yuan(amount)}" if amount > 0 else in_yuan(amount)


def visit_line(state: VisitState, today: date) -> str:
    """Say a former visit in one line."""
    visit = state.visit
    lines = "、".join(line.name for line in visit.lines[:3]) + ("等" if len(visit.lines) > 3 else "")
    told = f"{day_short(china_day(visit.visited_at), today)} {visit.main_diagnosis.name}"
    return f"{told}：{lines}，{in_yuan(visit.total)} 元（{state_word(state)}）" if lines else told


def yuan(amount: int) -> str:
    """Say an amount."""
    return f"{in_yuan(amount)} 元"


def total_said(amount: int) -> str:
    """Say the sum of a bill."""
    return f"{TOTAL} {in_yuan(amount)} 元"


def estimate_said(split: FundSplit | None, lines: int) -> str:
    """Say the estimated split; that it is none where it cannot be told."""
    if not lines:
        return ""
    if split is None:
        return f"{ESTIMATE}：不能推算，以结算为准"
    parts = [f"{FUND} {in_yuan(split.fund)}", f"{CASH} {in_yuan(split.cash)}"]
    if split.account:
        parts.insert(1, f"{ACCOUNT} {in_yuan(split.account)}")
    return f"{ESTIMATE}：{' · '.join(parts)}（以结算为准）"


def line_title(line: OrderLine) -> str:
    """Name an order line with its specification."""
    return f"{line.name} {line.specification}".strip()


def price_said(line: OrderLine) -> str:
    """Say the price of one unit."""
    return f"{in_yuan(line.unit_price)} 元/{line.unit}"


def needed_said(packs: int, unit: str) -> str:
    """Say how many packs dose, frequency and days come to."""
    return f"按用法用量需 {packs} {unit}"


def gone_said(names: Sequence[str]) -> str:
    """Name what of the last visit the catalogue lists no more."""
    return f"已带入上次的内容，目录里已经没有的没有带入：{'、'.join(names)}。"


def usage_said(line: OrderLine) -> str:
    """Say how a drug is taken."""
    parts = [
        line.route,
        line.frequency,
        f"每次 {line.dose}" if line.dose else "",
        f"{line.days} 天" if line.days else "",
    ]
    return "，".join(part for part in parts if part)


def vitals_said(visit: Visit) -> str:
    """Say what was measured."""
    parts = []
    if visit.temperature_tenths is not None:
        parts.append(f"体温 {visit.temperature_tenths // 10}.{visit.temperature_tenths % 10} ℃")
    if visit.systolic is not None and visit.diastolic is not None:
        parts.append(f"血压 {visit.systolic}/{visit.diastolic} mmHg")
    return "  ".join(parts)


def diagnoses_said(visit: Visit) -> str:
    """Say the diagnoses, the main one first."""
    ordered = sorted(visit.diagnoses, key=lambda one: not one.main)
    return "；".join(f"{one.name}（{one.code}）" for one in ordered)


TRACE_TO_VISIT = "加到这次就诊"


def trace_offered(name: str) -> str:
    """Say whose visit a scanned code of a drug is offered to."""
    return f"扫到的是药品追溯码。{name}的就诊还没有写完，要加到那里吗？"
