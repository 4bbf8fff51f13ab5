"""What the commands say that roll over a township's keys, and the TLS key of its service."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

ROLL_HELP = "按计划更换密钥；被盗时不用它，改请县里 county sign-epoch --stolen"
ROLL_TLS_HELP = "更换本服务的 TLS 密钥（同一服务的各卫生院共用）；已公布还没启用时再运行，就是改启用时间"
DAYS_HELP = "新旧两把密钥并用多少天；0 表示马上启用新密钥"
OUT_HELP = "把换钥说明写到哪个文件，例如 U 盘里的 keys.cunzhen，带给没有网络的村卫生室"


def rolled(facts: Mapping[str, Any]) -> str:
    """Say what happens by itself now, and what has to be made anew."""
    return (
        f"{facts['name']}（{facts['township']}）的密钥已更换。{facts['clinics']} 个村卫生室下次联网时会自动认得新密钥，"
        "以前的回执、结果和电脑登记继续有效，结算照常。\n"
        "请现在备份一次卫生院数据：用更换以前的备份恢复，各村卫生室就不认得它了。\n"
        f"还没用过的注册码请作废重发；没有网络的村卫生室请带去 {facts['file']}，在那里从 U 盘读取。\n"
        f"请重新运行 township export-recovery 交给县里，新指纹：\n{facts['fingerprint']}\n"
        "如果是因为旧密钥可能被盗，更换不够：请县里用 county sign-epoch --stolen 签发新的记录段。"
    )


def tls_announced(facts: Mapping[str, Any]) -> str:
    """Say when the service speaks with the next key, and that nobody is cut off by it."""
    until = datetime.fromisoformat(facts["until"])
    return (
        f"新的 TLS 密钥已公布（{len(facts['townships'])} 个卫生院、{facts['clinics']} 个村卫生室），"
        f"{until:%Y-%m-%d %H:%M} 起服务自动改用新密钥，不用重启。\n"
        "这以前联网的电脑会先认得新密钥；一直没联网的，下次联网时凭卫生院的签名自动改认，都不用重新注册。\n"
        f"也可以把 {facts['file']} 带给没有网络的村卫生室，在那里从 U 盘读取。\n"
        "启用以后用更早的备份恢复，旧密钥也会跟着回来，那时请重新更换一次。\n"
        "旧密钥可能被盗时请用 --days 0：还没联网的电脑在联网以前仍认旧密钥。"
    )
