"""What the commands about a township's credentials at the gateway say."""

from collections.abc import Mapping
from typing import Any

SHOWN_HELP = "看医保接口的接口账号（密钥不显示）"
KEEP_HELP = "填写或更换医保接口的账号和密钥，本省要求签名时用；密钥加密保存，下次启动结算时生效"
REMOVE_HELP = "删除医保接口的接口账号和密钥"
CALLER_HELP = "接口账号（paasid），由医保局分配"
SECRET_STDIN_HELP = "从标准输入读一行作为密钥，不出现在命令里"  # noqa: S105  # a help
ASK_SECRET = "接口密钥"  # noqa: S105  # a question


def told(facts: Mapping[str, Any]) -> str:
    """Tell as whom the township calls."""
    if facts["caller"] is None:
        return "没有填写医保接口的接口账号和密钥。"
    return f"医保接口的接口账号：{facts['caller']}，{facts['since']} 起；密钥已加密保存。"
