"""Words about backups, checks and room on the disk."""

from datetime import datetime

from core.dates import CHINA
from core.safekeeping import Safety
from ui.wording.reasons import sentence_for_code

TITLE = "备份与检查"
CHOOSE = "选择备份文件夹…"
CHOOSE_HINT = "请选 U 盘或另一块磁盘；备份是加密的，没有密码打不开"
BACK_UP = "立即备份"
CHECK = "立即检查"
BACKING_UP = "正在备份，可以继续接诊…"
CHECKING = "正在检查，可以继续接诊…"
_DAY_HOURS = 24
_NO_FOLDER = "还没有选择备份文件夹：本机磁盘一坏，没有送达乡镇的就诊就找不回来。"
_NEVER_BACKED_UP = "还没有备份过"
_NEVER_CHECKED = "台账还没有从头检查过"
_OPENS_AS_OF_THEN = (
    "改过密码、用户或换过密钥之后还没有备份过：以前的备份只有用当时的密码才打得开。"
    "插好备份盘，程序会自动补一份；也可以按“立即备份”。"
)
_ROOM_LOW = "磁盘快满了：为一个月就诊留的空间没有留住，请尽快腾出空间。"
_AWAITED = "台账文件有损坏，{count} 条记录读不出来，已另行整理；下次同步会从乡镇取回，可以照常接诊。"
_LOST = "台账文件损坏过，有 {count} 条没有送达乡镇的记录找不回来；以后的记录不受影响，请对照小票补录。"
_SENTINEL = "资料文件夹旁的标记文件写不进去：旧资料被拷回来时，本机可能认不出。请检查文件夹权限。"


def backup_said(safety: Safety, now: datetime) -> str:
    """Say where backups go and how old the last one is."""
    if not safety.backup_folder:
        return _NO_FOLDER
    last = (
        f"上次备份：{_moment(safety.backup_at)}（{age_said(safety.backup_at, now)}）"
        if safety.backup_at
        else ""
    )
    return f"{last or _NEVER_BACKED_UP}，放在 {safety.backup_folder}，每天自动备份，保留 7 份。"


def check_said(safety: Safety, now: datetime) -> str:
    """Say when everything was read again, and what was found."""
    if safety.checked_at is None:
        return f"{_NEVER_CHECKED}，每周自动检查一次。"
    found = f"发现问题 {safety.faults} 处，{_mending(safety)}" if safety.faults else "完好"
    return f"上次检查：{_moment(safety.checked_at)}（{age_said(safety.checked_at, now)}），{found}。"


def _mending(safety: Safety) -> str:
    return f"可以照常接诊；重新打开程序时会自动修复，修不好的话{_by_backup(safety)}"


def _by_backup(safety: Safety) -> str:
    if safety.backup_at is None:
        return "请联系乡镇卫生院"
    return (
        f"请用 {_moment(safety.backup_at)} 的备份恢复（{safety.backup_folder}，clinic restore）；"
        "备份之后的就诊会从旁边的副本取回"
    )


def warnings(safety: Safety) -> list[str]:
    """Say what should not stay as it is."""
    said = [sentence_for_code(safety.backup_trouble)] if safety.backup_trouble else []
    said += [] if safety.backup_opens else [_OPENS_AS_OF_THEN]
    said += [_AWAITED.format(count=safety.awaited)] if safety.awaited else []
    said += [_LOST.format(count=safety.lost)] if safety.lost else []
    said += [] if safety.reserve_whole else [_ROOM_LOW]
    return said + ([] if safety.sentinel_sound else [_SENTINEL])


def age_said(moment: datetime, now: datetime) -> str:
    """Say how long ago something was."""
    hours = int((now - moment).total_seconds() // 3600)
    if hours < 0:
        return "时间晚于现在，请核对电脑时钟"
    return (
        f"{hours // _DAY_HOURS} 天前"
        if hours >= _DAY_HOURS
        else f"{hours} 小时前"
        if hours
        else "不到 1 小时前"
    )


def _moment(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
