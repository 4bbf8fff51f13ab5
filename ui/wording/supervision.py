"""What the command about supervision indicators says."""

from collections.abc import Mapping
from typing import Any

from core.money import Fen, in_yuan

INDICATORS_HELP = "统计各村卫生室一个月的监管指标：人次、费用、退回、迟报、追溯码、核对提示、处方点评"
MONTH_HELP = "月份，如 2026-05"
OUT_HELP = "写到哪个文件夹（JSON、CSV 和电子表格）；不给则只显示"


def indicators(facts: Mapping[str, Any]) -> str:
    """Tell a month, a line a clinic."""
    lines = [f"{facts['name']} {facts['month']} 监管指标（{facts['kind']}）："]
    lines += [f"  {one['name']}：{_line(one['figures'])}" for one in facts["clinics"] if one["figures"]]
    lines.append(f"  合计：{_line(facts['all'])}")
    if facts["files"]:
        lines.append(f"写好了：{'、'.join(facts['files'])}。")
    return "\n".join(lines)


def _line(figures: Mapping[str, Any]) -> str:
    average = figures["average_total"]
    told = [
        f"{figures['visits']} 人次 {figures['people']} 人",
        f"次均 {'—' if average is None else in_yuan(Fen(average))} 元",
        f"基金 {in_yuan(Fen(figures['fund']))} 元，现金 {in_yuan(Fen(figures['cash']))} 元",
        f"退回 {figures['sent_back']}，更正 {figures['corrected']}，迟报 {figures['late']}，未结算 {figures['unsettled']}",
        f"缺追溯码 {figures['without_trace']}/{figures['drug_lines']}",
        f"核对提示 {figures['spoke']}，点评不合理 {figures['improper']}/{figures['reviewed']}",
    ]
    return "；".join(told)
