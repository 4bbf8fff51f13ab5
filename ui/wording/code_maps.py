"""What the commands about own codes and national ones say."""

from collections.abc import Mapping
from typing import Any

GAPS_HELP = "目录对照：列出目录里还没有对照国家医保编码的药品和诊疗项目"
MAP_HELP = "目录对照：把本院编码对照到国家医保编码；不给 --to 则取消对照"
SEND_HELP = "目录对照：把还没有上传的对照关系上传医保平台（3301），可以随时重做"
KIND_HELP = "类别：drug 药品，service 诊疗项目"
OWN_HELP = "本院编码"
TO_HELP = "国家医保编码"
_KINDS = {"drug": "药品", "service": "诊疗项目"}


def gaps(facts: Mapping[str, Any]) -> str:
    """List what has no national code."""
    lines = [f"  {_KINDS[one['kind']]} {one['code']} {one['name']}" for one in facts["gaps"]]
    head = f"已对照 {len(facts['mapped'])} 条，还缺 {len(facts['gaps'])} 条" + ("：" if lines else "。")
    return "\n".join([head, *lines])


def sent(facts: Mapping[str, Any]) -> str:
    """Tell how many were told to the platform."""
    return f"已上传 {facts['sent']} 条。\n{gaps(facts)}"
