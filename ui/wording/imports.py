"""Words of the commands that look back at imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.dates import CHINA

IMPORTS_HELP = "列出最近的导入：什么时候、谁、变了多少，哪些还能撤销。"
UNDO_HELP = "撤销一次导入：恢复到它之前的内容，作为新的版本下发；原来的导入记录保留。"
NUMBER_HELP = "第几次导入，见 township imports"
_NONE = "还没有导入过。请用 township import-roster 或 import-catalogue 导入。"
_KINDS = {"roster": "名册", "catalogue": "目录"}
_UNITS = {"roster": "人", "catalogue": "条"}


def imports_told(facts: Mapping[str, Any]) -> str:
    """Tell the imports, one a line."""
    return "\n".join(_line(one) for one in facts["imports"]) or _NONE


def undone(facts: Mapping[str, Any]) -> str:
    """Tell what undoing an import did."""
    return f"已撤销第 {facts['undoes']} 次导入，恢复的内容随下次同步下发。{_change(facts)}。"


def _line(one: Mapping[str, Any]) -> str:
    at = datetime.fromisoformat(one["at"]).astimezone(CHINA)
    what = f"撤销第 {one['undoes']} 次" if one["undoes"] else f"导入{_KINDS[one['kind']]}"
    day = f"（截至 {one['as_of']}）" if one["as_of"] else ""
    state = "，已撤销" if one["undone"] else "，可以撤销" if one["may_be_undone"] else ""
    return f"第 {one['import']} 次  {at:%Y-%m-%d %H:%M}  {one['user'] or '本机'}  {what}{day}：{_change(one)}{state}"


def _change(one: Mapping[str, Any]) -> str:
    unit = _UNITS[one["kind"]]
    words = (("new", "新增"), ("changed", "变更"), ("gone", "移出"), ("same", "不变"))
    return "，".join(f"{word} {one[key]} {unit}" for key, word in words)
