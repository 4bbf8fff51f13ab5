"""What the commands say that back a township service up and put a backup back."""

from collections.abc import Mapping
from typing import Any

BACKUP_HELP = "把卫生院服务的全部资料备份到另一块磁盘或 U 盘，服务照常运行；读回检查后才算数"
TO_HELP = "放备份的文件夹"
KEEP_HELP = "这个文件夹里保留几份备份，更早的删去"
RESTORE_HELP = "从备份恢复卫生院服务；原来的资料文件挪到一边，不会删除。恢复之前先停服务"
FROM_HELP = "备份文件夹（cunzhen-township-… 开头）"
REPLACE_HELP = "资料文件夹里已有卫生院资料：挪到一边，用备份代替"


def backed_up(facts: Mapping[str, Any]) -> str:
    """Tell where the backup lies, and what it does not hold."""
    return (
        f"已备份 {len(facts['townships'])} 个乡镇（{facts['rows']} 行）到 {facts['folder']}，并已读回检查。"
        "打开它要用主密钥文件，备份里没有，请另外保管。"
    )


def restored(facts: Mapping[str, Any]) -> str:
    """Tell what is back, and what has to be done now."""
    return (
        f"已恢复 {facts['made_at'].replace('T', ' ')[:16]} 的备份（{'、'.join(facts['townships'])}）。"
        "各村卫生室下次同步时会自动补回备份之后的记录和结果；医保结算已暂停，核对清楚后请运行 township reconciled。\n"
        "备份之后停用过的电脑，请现在重新停用（township revoke）。请马上再备份一次：同一份备份不要恢复两遍。"
    )
