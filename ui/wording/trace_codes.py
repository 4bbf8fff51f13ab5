"""Words about drugs' trace codes: at the field they are scanned into, and of the command that lists what lacks."""

from collections.abc import Mapping
from typing import Any

from core.visits.trace_codes import NoTrace

TRACE_HINT = "扫药盒"
BY_KEY: Mapping[str, NoTrace] = {
    "1": NoTrace.SPLIT_PACK,
    "2": NoTrace.NOT_ON_BOX,
    "3": NoTrace.NOT_READABLE,
}
NO_TRACE: Mapping[str, str] = {
    NoTrace.SPLIT_PACK: "拆零",
    NoTrace.NOT_ON_BOX: "盒上没有码",
    NoTrace.NOT_READABLE: "码扫不出",
    NoTrace.NOT_SCANNED: "没有扫码",
}
KEYS_SAID = "扫药盒；没有码时输入数字再按回车：" + "，".join(
    f"{key} {NO_TRACE[why]}" for key, why in BY_KEY.items()
)
MAY_BE_REFUSED = "没有扫码，基金可能不付（1 拆零  2 盒上没有码  3 扫不出）"

TRACE_CODES_HELP = "列出一个月里追溯码缺失、不足、不对或重复的药品，逐个村卫生室；上传医保平台之前就能看到"
ONE_CLINIC_HELP = "只列一个村卫生室的；不给则全部"
_FAULTS = {"missing": "没有追溯码", "fewer": "少于盒数", "not_a_code": "不是 20 位数字", "twice": "重复使用"}


def scanned_said(count: int) -> str:
    """Say how many boxes were scanned."""
    return f"已扫 {count} 盒" if count else ""


def entry_said(boxes: int, split: bool, reason: str) -> str:
    """Say how many boxes were scanned, and why there are none."""
    parts = [scanned_said(boxes)] if boxes else []
    if split:
        parts.append(NO_TRACE[NoTrace.SPLIT_PACK])
    elif not boxes and reason not in ("", NoTrace.NOT_SCANNED):
        parts.append(NO_TRACE.get(reason, reason))
    return "，".join(parts)


def untraced(facts: Mapping[str, Any]) -> str:
    """Tell how the clinics stand, and each line under its clinic."""
    told = []
    for one in facts["clinics"]:
        head = f"{one['clinic']} {one['name']}：{one['lines']} 条，其中 {one['waiting']} 条还没有结算"
        told.append(f"{head}。" if one["lines"] else f"{one['clinic']} {one['name']}：没有问题。")
        told += [_line(line) for line in facts["lines"] if line["clinic"] == one["clinic"]]
    return "\n".join([f"{facts['month']} 药品追溯码：", *told])


def _line(line: Mapping[str, Any]) -> str:
    why = f"（{NO_TRACE.get(line['reason'], line['reason'])}）" if line["reason"] else ""
    amount = f"{line['quantity']} 盒，追溯码 {line['given']} 个"
    return f"  {line['day']} {line['visit']} {line['name']} {amount}：{_FAULTS[line['fault']]}{why}"
