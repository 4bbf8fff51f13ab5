"""What the commands of the township's console say."""

from collections.abc import Mapping
from typing import Any

CONSOLE_HELP = "开启卫生院工作台（浏览器使用），与村卫生室同步的服务分开运行"
HOST_HELP = "在这台机器的哪个地址上等浏览器；默认只有本机能打开"
PORT_HELP = "端口；0 为任选一个空闲端口并说出来"
CERTIFICATE_HELP = "县里发的证书（PEM，含上级证书）；不给则用自己的证书，浏览器会提示核对"
KEY_HELP = "证书的私钥（PEM，不加密）"
METRICS_HELP = (
    "口令文件（至少 32 个字符）；给了才能用它在 /metrics 读运行指标（Prometheus 格式，不含个人资料）"
)
UPLOADS_HELP = (
    "待导入文件的文件夹（加密存放）；几台机器共用一个 PostgreSQL 时给同一个共享文件夹，"
    "在哪台上传都能在另一台继续；不给则放在数据文件夹里，只有本机能继续"
)
USERS_HELP = "列出可以登录工作台的人"
USER_HELP = "登记一个可以登录工作台的人，或改其姓名、角色、密码"
SIGN_IN_NAME_HELP = "登录名：字母、数字、点、下划线"
NAME_HELP = "姓名"
ROLE_HELP = "clerk 经办、reviewer 审核、administrator 管理员、county 县级（只看）"
KEEP_HELP = "不改密码"
REMOVE_HELP = "不再让一个人登录工作台"
ASK_PASSWORD = "工作台登录密码"  # noqa: S105  # a question
_ROLES = {"clerk": "经办", "reviewer": "审核", "administrator": "管理员", "county": "县级"}


def users(facts: Mapping[str, Any]) -> str:
    """List who may sign in, a line each."""
    if not facts["users"]:
        return "还没有人可以登录工作台。请用 township console-user 登记第一个管理员。"
    return "\n".join(f"{one['user']} {one['name']}（{_ROLES[one['role']]}）" for one in facts["users"])


def user_kept(facts: Mapping[str, Any]) -> str:
    """Say who may sign in now, and as what."""
    return f"{facts['name']}（{facts['user']}）现在可以作为{_ROLES[facts['role']]}登录工作台。"


def user_removed(facts: Mapping[str, Any]) -> str:
    """Say who may no longer sign in."""
    return f"{facts['user']} 不能再登录工作台，已打开的页面也已失效。"
