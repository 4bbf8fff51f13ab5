"""Words of corrections and cancellations."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.dates import china_day
from core.identity.id_number import mask_number
from core.money import in_yuan
from core.ports import VisitState
from core.services.correct_visit import Correcting
from core.services.receive_patient import Reception
from core.visits.bedside_names import bedside_said
from core.visits.visit import Visit
from ui.desk import CardSeen
from ui.wording import visits as words
from ui.wording.companions import WHO_CAME, companion_said
from ui.wording.days import clock_time, day_long
from ui.wording.people import second_looks
from ui.wording.reasons import sentences
from ui.wording.verdicts import CARD_EXPIRED, kind_word

CORRECT = "更正 (F6)"
SAVE = "保存更正 (F9)"
CANCEL_OPEN = "作废…"
CANCEL = "作废这次就诊"
CANCEL_REASON = "作废原因"
CANCEL_HINT = "例如：重复录入"
CANCELLED = "已作废，原记录保留。联网后告知乡镇卫生院。"
DAY = "就诊日期"
NUMBER_SINCE = "补证件号"
NAME_SINCE = "补姓名"
DAY_HINT = "11-20、昨天"
LEFT = "更正没有保存；写过的留作草稿，在就诊记录上方接着写。"

_KEPT = "原记录保留，今后以更正后的为准。"
_FOLLOWS = {
    "settled": "这次就诊已经结算：更正送达后，卫生院先撤销原结算，再按更正后的重新结算。差额请与患者结清。",
    "settlement_unknown": "这次就诊的结算结果还没有确认：更正等结果明确以后再办理。",
    "reversed": "这次就诊的结算已经冲正：更正送达后按更正后的重新结算。",
}
_RIVALS = "另一台电脑也更正了这次就诊，两份都没有生效。保存以后以这一份为准。"
_CANCELLED_THERE = "另一台电脑把这次就诊作废了，作废没有生效。保存以后以这一份为准。"
_TO_CONFIRM = "当时日期没有确认：请核对就诊日期，正确就直接保存。"


def title(visit: Visit) -> str:
    """Name the visit that is corrected."""
    return f"更正 {day_long(china_day(visit.visited_at))} {clock_time(visit.visited_at)} 的就诊"


def follows(correcting: Correcting) -> str:
    """Say what a correction of this visit leads to, and what is known of why it is due."""
    state = correcting.state
    said = [_FOLLOWS.get(state.state, _KEPT)]
    if state.state == "returned" and state.reason:
        said.insert(0, f"退回原因：{sentences().get(state.reason, state.reason).rstrip('。')}。")
    if state.day_in_doubt:
        said.insert(0, _TO_CONFIRM)
    if correcting.rivals:
        said.insert(0, _RIVALS)
        said += [f"另一份：{changes_said(state.visit, one.visit)}。" for one in correcting.rivals]
    elif len(correcting.versions.versions.live) > 1:
        said.insert(0, _CANCELLED_THERE)
    return "".join(said)


def named_said(card: CardSeen | None, reception: Reception) -> str:
    """Say that a card tells who it was, and what about it asks for a second look; nothing where nothing does."""
    read = [f"已读证件：{card.name}。"] if card else []
    expired = [CARD_EXPIRED] if card and card.expired else []
    return "".join([*read, *expired, *second_looks(reception)])


def verdict_of_day(reception: Reception) -> str:
    """Say the verdict of the day the visit is of."""
    return f"当日待遇：{kind_word(reception.verdict.kind.value)}"


def corrected_said(before: Visit, after: Visit) -> str:
    """Say what a correction changed."""
    return f"更正：{changes_said(before, after)}。"


def refund_said(given_back: Mapping[str, Any], state: VisitState) -> str:
    """Say what a settlement that was taken back had come to, and what that leaves to settle with the patient."""
    was = f"原结算：{_shares(given_back)}，已撤销。"
    if state.state == "cancelled":
        return f"{was}{_left(-given_back['cash'])}"
    if state.state == "not_payable":
        return f"{was}更正后的不予支付，与患者怎样结清，请问卫生院。"
    if state.settled is None:
        return f"{was}更正后的还没有结算，结算后再与患者结清差额。"
    return f"{was}现结算：{_shares(state.settled)}。{_left(state.settled['cash'] - given_back['cash'])}"


def _shares(split: Mapping[str, Any]) -> str:
    account = f"，{words.ACCOUNT} {in_yuan(split['account'])} 元" if split["account"] else ""
    return f"{words.FUND} {in_yuan(split['fund'])} 元{account}，{words.CASH} {in_yuan(split['cash'])} 元"


def _left(cash: int) -> str:
    """Say what is to be taken from the patient beyond what was, or given back."""
    if not cash:
        return "患者现金不变，不用退补。"
    return f"应向患者补收现金 {in_yuan(cash)} 元。" if cash > 0 else f"应退给患者现金 {in_yuan(-cash)} 元。"


def changes_said(before: Visit, after: Visit) -> str:
    """Say field by field what stood there before and what stands there now."""
    return "；".join(_changes(before, after)) or "内容相同"


def _changes(before: Visit, after: Visit) -> Iterator[str]:
    for name, (was, now) in {
        DAY: (china_day(before.visited_at).isoformat(), china_day(after.visited_at).isoformat()),
        "证件号": (mask_number(before.patient.id_number), mask_number(after.patient.id_number)),
        words.COMPLAINT: (before.complaint, after.complaint),
        words.ONSET: (_onset(before), _onset(after)),
        words.TEMPERATURE: (_temperature(before), _temperature(after)),
        "血压": (_pressure(before), _pressure(after)),
        words.DIAGNOSIS: (words.diagnoses_said(before), words.diagnoses_said(after)),
        "药品和服务": (_lines(before), _lines(after)),
        words.TOTAL: (words.yuan(before.total), words.yuan(after.total)),
        words.REMARK: (before.remark, after.remark),
        WHO_CAME: (_companion(before), _companion(after)),
        "更多项目": (bedside_said(before.bedside), bedside_said(after.bedside)),
    }.items():
        if was != now:
            yield f"{name} {was or '未填'} → {now or '未填'}"
    if before.lines != after.lines and _lines(before) == _lines(after) and before.total == after.total:
        yield "用法、天数或追溯码有改动"


def _companion(visit: Visit) -> str:
    return companion_said(visit.companion) if visit.companion else ""


def _onset(visit: Visit) -> str:
    return visit.onset_date.isoformat() if visit.onset_date else ""


def _temperature(visit: Visit) -> str:
    tenths = visit.temperature_tenths
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"


def _pressure(visit: Visit) -> str:
    return "" if visit.systolic is None else f"{visit.systolic}/{visit.diastolic}"


def _lines(visit: Visit) -> str:
    return "、".join(f"{line.name} ×{line.quantity}" for line in visit.lines)
