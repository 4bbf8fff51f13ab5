"""What the commands about passwords, keys and recovery by telephone say."""

from collections.abc import Mapping
from typing import Any

OFFER_HELP = "给出一个由四个词组成、打得出也记得住的密码"
CHANGE_HELP = "修改自己的密码。标准输入时第一行是现在的密码，第二行是新密码"
REKEY_HELP = "给本机资料换新密钥：以前被拷走的密钥文件从此打不开今天的资料"
RECOVER_HELP = "忘记密码：显示问码，打电话给县里取得答码，设新密码。标准输入时第一行是答码，第二行是新密码"
CHALLENGE_HELP = "只显示问码，什么也不改"
ASK_OLD_PASSWORD = "现在的密码"  # noqa: S105  # a question
ASK_NEW_PASSWORD = "新密码（至少 10 个字符，或用 offer-password 给出的四个词）"  # noqa: S105  # a question
ASK_RESPONSE = "县里报来的答码（22 个字母和数字）"


def offered(facts: Mapping[str, Any]) -> str:
    """Offer a password."""
    return (
        f"{facts['password']}\n{facts['characters']}\n"
        f"四个词由程序随机抽取，同样长的密码共有 2 的 {facts['bits']} 次方种。请抄下来收好，记熟后销毁。"
    )


def password_changed(facts: Mapping[str, Any]) -> str:
    """Say that the password is another one."""
    return f"已修改 {facts['user']} 的密码，资料没有改动。旧密码从此不能用；以前的备份仍要用旧密码打开，请马上备份一次。"


def rekeyed(facts: Mapping[str, Any]) -> str:
    """Say that the files have a new key, and who has to be added anew."""
    text = f"已换新密钥：台账 {facts['rows']} 行逐一核对无误，缓存一并换好。"
    text += "请马上备份一次：以前的备份只有用当时的密码才打得开。再尽快同步一次，让县里收到新的恢复登记。"
    dropped = facts["dropped_users"]
    if not dropped:
        return text
    return (
        f"{text}\n下列用户的登记不是由本机能登录的人加上的，没有带到新密钥下，请核实：{'、'.join(dropped)}。"
    )


def challenge(facts: Mapping[str, Any]) -> str:
    """Show what is to be read out."""
    return f"问码（用户 {facts['user']}）：\n{facts['challenge']}\n请打电话给县里，按组读出，记下对方报来的答码。"


def recovered(facts: Mapping[str, Any]) -> str:
    """Say that the new password holds, and what comes next."""
    if facts["rekeyed"]:
        return "新密码已生效，资料也换了新密钥。请马上备份一次，再尽快同步一次，县里收到新的恢复登记后才能再次打电话恢复。"
    return "新密码已生效。资料还没有换新密钥（多半是磁盘空间不够）：请腾出空间，下次打开时会自动再换。"
