"""Words about the people who work here: roles, rights, users, passwords."""

from collections.abc import Mapping
from typing import Any

from core.roles import Role, Standing

USERS_HELP = "用户：谁能用密码打开这台电脑上的资料"
USERS_LIST_HELP = "列出用户和权限"
USERS_ADD_HELP = "新增用户（负责人）。标准输入时第一行是自己的密码，第二行是新用户的密码"
USERS_REMOVE_HELP = "删除用户（负责人）；此人写下的就诊都保留"
NEW_USER_HELP = "新用户的登录名，须在乡镇卫生院的人员名单里"
OLD_USER_HELP = "要删除的登录名"
ASK_PASSWORD_OF_NEW = "新用户的密码"  # noqa: S105  # a question

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
