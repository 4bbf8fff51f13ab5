"""Words of the first start: how a PC becomes a clinic's, and the screen that does it from a stick."""

from collections.abc import Mapping
from typing import Any

FIRST_START = "这台电脑还没有登记"
WANTED = "用建站 U 盘登记这台电脑"
TITLE = "用建站 U 盘登记这台电脑"
HOW = "要有卫生院写的建站 U 盘，和纸上的建站码。登记不用网络，登记好马上可以看病。"
FILE = "建站文件"
CHOOSE = "选择 U 盘上的文件"
NOTHING_CHOSEN = "还没有选择"
FILES = "建站文件 (*.cunzhen)"
CODE = "建站码"
CODE_HINT = "纸上的两行，大小写、横线、空格都不要紧"
LETTERS = 40
USER = "登录名"
USER_HINT = "与卫生院登记的一样，例如 zhang"
PASSWORD = "新密码"  # noqa: S105  # a label
AGAIN = "再输一遍"
OFFER = "给我一个密码"
GO = "登记并进入"
GOING = "正在登记并读入名册，请稍候，不要拔出 U 盘……"
BACK = "返回"
FILE_CODES = frozenset(
    {"founding_file_not_chosen", "bundle_missing", "bundle_not_founding", "bundle_damaged"}
)
USER_CODES = frozenset({"user_name_not_usable", "founding_user_not_given"})
PASSWORD_CODES = frozenset({"password_too_weak", "passwords_differ"})


def typed(letters: int) -> str:
    """Say how far the code is typed."""
    return f"已输入 {letters} 个，共 {LETTERS} 个" if letters != LETTERS else f"{LETTERS} 个，齐了"


def founded(facts: Mapping[str, Any]) -> str:
    """Tell that it is done, and what comes next."""
    told = f"已登记为 {facts['clinic_name']}。"
    if not facts["data_sets"]:
        return f"{told}名册还没有读入：请到“同步”再从 U 盘读一次"
    return f"{told}请尽早到“同步”写好 U 盘带给卫生院"
