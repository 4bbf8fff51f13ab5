"""Words about the file that is written for whoever helps: what is in it, said before it is written."""

import json
from collections.abc import Mapping
from typing import Any

from ui.wording.days import data_size

TITLE = "求助"
WRITE = "写诊断文件…"
WRITTEN_TO = "诊断文件写到哪里"
FILES = "诊断文件 (*.cunzhen)"
FILE_NAME = "support.cunzhen"
ASK = "写这份文件吗"
_CONTENTS = (
    "程序、系统和数据格式的版本",
    "各类记录有多少条，待上传多少笔、等了多久",
    "名册、目录、政策包的版本和日期",
    "同步日记（时间、字节数、结果代码）",
    "数据检查、备份、磁盘空间和电脑时钟的情况",
    "卫生院下发的同步设置",
)
_WITHOUT = "姓名、证件号、电话、诊断、处方、金额，也没有登录名、密码和密钥"


def contents_said() -> str:
    """Say what is in the file and what is not."""
    listed = "\n".join(f"· {one}" for one in _CONTENTS)
    return f"诊断文件里有：\n{listed}\n没有：{_WITHOUT}。文件是加密的，只有本乡镇卫生院能打开。"


def written(facts: Mapping[str, Any]) -> str:
    """Say where it lies and how large it is."""
    return f"已写好 {facts['file']}（{data_size(facts['bytes'])}）。请交给乡镇卫生院；里面没有患者资料。"


def read_said(facts: Mapping[str, Any]) -> str:
    """Say the sections as they are, for somebody who knows what to look for."""
    head = f"{facts['clinic']} · 电脑 {facts['device'][:8]} · {facts['made_at']}"
    told = json.dumps(facts["sections"], ensure_ascii=False, indent=2, sort_keys=True)
    return f"{head}\n{told}"
