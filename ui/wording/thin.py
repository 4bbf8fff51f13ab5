"""What is said of somebody of another village of the township, of whom this desk knows the outline only."""

from collections.abc import Mapping

from core.coverage.summary import CoarseReason, Summary
from core.coverage.verdict import Verdict
from core.policy.certainty import Certainty
from ui.wording.days import day_long, day_short
from ui.wording.policy import article_said
from ui.wording.reasons import sentence_for_code

COARSE_SAID: Mapping[CoarseReason, str] = {
    CoarseReason.IN_TIME: "按时缴费，不设等待期",
    CoarseReason.LATE: "错过了集中参保期才缴费，有等待期",
    CoarseReason.BREAK: "以前断保过，有等待期",
    CoarseReason.LATE_AND_BREAK: "错过了集中参保期，而且以前断保过，有等待期",
    CoarseReason.CARRY_OVER: "上一年度的等待期还没有走完",
    CoarseReason.NO_WAIT: "按规定不设等待期",
    CoarseReason.NOT_ENROLLED: "没有查到这个年度的缴费",
    CoarseReason.PAYMENT_NOT_ACCEPTED: "缴费太晚，这个年度已不能参保",
}
OUTLINE_ONLY = (
    "此人是本乡镇其他村的居民。本机只有他的简要结论，由乡镇卫生院算出；"
    "没有缴费经过、人员类别、病种备案和余额，所以不列推算步骤，也不预估报销金额。"
)
PLACE = "本乡镇其他村"


def name_hint(masked: str) -> str:
    """Say the masked name that belongs to a number, to be held against what the patient says."""
    return f"本乡镇其他村的居民，名册上是“{masked}”。请问姓名并填写："


def doubt_of(summary: Summary, verdict: Verdict) -> str:
    """Say the range of the benefit date under the other readings; nothing where the answer is sure."""
    if verdict.certainty is Certainty.SURE or verdict.by_platform:
        return ""
    earliest, latest = summary.earliest, summary.latest
    if earliest and latest and earliest != latest:
        return f"需核实：最早 {day_short(earliest, verdict.on)}，最晚 {day_short(latest, verdict.on)}"
    return "需核实：资料或政策有不止一种可能，请向乡镇卫生院核实。"


def why_of(verdict: Verdict) -> list[str]:
    """Say reason, passage and basis, and that there is no more to be known here."""
    lines = [sentence_for_code(verdict.refusal)] if verdict.refusal else []
    summary = verdict.summary
    if verdict.by_platform:
        lines.append("医保平台对此人有有效的答复，结论以它为准。")
    if summary is not None:
        pack_id = verdict.pack.partition("@")[0]
        lines.append(f"原因：{COARSE_SAID[summary.reason]}〔{article_said(summary.article, pack_id)}〕")
    lines.append(OUTLINE_ONLY)
    if verdict.roster_as_of is not None:
        basis = f"，政策包 {verdict.pack}" if verdict.pack else ""
        lines.append(f"截至 {day_long(verdict.roster_as_of)}{basis}。最终以当地医保经办机构答复为准。")
    return lines
