"""Words of 处方模板."""

from collections.abc import Sequence

from core.visits.template import OrderTemplate

OPEN = "模板 (F3)"
NAME = "模板"
HINT = "序号或名称，回车套用"
APPLY = "套用"
KEEP = "存为模板"
FORGET = "删除模板"
NONE = "还没有模板。写好诊断和药品，填个名称，按“存为模板”。模板只在这台电脑上，各人用各人的。"


def listed(known: Sequence[OrderTemplate]) -> str:
    """List the templates with their numbers."""
    return "　".join(f"{place} {one.name}" for place, one in enumerate(known, start=1)) or NONE


def kept_said(name: str) -> str:
    """Say that a template was kept."""
    return f"已存为模板“{name}”"


def forgotten_said(name: str) -> str:
    """Say that a template was taken away."""
    return f"已删除模板“{name}”"
