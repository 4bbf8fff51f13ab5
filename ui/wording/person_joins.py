"""What the commands about joined people say, at the township and at a clinic."""

from collections.abc import Mapping
from typing import Any

from ui.wording.reasons import sentence_for_code

JOINS_HELP = "列出各村卫生室的并档和撤销，最近的在前"
RECORD_HELP = "按文件并档、撤销并档：两个证件号是同一个人，或者不是"
RECORD_FILE_HELP = "并档文件，UTF-8，每行一对；格式见 docs/identity.md"
SAVED = "已保存"
_STATES = {"in_force": "有效", "undone": "已撤销", "late": "设备停用后写入，不算"}


def joins_said(facts: Mapping[str, Any]) -> str:
    """Tell each join in a line."""
    lines = [_line(one) for one in facts["joins"]]
    return "\n".join(lines) or "还没有村卫生室并档。"


def _line(one: Mapping[str, Any]) -> str:
    people = " = ".join(person or "名册以外" for person in one["persons"])
    head = f"{one['at'][:16].replace('T', ' ')} {one['clinic']} {one['user']}：{people}（{_STATES[one['state']]}）"
    return f"{head} {sentence_for_code(one['likeness'])}"
