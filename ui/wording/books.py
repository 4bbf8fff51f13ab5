"""What the commands about a township's books say."""

from collections.abc import Mapping
from typing import Any

from core.money import in_yuan

RECONCILE_DAY_HELP = "与医保平台对一天的账：先对总账，不平的再对明细账，差异逐笔列出"
DAY_HELP = "要对的日子，如 2026-05-06；不给则对昨天"
DIFFERENCES_HELP = "列出还没有处理的对账差异"
WORK_OFF_HELP = "写明原因，处理一笔对账差异"
NUMBER_HELP = "差异编号，见 township differences"
REASON_HELP = "原因，如何处理的"

_KINDS = {
    "only_there": "平台有、本院无",
    "only_here": "本院有、平台无",
    "amounts": "金额不一致",
    "totals": "总账不平，明细无差异",
    "no_group": "恢复后找回的结算，缺少清算信息",
}


def day_compared(facts: Mapping[str, Any]) -> str:
    """Tell how a day's books stand, a line a group."""
    if not facts["groups"]:
        return f"{facts['day']}：没有结算可对。"
    lines = [
        f"{facts['day']} 险种 {one['insurance']} 经办机构 {one['centre']}：{one['count']} 笔，"
        f"合计 {in_yuan(one['total'])} 元，基金 {in_yuan(one['fund'])} 元，{'平' if one['agrees'] else '不平'}"
        for one in facts["groups"]
    ]
    return "\n".join([*lines, differences(facts)])


def differences(facts: Mapping[str, Any]) -> str:
    """List differences, a line each."""
    if not facts["differences"]:
        return "没有待处理的差异。"
    return "\n".join(
        f"  {one['number']}. {one['day']} {one['settlement']}：{_KINDS[one['kind']]}，"
        f"本院 {_sums(one['total'], one['fund'])}，平台 {_sums(one['their_total'], one['their_fund'])}"
        for one in facts["differences"]
    )


def _sums(total: int | None, fund: int | None) -> str:
    if total is None or fund is None:
        return "无"
    return f"{in_yuan(total)} 元（基金 {in_yuan(fund)} 元）"
