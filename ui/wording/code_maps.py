"""What the commands about own codes and national ones say."""

from collections.abc import Mapping
from typing import Any

GAPS_HELP = "目录对照：列出目录里还没有对照国家医保编码的药品和诊疗项目"
MAP_HELP = "目录对照：把本院编码对照到国家医保编码；不给 --to 则取消对照"
SEND_HELP = "目录对照：把还没有上传的对照关系上传医保平台（3301），可以随时重做"
DOWNLOAD_HELP = "从医保平台下载国家目录和本统筹区的甲乙类、限价、先自付比例，更新本院目录；断了可接着下"
PREVIEW_HELP = "只下载、只看，不改本院目录"
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


def downloaded(facts: Mapping[str, Any]) -> str:
    """Tell what was fetched, and what that changes here."""
    lines = [f"下载 {facts['rows']} 条。本院目录变更 {facts['changed']} 条，停用移出 {facts['gone']} 条。"]
    lines += [f"  停用：{one['code']} {one['name']}" for one in facts["withdrawn"]]
    lines += [f"  国家目录里没有：{one['code']} {one['name']}" for one in facts["unknown"]]
    lines += [f"  本统筹区有两种说法，没有采用：{one['code']} {one['name']}" for one in facts["unclear"]]
    lines += [f"  价格高于限价：{one['code']} {one['name']}" for one in facts["dearer"]]
    if facts["in_force"]:
        lines.append("已启用，随同步下发；可以用 township undo-import 撤销。")
    elif facts["changed"] or facts["gone"]:
        lines.append("只预览，本院目录没有改。")
    return "\n".join(lines)
