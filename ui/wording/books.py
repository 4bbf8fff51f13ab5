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
STATEMENT_HELP = "出村卫生室的月结算单：PDF 和电子表格"
MONTH_HELP = "月份，如 2026-05"
OUT_HELP = "写到哪个文件夹"
ONE_CLINIC_HELP = "只出一个村卫生室的；不给则全部"
RECONCILE_HELP = "逐日核对一个月：村卫生室日结时自己报的笔数和金额，与卫生院收到的是否一致"

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
        f"{facts['day']} 机构 {one['institution']} 险种 {one['insurance']} 经办机构 {one['centre']}：{one['count']} 笔，"
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


def stated(facts: Mapping[str, Any]) -> str:
    """Tell what was written, and how each clinic stands."""
    lines = [
        f"  {one['clinic']} {one['name']}：就诊 {one['visits']} 笔 {in_yuan(one['total'])} 元，"
        f"已结算 {one['fates']['settled']['count']} 笔，基金 {in_yuan(one['settled']['fund'])} 元，"
        f"患者应补 {in_yuan(one['difference'])} 元"
        for one in facts["clinics"]
    ]
    return "\n".join([f"{facts['month']} 月结算单已写入：{'、'.join(facts['files'])}", *lines])


_AGREEMENTS = {
    "not_closed": "村卫生室还没有日结",
    "changed_since": "日结之后有更正或新增",
    "differs": "不一致",
}


def reconciled(facts: Mapping[str, Any]) -> str:
    """Tell how the two sides stand, a line a day that does not simply agree."""
    head = (
        f"{facts['month']}：一致 {facts['agrees']} 天，日结之后有变 {facts['changed_since']} 天，"
        f"未日结 {facts['not_closed']} 天，不一致 {facts['differs']} 天。"
    )
    lines = [
        f"  {one['clinic']} {one['day']}：{_AGREEMENTS[one['agreement']]}，卫生院 {_tally(one['here'])}，"
        f"村卫生室 {_tally(one['there'])}"
        for one in facts["days"]
    ]
    return "\n".join([head, *lines])


def _tally(tally: Mapping[str, int] | None) -> str:
    return f"{tally['count']} 笔 {in_yuan(tally['sum'])} 元" if tally else "无"
