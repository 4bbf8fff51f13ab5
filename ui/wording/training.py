"""What the commands of `training` say."""

from collections.abc import Mapping
from typing import Any

from core.training.characters import Character
from ui.wording.commands import DATA_HELP as DATA_HELP
from ui.wording.commands import JSON_HELP as JSON_HELP

TRAINING_HELP = "练习：学用接诊台"
CARD_HELP = "练习卡：没有读卡器也能读卡。给训练环境的卫生室放上一张虚构人物的身份证，按 Ctrl-C 拿走"
WHO_HELP = "谁的卡：" + "、".join(Character)
FAULT_HELP = (
    "读卡器出什么故障：none 没有、silent 不回应、garbage 乱码、noise_before 夹杂乱码、wrong_check 校验不符、"
    "cut_short 缺尾、bad_command 不认命令、not_read 读不出、card_removed 卡被拿走、cable_pulled 中途断线"
)
EXPIRED_HELP = "卡已过有效期"
PORT_HELP = "改用一个串口，另一端接在练习的电脑上；没有伪终端的系统必须给"
SEEN_AT_HELP = "接诊窗口打开哪个串口（虚拟串口对的另一端）；不给则是 --port 那个"


def held_out(facts: Mapping[str, Any]) -> str:
    """Say whose card lies where."""
    return (
        f"练习卡放好了：{facts['name']}，{facts['number']}（虚构）。\n"
        f"读卡器在 {facts['port']}。请在接诊窗口按 F2 读卡；按 Ctrl-C 把卡拿走。"
    )
