"""Words about the people who work here: roles, rights, users, passwords."""

from collections.abc import Mapping
from typing import Any

from core.clinic import Seat, Staff
from core.roles import Role, Standing

USERS_HELP = "用户：谁能用密码打开这台电脑上的资料"
USERS_LIST_HELP = "列出用户和权限"
USERS_ADD_HELP = "新增用户（负责人）。标准输入时第一行是自己的密码，第二行是新用户的密码"
USERS_REMOVE_HELP = "删除用户（负责人）；此人写下的就诊都保留"
NEW_USER_HELP = "新用户的登录名，须在乡镇卫生院的人员名单里"
OLD_USER_HELP = "要删除的登录名"
ASK_PASSWORD_OF_NEW = "新用户的密码"  # noqa: S105  # a question

USERS = "用户"
FOR_MANAGERS = "新增和删除用户由负责人登录后办理。"
NOBODY_TO_ADD = "乡镇卫生院名单上的人都已能登录。要添人，请先请乡镇卫生院登记，同步后再来新增。"
NEW_USER = "新增"
PASSWORD_OF_NEW = "初始密码"  # noqa: S105  # a label
OFFER = "出一个密码"
ADD = "新增用户"
PASSWORD_MISSING = "请先填这个人的初始密码，或按“出一个密码”。"  # noqa: S105  # a hint
ADDED = "已新增用户。请把密码当面交给本人，并请本人尽快改成自己的。"
REMOVE = "删除"
REMOVE_SURE = "再按一次，确认删除"
REMOVED = "已删除用户，此人写下的就诊都保留。"
OWN_PASSWORD = "我的密码"  # noqa: S105  # a heading
PASSWORD_RULE = "至少 10 个字符，或四个不相干的词。忘了要打电话给县里，或请负责人把您重新加上，请记牢。"  # noqa: S105  # a hint
OLD_PASSWORD = "现在的密码"  # noqa: S105  # a label
NEW_PASSWORD = "新密码"  # noqa: S105  # a label
NEW_AGAIN = "再输一遍"
CHANGE_PASSWORD = "修改密码"  # noqa: S105  # a button
BOTH_PASSWORDS = "请填写现在的密码，新密码输两遍。"  # a hint
PASSWORD_CHANGED = "密码已修改，从现在起用新密码。"  # noqa: S105  # a note

ROLES: Mapping[str, str] = {Role.DOCTOR: "医生", Role.ASSISTANT: "助理", Role.MANAGER: "负责人"}
_STANDINGS: Mapping[str, str] = {
    Standing.GRANTED: "",
    Standing.REMEMBERED: "按最近一次名单",
    Standing.UNCONFIRMED: "乡镇名单未确认",
}


def role_said(role: str, standing: str) -> str:
    """Say a role, and how sure it is where it is not."""
    doubt = _STANDINGS[standing]
    return f"{ROLES[role]}（{doubt}）" if doubt else ROLES[role]


def signed_in(staff: Staff) -> str:
    """Name who is in, and say so where the township no longer vouches."""
    doubt = staff.standing is Standing.UNCONFIRMED
    return f"{staff.name}（{_STANDINGS[staff.standing]}）" if doubt else staff.name


def user_named(user: str, name: str) -> str:
    """Name somebody to be added."""
    return f"{name}（{user}）"


def opens_said(seat: Seat) -> str:
    """Say whether this PC opens for somebody."""
    return "" if seat.opens else "本机还没有密码"


def users_listed(facts: Mapping[str, Any]) -> str:
    """Say who is who, a line a user."""
    return "\n".join(_line(one) for one in facts["users"])


def user_added(facts: Mapping[str, Any]) -> str:
    """Tell that somebody can come in."""
    return f"已新增用户 {facts['user']}。"


def user_removed(facts: Mapping[str, Any]) -> str:
    """Tell that somebody can no longer come in."""
    return f"已删除用户 {facts['user']}。此人写下的就诊都保留。"


def _line(one: Mapping[str, Any]) -> str:
    opens = "" if one["opens"] else "  本机还没有密码"
    return f"{one['user']}  {one['name']}  {role_said(one['role'], one['standing'])}{opens}"
