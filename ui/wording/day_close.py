"""What the command that ends a day says."""

from collections.abc import Mapping
from typing import Any

from core.money import in_yuan

CLOSE_HELP = "日结：把当天就诊的合计记入台账，随下次同步上传"
DAY_HELP = "要日结的日期，例如 2026-11-30；不给则为今天"
_SHARES = (("fund", "基金"), ("account", "个人账户"), ("cash", "现金"))


def day_closed(facts: Mapping[str, Any]) -> str:
    """Say what the day came to."""
    split = "、".join(f"{name} {in_yuan(facts[share])} 元" for share, name in _SHARES)
    total = in_yuan(facts["total"])
    said = f"{facts['day']} 已日结：就诊 {facts['visits']} 人次，合计 {total} 元（预估{split}）。"
    missing = facts["without_estimate"]
    return said + (f"其中 {missing} 人次没有预估。" if missing else "")
