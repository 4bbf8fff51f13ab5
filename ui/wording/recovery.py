"""What the commands say about forgotten passwords at the county and at a township."""

from collections.abc import Mapping
from typing import Any

from core.county_recovery import RecoveryExport
from ui.wording.county import COUNTY_DATA_HELP as COUNTY_DATA_HELP
from ui.wording.county import PASSPHRASE_STDIN_HELP as PASSPHRASE_STDIN_HELP

HELD_ENDING = ".held"
COUNTY_RECOVER_HELP = "忘记密码：导入乡镇的恢复登记文件，或为电话里报来的问码给出答码；不需要网络"
CHALLENGE_HELP = "电话里报来的问码，三组、每组五个"
IMPORT_HELP = "乡镇 export-recovery 写出的恢复登记文件"
HELD_FILE_HELP = "交回乡镇的确认文件；不给则写在登记文件旁，扩展名 .held"
FINGERPRINT_HELP = "乡镇在电话里报的指纹；不给则在屏幕上显示并询问"
AGAIN_HELP = "这个问码已答复过，仍再答一次（例如电话断了）"
OLD_COPY_HELP = "问码来自旧的资料副本，已核实不是被拷走的盘，仍然答复"
LIST_HELP = "列出答复过的全部问码"
ONE_OF_THREE = "请给出问码、--import 文件、--list 三者之一"
ASK_PASSPHRASE = "密钥口令"  # noqa: S105  # a question
EXPORT_HELP = "写出交给县里的恢复登记文件：各村卫生室电脑的恢复公钥，由本乡镇签名"
EXPORT_FILE_HELP = "恢复登记文件写到哪里"
IMPORT_HELD_HELP = "导入县里的确认文件，并随设置下发给各村卫生室"
HELD_HELP = "县里 recover --import 写出的确认文件"
_TOWNS = (
    *("阿姨", "北京", "成都", "大连", "鹅", "佛山", "广州", "杭州", "济南", "昆明", "苗族", "南京", "平安"),
    *("青岛", "日照", "上海", "天津", "维生素", "温州", "西安", "扬州", "郑州"),
)
_AIDS = {
    **dict(zip("0123456789", ("零", "幺", "两", "三", "四", "五", "六", "拐", "八", "九"), strict=True)),
    **dict(zip("ABCDEFGHJKMNPQRSTVWXYZ", _TOWNS, strict=True)),
}
"""How each letter is read out so that nobody hears another one."""


def ask_fingerprint(export: RecoveryExport, fingerprint: str) -> str:
    """Ask somebody to compare the fingerprint of a township's key."""
    return (
        f"{export.name}（{export.township}）的指纹是：\n{fingerprint}\n请打电话与该乡镇逐组核对。完全一致吗"
    )


def brought_to_county(facts: Mapping[str, Any]) -> str:
    """Say what was taken over and what to hand back."""
    return (
        f"已导入{facts['name']}的恢复登记，共 {facts['devices']} 台电脑。"
        f"请把确认文件 {facts['file']} 交回该乡镇，导入后各村卫生室才能打电话恢复。"
    )


def answered(facts: Mapping[str, Any]) -> str:
    """Give the answer with how it is read out, and to whom."""
    user = facts["user"] or "（不在乡镇登记的名单里，请务必问清楚是谁）"
    lines = [
        f"{facts['township_name']} {facts['clinic_name']}（{facts['clinic']}），登录名 {user}，"
        f"第 {facts['slot']} 个恢复问码（共 {facts['slots']} 个）。",
        "请先核实来电人：回拨该村卫生室或乡镇登记的电话，问一件只有本人知道的事。",
        f"答码：{facts['response']}",
        *(f"  第 {number} 组 {group}：{_read_out(group)}" for number, group in _groups(facts["response"])),
    ]
    if facts["answered_before"]:
        lines.append(f"注意：这个问码以前已答复过 {facts['answered_before']} 次，已一并记入恢复记录。")
    return "\n".join(lines)


def answers(facts: Mapping[str, Any]) -> str:
    """List the answers given."""
    if not facts["answers"]:
        return "还没有答复过问码。"
    return "\n".join(
        f"{one['at']}  {one['clinic']}  {one['user'] or '（名单外）'}  第 {one['pair']} 套第 {one['slot']} 个"
        for one in facts["answers"]
    )


def exported(facts: Mapping[str, Any]) -> str:
    """Say what was written, and what the county compares."""
    return (
        f"已写出恢复登记文件 {facts['file']}，共 {facts['devices']} 台电脑。请交给县里；第一次交时打电话核对指纹：\n"
        f"{facts['fingerprint']}"
    )


def brought_to_township(facts: Mapping[str, Any]) -> str:
    """Say that clinics will hear of it."""
    return f"{facts['county']}已确认 {facts['devices']} 台电脑的恢复登记；各村卫生室下次同步后就能打电话恢复密码。"


def _groups(response: str) -> list[tuple[int, str]]:
    return list(enumerate(response.split("-"), start=1))


def _read_out(group: str) -> str:
    return " ".join(_AIDS[letter] for letter in group)
