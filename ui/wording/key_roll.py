"""What the command says that rolls a township's keys over."""

from collections.abc import Mapping
from typing import Any

ROLL_HELP = "按计划更换密钥；被盗时不用它，改请县里 county sign-epoch --stolen"
OUT_HELP = "把换钥说明写到哪个文件，带给没有网络的村卫生室"


def rolled(facts: Mapping[str, Any]) -> str:
    """Say what happens by itself now, and what has to be made anew."""
    return (
        f"{facts['name']}（{facts['township']}）的密钥已更换。{facts['clinics']} 个村卫生室下次联网时会自动认得新密钥，"
        "以前的回执、结果和电脑登记继续有效，结算照常。\n"
        "请现在备份一次卫生院数据：用更换以前的备份恢复，各村卫生室就不认得它了。\n"
        f"还没用过的注册码请作废重发；没有网络的村卫生室请带去 {facts['file']}，在那里用 clinic take-epoch 采用。\n"
        f"请重新运行 township export-recovery 交给县里，新指纹：\n{facts['fingerprint']}\n"
        "如果是因为旧密钥可能被盗，更换不够：请县里用 county sign-epoch --stolen 签发新的记录段。"
    )
