"""Words of what a line of the trail says a deed was done on."""

from collections.abc import Callable, Mapping

from core.province_ports import OutcomeKind
from sync.township.console.wording.code_maps import CODE_KINDS
from sync.township.console.wording.frame import ROLES
from sync.township.console.wording.imports import IMPORT_KINDS
from sync.township.console.wording.questions import SAYINGS
from sync.township.console.wording.review import VERDICTS
from sync.township.console.wording.staff import DEEDS
from sync.township.console.wording.ways import MODES

FACTS: Mapping[str, str] = {
    "deed": "{}",
    "code": "{}",
    "user": "登录名 {}",
    "role": "{}",
    "clinic": "村卫生室 {}",
    "visit": "就诊 {}",
    "verdict": "{}",
    "saying": "{}",
    "device": "电脑 {}",
    "devices": "电脑 {}",
    "keep": "只认到第 {} 笔",
    "import": "第 {} 次导入",
    "kind": "{}",
    "own": "本院编码 {}",
    "national": "国家医保编码 {}",
    "number": "第 {} 号",
    "batch": "第 {} 批",
    "visits": "{} 笔就诊",
    "mode": "{}",
    "institution": "机构编号 {}",
    "caller": "接口账号 {}",
    OutcomeKind.SETTLED.value: "已结算 {} 笔",
    OutcomeKind.NOT_PAYABLE.value: "不予支付 {} 笔",
    OutcomeKind.RETURNED.value: "退回 {} 笔",
    OutcomeKind.REVERSED.value: "已撤销 {} 笔",
}
"""By the name of a fact, in the order they are said."""
_VALUES: Mapping[str, Mapping[str, str]] = {
    "deed": DEEDS,
    "role": {role.value: word for role, word in ROLES.items()},
    "kind": {**IMPORT_KINDS, **{kind.value: word for kind, word in CODE_KINDS.items()}},
    "verdict": {one.value: word for one, word in VERDICTS.items()},
    "saying": {one.value: word for one, word in SAYINGS.items()},
    "mode": {one.value: word for one, word in MODES.items()},
}


def deed_facts(facts: Mapping[str, object], word_for: Callable[[str], str]) -> str:
    """Say on what something was done: ids, codes and counts, and why it was not."""
    said = []
    for name in (*FACTS, *(name for name in facts if name not in FACTS)):
        value = str(facts.get(name, ""))
        if value:
            word = word_for(value) if name == "code" else _VALUES.get(name, {}).get(value, value)
            said.append(FACTS.get(name, f"{name} {{}}").format(word))
    return "，".join(said)
