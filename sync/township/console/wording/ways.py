"""Words of the console's pages of how the clinics settle."""

from collections.abc import Mapping

from core.settlement_modes import SettlementMode, SettlementWay

WAYS = "结算方式"
WAYS_TOLD = (
    "每个村卫生室的就诊以哪个定点机构的编号上传。"
    "改变之后，新的就诊按新的方式；已经开始上传的就诊仍按原来的机构编号办完。"
)
MODE = "方式"
SINCE = "自"
INSTITUTION = "定点机构编号"
INSTITUTION_NAME = "定点机构名称"
OPERATOR = "经办人编号"
OPERATOR_NAME = "经办人姓名"
SET_WAY = "改变结算方式"
SET_WAY_TOLD = "单独定点要填村卫生室自己的机构编号和名称，总对总有就填；经办人不填时，以卫生院的经办人签到，总对总不用填。"
WAYS_HISTORY = "历次设定"
NO_WAY_SET = "还没有设定过，都按一体化结算。"
MODES: Mapping[SettlementMode, str] = {
    SettlementMode.TOWNSHIP: "一体化（以卫生院的编号结算）",
    SettlementMode.TEMPORARY: "临时管理关系（卫生院代录代传）",
    SettlementMode.OWN: "单独定点（村卫生室自己的编号）",
    SettlementMode.PROVINCE: "总对总（导出就诊，导入结果）",
}


def way_told(way: SettlementWay) -> str:
    """Say under which code, and signed in as whom, where that is said."""
    institution = f"{way.institution} {way.institution_name}" if way.institution else ""
    operator = f"{OPERATOR} {way.operator} {way.operator_name}" if way.operator else ""
    return "，".join(part for part in (institution, operator) if part)
