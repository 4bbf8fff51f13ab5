"""What the township's commands about visits the province settles say."""

from collections.abc import Mapping
from typing import Any

EXPORT_HELP = "总对总：把等待的就诊导出一批（.xlsx 或 .csv），交省级系统结算"
BATCHES_HELP = "总对总：列出导出过的批次，还有多少没有结果"
RESULTS_HELP = "总对总：导入省级系统的结算结果；有一行不对，整份文件都不记入"
OUT_HELP = "写到哪个文件，扩展名 .xlsx 或 .csv"
BATCH_HELP = "重写以前的一批；不给则导出新的一批"
FILE_HELP = "结果文件，XLSX 或 CSV"
PREVIEW_HELP = "只看，不记入"


def exported(facts: Mapping[str, Any]) -> str:
    """Tell what was written."""
    return (
        f"第 {facts['batch']} 批 {facts['visits']} 笔，已写入 {facts['file']}。文件有患者信息，用完请删除。"
    )


def batches(facts: Mapping[str, Any]) -> str:
    """List the batches, a line each."""
    lines = [
        f"  第 {one['batch']} 批 {one['at'][:16].replace('T', ' ')}：{one['visits']} 笔，{one['open']} 笔还没有结果"
        for one in facts["batches"]
    ]
    return "\n".join([f"等待导出 {facts['waiting']} 笔。", *lines])


def results(facts: Mapping[str, Any]) -> str:
    """Tell what a file says and whether it was told."""
    head = f"新结果 {facts['new']} 笔，已记过 {facts['same']} 笔，问题 {facts['bad']} 行。"
    lines = [f"  第 {one['row']} 行 {one['column']}：{one['reason']}" for one in facts["bad_rows"]]
    if facts["bad"]:
        lines.append(f"整份文件都没有记入。问题行已写入 {facts['bad_rows_file']}。")
    elif facts["told"]:
        lines.append("已记入，村卫生室下次同步时收到。")
    else:
        lines.append("只预览，没有记入。")
    return "\n".join([head, *lines])
