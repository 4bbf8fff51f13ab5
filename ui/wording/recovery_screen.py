"""Words of the screen for a forgotten password."""

from collections.abc import Mapping
from typing import Any

from core.errors import Refusal
from core.recovery import RESPONSE_SIGNS

TITLE = "忘记密码"
HOW = "打电话给县里：读出问码，记下答码，设新密码。"
USER = "用户"
CHALLENGE = "问码"
NO_CHALLENGE = "——"
ANSWER = "答码"
ANSWER_HINT = "22 个字母和数字，大小写都可以"
ANSWER_COMPLETE = "答码完整，没有听错。请设新密码。"
NEW_PASSWORD = "新密码"  # noqa: S105  # a label
AGAIN = "再输一遍"
OFFER = "给我一个密码"
GO = "设新密码并进入"
GOING = "正在打开并换新密钥，请稍候……"
BACK = "返回"
FORGOTTEN = "忘记密码"
DONE = "新密码已生效，请尽快同步一次"
DONE_WITHOUT_KEY = "新密码已生效；磁盘空间不够，下次打开时再换新密钥"
PASSWORD_CODES = ("password_too_weak", "passwords_differ")


def spaced(challenge: str) -> str:
    """Set the groups of a challenge apart, as they are read out."""
    return "   ".join(challenge.split("-"))


def missing(signs: int) -> str:
    """Say how far the answer is typed; nothing once it is complete."""
    return f"已输入 {signs} 个，共 {RESPONSE_SIGNS} 个" if signs < RESPONSE_SIGNS else ""


def slip(refusal: Refusal) -> str:
    """Say in one line that the answer was misheard, and where."""
    group = refusal.facts.get("group")
    return f"第 {group} 组有一个听错，请对方重读" if group else "不止一处听错，请对方从头重读"


def offered(facts: Mapping[str, Any]) -> str:
    """Help to remember an offered password."""
    return f"{facts['characters']}（请抄下来收好）"
