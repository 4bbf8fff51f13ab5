"""Words of the commands that look back at imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.dates import CHINA

IMPORTS_HELP = "列出最近的导入：什么时候、谁、变了多少，哪些还能撤销。"
UNDO_HELP = "撤销一次导入：恢复到它之前的内容，作为新的版本下发；原来的导入记录保留。"
NUMBER_HELP = "第几次导入，见 township imports"
CONFLICTS_HELP = "列出名册里的重复参保和互相矛盾的记录，供核对；姓名已遮盖。"
AFTER_HELP = "从第几条之后列起"
_CONFLICTS = {
    "number_twice": "证件号码重复，后一行（{other}）没有采用",
    "person_id_twice": "人员编号重复，后一行没有采用",
    "likely_the_same": "与 {other} 同户同名同生日，其中一人没有证件号码，可能是同一人",
    "two_places": "{year} 年在本地缴费，同时在异地参保",
    "two_schemes": "{year} 年居民缴费，职工参保又有 3 个月以上",
    "paid_twice": "{year} 年有两笔缴费",
    "paid_after_death": "登记死亡之后还有缴费（{year} 年）",
}
_NO_CONFLICTS = "名册里没有发现重复参保或互相矛盾的记录。"
PROFILES_HELP = "列出列名对照表：各县、各单位的文件把哪一列叫作什么。"
PROFILE_HELP = "登记一份列名对照表，导入时用 --profile 指定；同名的在原有基础上修改。"
PROFILE_NAME_HELP = "对照表的名称，例如县名"
COLUMN_HELP = "模板列名=文件里的列名，可以写多次；等号右边留空表示取消"
REMOVE_HELP = "删除这份对照表"
_NO_PROFILES = "还没有列名对照表。文件的列名与模板不同时，用 township import-profile 登记。"
_NONE = "还没有导入过。请用 township import-roster 或 import-catalogue 导入。"
_KINDS = {"roster": "名册", "catalogue": "目录", "codes": "目录对照表", "pack": "政策包"}
_UNITS = {"roster": "人", "catalogue": "条", "codes": "条", "pack": "个版本"}


def rows_read(rows: int) -> str:
    """Say how far a file was read."""
    return f"已读 {rows} 行……"


def imports_told(facts: Mapping[str, Any]) -> str:
    """Tell the imports, one a line."""
    return "\n".join(_line(one) for one in facts["imports"]) or _NONE


def undone(facts: Mapping[str, Any]) -> str:
    """Tell what undoing an import did."""
    return f"已撤销第 {facts['undoes']} 次导入，恢复的内容随下次同步下发。{_change(facts)}。"


def conflicts_told(facts: Mapping[str, Any]) -> str:
    """Tell the conflicts, one a line."""
    lines = [
        f"{one['person']}  {one['village']} {one['name']}  {_CONFLICTS[one['kind']].format(**one)}"
        for one in facts["conflicts"]
    ]
    if facts["following"]:
        lines.append(f"还有更多：--after {facts['following']}")
    return "\n".join(lines) or _NO_CONFLICTS


def profiles_told(facts: Mapping[str, Any]) -> str:
    """Tell the profiles, one a line."""
    return "\n".join(_profile(one) for one in facts["profiles"]) or _NO_PROFILES


def profile_kept(facts: Mapping[str, Any]) -> str:
    """Tell what was kept."""
    return f"已保存 {_profile(facts)}"


def profile_removed(facts: Mapping[str, Any]) -> str:
    """Tell what went."""
    return f"已删除 {facts['profile']}。"


def _profile(one: Mapping[str, Any]) -> str:
    pairs = "，".join(f"{ours}={theirs}" for ours, theirs in one["titles"].items())
    return f"{one['profile']}：{pairs or '（空）'}"


def _line(one: Mapping[str, Any]) -> str:
    at = datetime.fromisoformat(one["at"]).astimezone(CHINA)
    what = (
        f"撤销第 {one['undoes']} 次"
        if one["undoes"]
        else f"导入{_KINDS[one['kind']]} {one['subject']}".rstrip()
    )
    day = f"（截至 {one['as_of']}）" if one["as_of"] else ""
    state = "，已撤销" if one["undone"] else "，可以撤销" if one["may_be_undone"] else ""
    return f"第 {one['import']} 次  {at:%Y-%m-%d %H:%M}  {one['user'] or '本机'}  {what}{day}：{_change(one)}{state}"


def _change(one: Mapping[str, Any]) -> str:
    unit = _UNITS[one["kind"]]
    words = (("new", "新增"), ("changed", "变更"), ("gone", "移出"), ("same", "不变"))
    return "，".join(f"{word} {one[key]} {unit}" for key, word in words)
