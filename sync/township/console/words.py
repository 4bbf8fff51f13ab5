"""Every word of the console's pages; sentences for a no come from the program's own table of reasons."""

from collections.abc import Mapping
from datetime import datetime

from core.console import ConsoleRole

PROGRAM = "村诊"
CONSOLE = "卫生院工作台"
TRAINING = "训练环境：人员都是虚构的，不会向医保平台上传"
SKIP = "跳到正文"
MENU = "各页"
SIGN_IN = "登录"
SIGN_OUT = "退出"
SIGN_IN_TITLE = "登录卫生院工作台"
TOWNSHIP_CODE = "卫生院代码"
USER = "登录名"
PASSWORD = "密码"  # noqa: S105  # a label
NOT_DONE = "没有办成"
BACK_TO_START = "回到首页"
BACK_TO_SIGN_IN = "回到登录页"
NEVER = "从未"
NONE = "无"
ROLES: Mapping[ConsoleRole, str] = {
    ConsoleRole.CLERK: "经办",
    ConsoleRole.REVIEWER: "审核",
    ConsoleRole.ADMINISTRATOR: "管理员",
    ConsoleRole.COUNTY: "县级",
}

CLINICS = "村卫生室"
CLINICS_NONE = "还没有登记村卫生室。请在卫生院的电脑上用 township enrol-clinic 登记第一个。"
CLINIC_CODE = "代码"
CLINIC_NAME = "名称"
LAST_CONTACT = "最近联系"
DEVICES = "电脑"
EVENTS = "已收记录"
UNJUDGED = "待查看"
UNSETTLED = "待结算"
EPOCH = "第 {number} 期"
FROZEN = "{since} 起医保结算暂停：卫生院的数据从备份恢复过，正在与各村卫生室核对。核对清楚后运行 township reconciled。"
NO_ROSTER = "还没有导入参保名册，各村卫生室无法判断待遇。"


def clinics_told(count: int, silent: int, unsettled: int) -> str:
    """Say in a sentence how the clinics stand."""
    quiet = f"{silent} 个超过 3 天没有联系" if silent else "都在 3 天内联系过"
    return f"共 {count} 个村卫生室，{quiet}；待结算 {unsettled} 笔。"


def silence(since: datetime | None, now: datetime) -> str:
    """Say how long a clinic has not called."""
    if since is None:
        return "从未联系"
    days = (now - since).days
    return f"已 {days} 天未联系" if days else "今天联系过"


def roster_told(as_of: object, valid_until: object) -> str:
    """Say of which day the roster is."""
    return f"参保名册截至 {as_of}，有效到 {valid_until}。"
