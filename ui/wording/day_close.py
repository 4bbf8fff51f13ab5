"""What the commands say that end a day and state a month."""

from collections.abc import Mapping
from typing import Any

from core.catalogue.items import FeeClass
from core.money import in_yuan
from core.statement import Fate, Why
from ui.wording.sums import FATES, FEE_CLASSES, SHARES, WHYS, reason_said

CLOSE_HELP = "日结：把当天就诊的合计记入台账，随下次同步上传"
DAY_HELP = "要日结的日期，例如 2026-11-30；不给则为今天"
STATEMENT_HELP = "月结算单：一个月的就诊按结果、支付方和费用类别的合计，以及和预估之差；不含姓名"
MONTH_HELP = "哪个月，例如 2026-11；不给则为本月"
_SHARES = (("fund", "基金"), ("account", "个人账户"), ("cash", "现金"))


def day_closed(facts: Mapping[str, Any]) -> str:
    """Say what the day came to."""
    split = "、".join(f"{name} {in_yuan(facts[share])} 元" for share, name in _SHARES)
    total = in_yuan(facts["total"])
    said = f"{facts['day']} 已日结：就诊 {facts['visits']} 人次，合计 {total} 元（预估{split}）。"
    missing = facts["without_estimate"]
    return said + (f"其中 {missing} 人次没有预估。" if missing else "")


def month_stated(facts: Mapping[str, Any]) -> str:
    """Say what a month came to, line by line."""
    lines = [f"{facts['month']}：就诊 {facts['visits']} 人次，合计 {in_yuan(facts['total'])} 元。"]
    for fate, one in facts["fates"].items():
        lines.append(f"  {FATES[Fate(fate)]} {one['count']} 笔，{in_yuan(one['sum'])} 元")
    lines += [
        f"  {FEE_CLASSES[FeeClass(kind)]} {in_yuan(sum_)} 元" for kind, sum_ in facts["fee_classes"].items()
    ]
    for what, name in (("estimated", "预估"), ("settled", "已结算")):
        shares = zip(SHARES, facts[what].values(), strict=True)
        lines.append(f"{name}：" + "、".join(f"{payer} {in_yuan(sum_)} 元" for payer, sum_ in shares))
    for why, one in facts["differences"].items():
        lines.append(f"  {WHYS[Why(why)]} {one['count']} 笔，患者应补 {in_yuan(one['sum'])} 元")
    for one in facts["reasons"]:
        lines.append(f"  {FATES[Fate(one['fate'])]}：{reason_said(one['reason'])} {one['count']} 笔")
    return "\n".join(lines)
