"""What the commands of sticks say."""

from collections.abc import Mapping
from typing import Any

from ui.wording.commands import JSON_HELP as JSON_HELP
from ui.wording.days import data_size
from ui.wording.reasons import sentence_for_code

OUT_FILE_HELP = "写到哪个文件，例如 U 盘里的 up.cunzhen"
DOWN_FILE_HELP = "写到哪个文件，例如 U 盘里的 down.cunzhen"
FIRST_FILE_HELP = "写到哪个文件，例如 U 盘里的 first.cunzhen"
IN_FILE_HELP = "要读取的文件"
IN_FILE_OR_FOLDER_HELP = (
    "要读取的文件；也可以是文件夹，例如村卫生室备份盘上的第二份（…-tail），里面的文件全部读取"
)
CLINIC_OUT_HELP = "把待上传的内容写到 U 盘，带到卫生院；只有卫生院能打开"
CLINIC_IN_HELP = "读取卫生院写给这台电脑的 U 盘：回执、结果、名册等"
TOWNSHIP_OUT_HELP = "把村卫生室需要的内容写到 U 盘；一个文件可给许多村卫生室，各自只能打开自己的"
TOWNSHIP_IN_HELP = "读取村卫生室带来的 U 盘"
SUPPORT_HELP = "写一份求助用的诊断文件，先说明里面有什么；不含任何患者资料，只有卫生院能打开"
SUPPORT_FILE_HELP = "写到哪个文件，例如 U 盘里的 support.cunzhen"
SUPPORT_AGREED_HELP = "已看过里面有什么，不再询问"
SUPPORT_READ_HELP = "打开村卫生室写的诊断文件，只看，不存入"
TOWNSHIP_FIRST_HELP = "给没有网络的村卫生室写建站 U 盘和纸上的建站码；先用 enrol-clinic 登记"
OWN_ADDRESS_HELP = "本卫生院的服务地址；村卫生室以后有了网络就用它"
ADMIT_HELP = "建站码已过期、已换发或已被别的电脑用过的新电脑，电话核对设备号后仍让它登记，可重复给出"
WHICH_CLINICS_HELP = "写给哪个村卫生室，可重复给出；不给则写给全部"


def clinic_wrote(facts: Mapping[str, Any]) -> str:
    """Say what is on the stick, and that nothing counts as sent yet."""
    return (
        f"已写好 {facts['file']}（{data_size(facts['bytes'])}），内有待上传的记录 {facts['events']} 条。"
        "请带到卫生院；收到回执之前，这些内容在本机仍算待上传。"
    )


def clinic_read(facts: Mapping[str, Any]) -> str:
    """Say what was taken, and what was left."""
    told = ["卫生院换过的密钥已认得。"] if facts["words"] else []
    told.append(
        f"已读取：回执 {facts['receipts']} 份，结果 {facts['results']} 条，"
        f"其他电脑的记录 {facts['ranges']} 批，更新数据 {facts['data_sets']} 种。"
    )
    if facts["carried"]:
        told.append(f"另有 {facts['carried']} 份是给别的电脑的，没有打开，仍在 U 盘上。")
    return "\n".join(told + _faults(facts))


def township_wrote(facts: Mapping[str, Any]) -> str:
    """Say for how many PCs the stick is."""
    return f"已写好 {facts['file']}（{data_size(facts['bytes'])}），给 {facts['devices']} 台电脑。"


def township_founded(facts: Mapping[str, Any]) -> str:
    """Say what is on the stick and what belongs on paper."""
    lines = facts["code"].split(" ")
    return "\n".join(
        [
            f"已写好 {facts['file']}（{data_size(facts['bytes'])}），给 {facts['clinic_name']}（{facts['clinic']}）建站用，"
            f"请在 {facts['until']} 前建站。",
            "建站码（抄在纸上，与 U 盘分开带；只显示这一次）：",
            *(f"  第{number}行  {line}" for number, line in zip("一二", lines, strict=True)),
            "建站后村卫生室即可看诊记录；第一次带回 U 盘并由 bundle-in 读取后，才算在本卫生院登记。",
        ]
    )


def township_read(facts: Mapping[str, Any]) -> str:
    """Say what was taken, and what was left."""
    told = [f"已接收记录 {facts['events']} 条。请用 township bundle-out 写好回执让村卫生室带回。"]
    told += [f"新电脑已登记：{device}" for device in facts["new_devices"]]
    told += [f"没有登记的新电脑：{one['device']}（{one['clinic']}）" for one in facts["turned_away"]]
    if facts["carried"]:
        told.append(f"另有 {facts['carried']} 份不是给本卫生院的，没有打开，仍在 U 盘上。")
    return "\n".join(told + _faults(facts))


def _faults(facts: Mapping[str, Any]) -> list[str]:
    return [sentence_for_code(code) for code in dict.fromkeys(facts["faults"])]
