"""What the commands of a township say when something was lost."""

from collections.abc import Mapping
from typing import Any

from ui.wording.commands import JSON_HELP as JSON_HELP

RESTORED_HELP = "数据从旧的备份恢复之后运行：各村卫生室会补回这段时间的内容，医保结算先暂停"
RECONCILED_HELP = "恢复前后已核对清楚，继续医保结算"
AGREED_HELP = "已逐一核对：确实不等还没有联系过的村卫生室"

DEVICES_HELP = "列出各村卫生室登记的电脑"
REVOKE_HELP = "停用一台电脑（丢失、被盗、报废）；它以后写的内容另存，不计入"
CONFIRM_HELP = "确认恢复之后自动认回的电脑仍在用（可以一次几台）：送来的内容开始审核，资料照常下发"
ALL_OF_HELP = "确认这个村卫生室所有待确认的电脑（可以给几次）；请先用 township devices 逐台核对"
DEVICE_HELP = "电脑编号，见 township devices"
KEEP_HELP = "只认到第几条记录；不给则认到现在为止已收到的"
NEW_CODE_HELP = "为村卫生室换的或加的电脑生成一次性注册码"


def devices(facts: Mapping[str, Any]) -> str:
    """List the PCs, a line each."""
    if not facts["devices"]:
        return "还没有登记过电脑。请用 township enrol-clinic 登记村卫生室。"
    return "\n".join(
        f"{one['clinic']} {one['device']}：{one['enrolled_at'][:10]} 登记，"
        f"已收到记录 {sum(life['events'] for life in one['lives'])} 条{_state(one)}"
        for one in facts["devices"]
    )


def _state(one: Mapping[str, Any]) -> str:
    if one["revoked"]:
        return "，已停用"
    return "，恢复之后自动认回，待确认" if one["returned"] else ""


def confirmed(facts: Mapping[str, Any]) -> str:
    """Say what becomes of devices that were taken back."""
    return (
        f"已确认 {len(facts['devices'])} 台电脑（{'、'.join(facts['clinics'])}）。"
        f"送来的 {facts['judged']} 条记录已经审核，下次同步照常下发资料。"
    )


def revoked(facts: Mapping[str, Any]) -> str:
    """Say what a revoked device still counts for, and what to do next."""
    return (
        f"已停用这台电脑。它的记录认 {facts['kept']} 条，另存 {facts['aside']} 条待核对。"
        "换新电脑请用 township new-code 生成注册码。"
    )


def restored(facts: Mapping[str, Any]) -> str:
    """Say what a restored township waits for."""
    return (
        f"已换到第 {facts['epoch']} 期。{facts['clinics']} 个村卫生室下次同步时会自动补回备份之后的记录和结果；"
        "医保结算已暂停，核对清楚后请运行 township reconciled。备份之后停用过的电脑，请现在重新停用（township revoke）；"
        "备份之后新录入的村卫生室，请用原来的代码重新录入（township enrol-clinic），它的电脑会自动认回；"
        "自动认回的电脑请核对后确认（township confirm-device）。"
    )


def reconciled(facts: Mapping[str, Any]) -> str:
    """Say that settlements go on, and without whom."""
    if facts["silent"]:
        return f"医保结算已恢复。还没有联系过的村卫生室：{'、'.join(facts['silent'])}。"
    return "医保结算已恢复，所有村卫生室都已联系过。"
