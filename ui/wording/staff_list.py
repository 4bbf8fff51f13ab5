"""What the township's commands about a clinic's staff say."""

from collections.abc import Mapping
from typing import Any

from ui.wording.staff import ROLES

STAFF_HELP = "列出一个村卫生室的人员和权限"
SET_HELP = "登记一名人员，或改其姓名、权限；村卫生室下次同步后生效"
REMOVE_HELP = "把一名人员从名单上去掉；村卫生室下次同步后生效"
NAME_HELP = "姓名"
ROLE_HELP = "doctor 医生、assistant 助理、manager 负责人"


def staff(facts: Mapping[str, Any]) -> str:
    """List the staff of a clinic, a line each."""
    lines = [
        f"  {one['user']}：{one['name']}，{ROLES.get(one['role'], one['role'])}" for one in facts["staff"]
    ]
    return "\n".join([f"{facts['clinic_name']}（{facts['clinic']}）的人员：", *lines])
