"""What the commands of the county say, and those of a township about its county."""

from collections.abc import Mapping
from typing import Any

from core.county import CountyKeys
from ui.wording.commands import JSON_HELP as JSON_HELP

COUNTY_HELP = "县级：保管全县密钥，为政策包签名；不需要网络"
COUNTY_DATA_HELP = "县级密钥所在的文件夹，只放在县里"
PASSPHRASE_STDIN_HELP = "从标准输入读取密钥口令（一行）"  # noqa: S105  # a help text
COUNTY_INIT_HELP = "生成全县密钥，并写出交给各乡镇的公开文件"
COUNTY_NAME_HELP = "县（市、区）名称"
ASK_NEW_PASSPHRASE = "密钥口令（至少 10 个字符，忘记了无法找回）"  # noqa: S105  # a question
ASK_PASSPHRASE = "密钥口令"  # noqa: S105  # a question
SIGN_PACK_HELP = "检查政策包、运行其案例，全部通过后签名，写出交给各乡镇的文件"
PACK_FOLDERS_HELP = "政策包文件夹；同一政策包有几个版本就给几个文件夹"
PACKAGE_OUT_HELP = "签名后的文件写到哪里"
ADOPT_PACK_HELP = "核对县里的签名、运行案例，全部通过后启用政策包并下发"
PACKAGE_HELP = "县里签名的政策包文件"
PACK_PREVIEW_HELP = "只核对、只看，不启用"
TRUST_COUNTY_HELP = "核对指纹后采用本县的公开文件；此后登记的村卫生室都会带上它"
COUNTY_FILE_HELP = "县里给的公开文件 county.json"
FINGERPRINT_HELP = "县里在电话里报的指纹；不给则在屏幕上显示并询问"


def county_made(facts: Mapping[str, Any]) -> str:
    """Say that the county has its keys, and what to hand on."""
    return (
        f"已为{facts['name']}生成密钥。请把公开文件 {facts['file']} 交给各乡镇，并当面或打电话核对指纹：\n"
        f"{facts['fingerprint']}\n"
        "密钥文件 county.key 只留在县里，请另存一份在安全的地方；口令忘记了无法找回。"
    )


def ask_fingerprint(keys: CountyKeys) -> str:
    """Ask somebody to compare the fingerprint."""
    return f"{keys.name}的指纹是：\n{keys.fingerprint}\n请打电话与县里逐组核对。完全一致吗"


def county_trusted(facts: Mapping[str, Any]) -> str:
    """Say whom the township trusts now."""
    return (
        f"已采用{facts['name']}的密钥（指纹 {facts['fingerprint']}）。此后登记的村卫生室会带上它；"
        "以前登记的继续使用程序自带的政策包，重新登记后即可收到县里签名的政策包。"
    )


def pack_signed(facts: Mapping[str, Any]) -> str:
    """Say what was signed."""
    return (
        f"政策包 {facts['pack']}（地区 {facts['region']}，版本 {'、'.join(facts['versions'])}）"
        f"的 {facts['cases']} 个案例全部通过，{facts['county']}已签名。请把 {facts['file']} 交给各乡镇。"
    )


def pack_adopted(facts: Mapping[str, Any]) -> str:
    """Say what is in force now, or would be."""
    change = facts["change"]
    versions = "，".join(
        f"{word} {change[key]} 个"
        for key, word in (("new", "新增"), ("changed", "变更"), ("gone", "移出"), ("same", "不变"))
    )
    told = (
        f"政策包 {facts['pack']}（地区 {facts['region']}，版本 {'、'.join(facts['versions'])}）"
        f"签名无误，{facts['cases']} 个案例全部通过。与现用的相比，版本{versions}。"
    )
    if not facts["imported"]:
        return f"{told}还没有启用；启用后本卫生院用 {facts['answers']}。"
    return f"{told}已启用。本卫生院现用 {facts['answers']}，各村卫生室下次同步时收到。"
