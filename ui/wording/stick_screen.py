"""What the window says about sticks."""

from collections.abc import Mapping, Sequence
from typing import Any

from ui.devices.sticks import Stick
from ui.wording.commands import NOT_ADMITTED as NOT_ADMITTED
from ui.wording.days import data_size
from ui.wording.sticks import clinic_read, clinic_wrote

TITLE = "U 盘往返"
WRITE = "写到 U 盘"
READ = "从 U 盘读取"
ELSEWHERE = "别的文件夹……"
AGAIN = "再找一次"
CHOOSE_FOLDER = "选一个文件夹"
ABOUT = (
    "没有网络时，把等待上传的记录写到 U 盘带去卫生院，再把卫生院写好的 U 盘带回来读取。"
    "内容只有卫生院和这台电脑打得开；写和读的时候可以照常看病。"
)
WRITING = "正在写到 U 盘，请不要拔出……"
READING = "正在从 U 盘读取，请不要拔出……"
NO_STICK = "没有找到 U 盘。请插好，等几秒钟再找一次；也可以用别的文件夹。"
PULL_IT = "现在可以拔出 U 盘了。"


def several(sticks: Sequence[Stick]) -> str:
    """Ask which one."""
    return f"插着 {len(sticks)} 个 U 盘，请选一个。"


def stick_name(stick: Stick) -> str:
    """Name a stick, and what room it has."""
    return f"{stick.name}，还可写 {data_size(stick.free)}"


def wrote(facts: Mapping[str, Any]) -> str:
    """Say what was written, and that the stick may go."""
    return f"{clinic_wrote(facts)}\n{PULL_IT}"


def read(facts: Mapping[str, Any]) -> str:
    """Say what was taken, and that the stick may go."""
    return f"{clinic_read(facts)}\n{PULL_IT}"
