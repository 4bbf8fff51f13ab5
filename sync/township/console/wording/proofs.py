"""Words of the console for how it was proved who was seen."""

from collections.abc import Mapping

from core.identity.identity_check import CheckResult, IdentityCheck, Lacking
from sync.township.console.wording.identity_signals import METHODS

PROVED = "身份核验"
_RESULTS: Mapping[CheckResult, str] = {
    CheckResult.DIFFERS: "姓名或性别与名册不一致，医生看过",
    CheckResult.NOTHING_TO_COMPARE: "名册里没有此人，无从比对",
}
_LACKING: Mapping[str, str] = {
    Lacking.NOT_AT_HAND: "证件不在身边",
    Lacking.NO_DOCUMENT: "没有证件",
    Lacking.URGENT: "急症，先看病",
    Lacking.AT_HOME: "上门，没带设备",
    Lacking.READER_FAILED: "读卡器坏了",
    Lacking.OTHER: "其他",
}


def proved(check: IdentityCheck) -> str:
    """Say how it was proved who was seen, what comparing came to, and why it went on without more."""
    parts = [METHODS[check.method], _RESULTS.get(check.result, "")]
    if check.lacking:
        words = f"（{check.words}）" if check.words else ""
        parts.append(f"未按要求核验：{_LACKING.get(check.lacking, check.lacking)}{words}")
    return "；".join(part for part in parts if part)
