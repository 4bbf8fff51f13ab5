"""Words of the card in 设置 about card readers."""

from core.identity.number_tag import mask_name
from ui.desk import CardSeen, ReaderFound, ReaderStanding
from ui.wording.reasons import sentence_for

TITLE = "读卡器"
LOOK = "查找读卡器"
TEST = "试读一张卡"
LOOKING = "正在查找读卡器……"
READING = "请把身份证放在读卡器上，或插入社保卡……"
NOT_LOOKED = "按“查找读卡器”看本机接了什么；按“试读一张卡”检查能不能读。试读不留任何记录。"
NONE_FOUND = "没有找到能用的读卡器。"
_MAKES = {
    "sam": "串口读卡器（通用协议）",
    "sdt": "通用驱动 sdtapi",
    "syn": "神思驱动 SynIDCardAPI",
    "huashi": "华视驱动 termb",
    "termb": "神思/中控类驱动 termb",
    "pcsc": "社保卡读卡器（PC/SC）",
}


def found_said(found: ReaderFound) -> str:
    """Say which reader it is, where, and the number of its module."""
    lines = [f"已找到：{_MAKES.get(found.make, found.make)}", f"位置：{found.place}"]
    if found.module:
        lines.append(f"安全模块编号：{found.module}")
    return "\n".join(lines)


def standing_said(standing: ReaderStanding) -> str:
    """Say what was found, and what went wrong last."""
    found = found_said(standing.found) if standing.found else NONE_FOUND
    if standing.beside:
        found = f"{found}\n另有{_MAKES['pcsc']}：{standing.beside.place}"
    stop = standing.last_stop
    return f"{found}\n最近一次问题：{sentence_for(stop)}" if stop else found


def read_said(card: CardSeen) -> str:
    """Say that a card could be read, with nobody's whole name or number."""
    return f"读出来了：{mask_name(card.name)}，号码末四位 {card.id_number[-4:]}。"
