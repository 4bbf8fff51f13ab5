"""What the township's commands about how its clinics settle say."""

from collections.abc import Mapping
from typing import Any

WAYS_HELP = "列出各村卫生室的结算方式"
SET_HELP = "设定一个村卫生室的结算方式；已经开始上传的就诊仍按原来的机构编号办完"
MODE_HELP = "township 一体化、temporary 临时管理关系、own 单独定点、province 总对总"
INSTITUTION_HELP = "单独定点时：村卫生室自己的定点机构编号，12 位；总对总有就填"
INSTITUTION_NAME_HELP = "单独定点时：定点机构名称，与医保局登记的一致"
OPERATOR_HELP = "以谁的名义签到：经办人编号；不给则用卫生院的经办人"
OPERATOR_NAME_HELP = "经办人姓名"
MODES: Mapping[str, str] = {
    "township": "一体化",
    "temporary": "临时管理关系",
    "own": "单独定点",
    "province": "总对总",
}


def ways(facts: Mapping[str, Any]) -> str:
    """Tell how each clinic settles, a line each."""
    return "\n".join(_line(one) for one in facts["clinics"])


def _line(one: Mapping[str, Any]) -> str:
    told = [MODES[one["mode"]]]
    if one["institution"]:
        told.append(f"{one['institution']} {one['institution_name']}")
    if one["operator"]:
        told.append(f"经办人 {one['operator']} {one['operator_name']}")
    return f"{one['clinic']} {one['name']}：{'，'.join(told)}"
