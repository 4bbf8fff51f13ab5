"""Words of the page of identity signals; they ask, and accuse nobody."""

from collections.abc import Mapping
from datetime import datetime

from core.dates import CHINA
from core.identity.identity_check import CheckMethod
from core.visits.identity_signals import NIGHT_BEGINS, NIGHT_ENDS, IdentitySignal, Signal

SIGNALS = "核验提示"
SIGNALS_TOLD = (
    "从就诊时的身份核验里看出的、值得问一句的情况。多数有正常原因，如夜间急诊、代办、读卡器坏了、"
    "名册有误，请先向村卫生室了解；提示不说明医生有错，也不是退回或处理的依据。"
)
ALL_SIGNALS = "全部"
UNTIL = "从这一天往前看"
SIGNAL = "提示"
SIGNAL_REASON = "常见原因"
LOOK_FURTHER_BACK = "再往前看"
SIGNAL_NAMES: Mapping[IdentitySignal, str] = {
    IdentitySignal.TWO_CLINICS: "一小时内两处就诊",
    IdentitySignal.AFTER_DEATH: "名册记载已故",
    IdentitySignal.TYPED_IN_A_ROW: "连续没有看证件",
    IdentitySignal.ODD_HOUR: "夜间核验",
}
METHODS: Mapping[str, str] = {
    "": "没有当场核验",
    CheckMethod.CARD_CHIP: "读卡",
    CheckMethod.INSURANCE_CODE: "医保码",
    CheckMethod.CARD_SEEN: "看证件",
    CheckMethod.NUMBER_TYPED: "输入号码",
    CheckMethod.KNOWN_TO_DOCTOR: "按姓名选",
}


def looked_told(count: int, nobody: int, back_to: datetime | None) -> str:
    """Say how far was looked, and of whom nothing could be compared."""
    if back_to is None:
        return "没有可看的就诊。"
    told = f"看了 {count} 次就诊，往前到 {_moment(back_to)}。"
    return f"{told}其中 {nobody} 次没有证件号也不在名册，无法与别处比对。" if nobody else told


def signal_facts(signal: Signal, clinics: Mapping[str, str]) -> str:
    """Say what a signal rests on."""
    proof, spoken, run = signal.proof, signal.spoken, signal.run
    if run is not None:
        first, last = (f"{one.checked_at.astimezone(CHINA):%H:%M}" for one in (run.first, run.last))
        return f"{first} 至 {last} 连续 {run.count} 次"
    if spoken is not None and spoken.other is not None:
        other = spoken.other
        return f"另一处：{clinics.get(other.clinic, other.clinic)} {_moment(other.at)}"
    if spoken is not None and spoken.day is not None:
        return f"名册记载 {spoken.day} 去世；核验方式：{METHODS.get(proof.method, proof.method)}"
    return f"{_moment(proof.checked_at)}（{NIGHT_BEGINS}:00 至 {NIGHT_ENDS}:00 之间）"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
