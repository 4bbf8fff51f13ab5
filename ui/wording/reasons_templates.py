"""Sentences for what templates refuse."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "template_unknown": "没有这个模板，或有几个名称相近。请按序号选，或写全名称。",
    "template_name_missing": "模板还没有名称，没有保存。请填写名称，不要只用数字。",
    "template_name_too_long": "模板名称最多 {most} 个字，没有保存。请写短一些。",
    "template_empty": "还没有诊断和药品，没有保存模板。请先写好再存。",
}
