"""What the command about drugs without a trace code says."""

from collections.abc import Mapping
from typing import Any

TRACE_CODES_HELP = "列出一个月里追溯码缺失、不足、不对或重复的药品，逐个村卫生室；上传医保平台之前就能看到"
ONE_CLINIC_HELP = "只列一个村卫生室的；不给则全部"
_FAULTS = {"missing": "没有追溯码", "fewer": "少于盒数", "not_a_code": "不是 20 位数字", "twice": "重复使用"}


def untraced(facts: Mapping[str, Any]) -> str:
    """Tell how the clinics stand, and each line under its clinic."""
    told = []
    for one in facts["clinics"]:
        head = f"{one['clinic']} {one['name']}：{one['lines']} 条，其中 {one['waiting']} 条还没有结算"
        told.append(f"{head}。" if one["lines"] else f"{one['clinic']} {one['name']}：没有问题。")
        told += [_line(line) for line in facts["lines"] if line["clinic"] == one["clinic"]]
    return "\n".join([f"{facts['month']} 药品追溯码：", *told])


def _line(line: Mapping[str, Any]) -> str:
    why = f"（{line['reason']}）" if line["reason"] else ""
    amount = f"{line['quantity']} 盒，追溯码 {line['given']} 个"
    return f"  {line['day']} {line['visit']} {line['name']} {amount}：{_FAULTS[line['fault']]}{why}"
