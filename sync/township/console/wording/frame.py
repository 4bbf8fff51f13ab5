"""Words around every page, and those that many pages share."""

from collections.abc import Mapping

from core.console import ConsoleRole

PROGRAM = "村诊"
CONSOLE = "卫生院工作台"
TRAINING = "训练环境：人员都是虚构的，不会向医保平台上传"
SKIP = "跳到正文"
MENU = "各页"
OVER_CLINICS = "总览"
OVER_VISITS = "就诊"
OVER_MONEY = "结算"
OVER_DATA = "目录与名册"
OVER_PEOPLE = "管理"
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

FOLLOWING = "下一页"
FIRST_PAGE = "回到第一页"
NO_MORE = "这里没有内容。"
WHEN = "时间"
WHO = "谁"
WHAT = "做了什么"
ON_WHAT = "对象"
REASON = "原因"
STATE = "状态"
OPEN = "打开"
SURE = "我已核对"
DONE = "已办好。"

CLINIC = "村卫生室"
EVERY_CLINIC = "全部"
MORE_CLINICS = "后面的村卫生室"
