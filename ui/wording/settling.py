"""What is said of a settlement while the patient is still there."""

from collections.abc import Mapping
from typing import Any

from core.money import in_yuan
from core.ports import VisitState
from ui.wording.reasons import sentences
from ui.wording.visits import ACCOUNT, CASH, FUND

OUT_OF_REACH = "现在联系不上卫生院，不用等：先按预估收费，联上后自动结算。"
LATER = "已送达卫生院，稍后结算，不用等：先按预估收费，结果会显示在“就诊记录”。"
NOT_YET = "还没有结算结果，不用再等：先按预估收费，结果会显示在“就诊记录”。"
IN_DOUBT = "医保平台没有给出明确结果，卫生院正在核实：先按预估收费，不要重复录入这次就诊。"
WITHOUT_AMOUNTS = "已结算，金额以乡镇卫生院为准。"
SLIP_NOTE = "以上为医保平台结算结果。"
_LONGEST_REASON = 24
"""Signs of the platform's own sentence beside the slip; the list of visits shows it whole."""


def waiting(seconds: int) -> str:
    """Say that the settlement is under way, how long it is looked out for, and that nobody has to wait."""
    return f"结算中……最多等 {seconds} 秒；可以直接接诊下一位，不影响结算。"


def outcome(state: VisitState) -> str:
    """Say what the township made of a visit."""
    match state.state:
        case "settled":
            return settled(state)
        case "not_payable":
            own = in_yuan(state.visit.total)
            return f"医保不予支付{_reason(state)}：{own} 元由患者自付。"
        case "returned":
            return f"卫生院退回了这次就诊{_reason(state)}，请在“就诊记录”里查看。"
        case _:
            return IN_DOUBT


def settled(state: VisitState) -> str:
    """Say the real split, and how far the cash is apart from what was foretold."""
    split, estimate = state.settled, state.visit.estimate
    if split is None:
        return WITHOUT_AMOUNTS
    said = f"已结算：{_parts(split)}。"
    if estimate is None or estimate.cash == split["cash"]:
        return said
    apart = split["cash"] - estimate.cash
    return f"{said}{CASH}比预估{'多' if apart > 0 else '少'} {in_yuan(abs(apart))} 元。"


def settled_since(state: VisitState) -> str:
    """Say it of a patient who is no longer on the screen."""
    said = f"已结算：{_parts(state.settled)}。" if state.settled else WITHOUT_AMOUNTS
    return f"{state.visit.patient.name} {said}"


def on_slip(split: Mapping[str, Any]) -> str:
    """Say the real split on the slip."""
    fund, account, cash = (in_yuan(split[part]) for part in ("fund", "account", "cash"))
    return f"结算  {FUND} {fund}  {ACCOUNT} {account}  {CASH} {cash} 元"


def not_paid_on_slip(total: int) -> str:
    """Say on the slip that the fund pays nothing."""
    return f"结算  医保不予支付  {CASH} {in_yuan(total)} 元"


def _parts(split: Mapping[str, Any]) -> str:
    words = {"fund": FUND, "account": ACCOUNT, "cash": CASH}
    told = [part for part in words if split[part] or part != "account"]
    return "，".join(f"{words[part]} {in_yuan(split[part])} 元" for part in told)


def _reason(state: VisitState) -> str:
    said = sentences().get(state.reason, state.reason).rstrip("。")
    if len(said) > _LONGEST_REASON:
        said = f"{said[: _LONGEST_REASON - 1]}…"
    return f"（{said}）" if said else ""
