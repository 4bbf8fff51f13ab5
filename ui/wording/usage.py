"""What is wrong with a command as it was typed; the library that reads it says so in English."""

import re
from collections.abc import Sequence

_SENTENCES = (
    (r"Missing option '(.+?)'\..*", "缺少选项 {0}。"),
    (r"Missing argument '(.+?)'\..*", "缺少参数 {0}。"),
    (r"Missing command\.", "没有说要做什么。"),
    (r"No such command '(.+)'\. Did you mean '(.+)'\?", "没有“{0}”这个命令，是不是要用 {1}？"),
    (r"No such command '(.+)'\..*", "没有“{0}”这个命令。"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "没有“{0}”这个选项，是不是要用 {1}？"),
    (r"No such option: (\S+)", "没有“{0}”这个选项。"),
    (r"Got unexpected extra argument\(s\) \((.+)\)", "后面多了“{0}”。"),
    (r"Option '(.+)' requires an argument\.", "选项 {0} 后面要跟一个值。"),
    (r"Option '(.+)' does not take a value\.", "选项 {0} 后面不能跟值。"),
    (r"Invalid value: (.*)", "{0}"),
)
_REASONS = (
    (r".* '(.+)' does not exist\.", "找不到 {0}。"),
    (r".* '(.+)' is a file\.", "{0} 是一个文件，这里要一个文件夹。"),
    (r".* '(.+)' is a directory\.", "{0} 是一个文件夹，这里要一个文件。"),
    (r".* '(.+)' is not readable\.", "读不了 {0}，可能没有权限。"),
    (r".* '(.+)' is not writable\.", "{0} 不能写入，可能没有权限。"),
    (r"Input should be a valid integer.*", "要填一个整数。"),
    (r"Input should be less than or equal to (\S+)", "不能大于 {0}。"),
    (r"Input should be greater than or equal to (\S+)", "不能小于 {0}。"),
    (r".*does not match the formats? .*", "日期要写成 2026-11-30 这样。"),
)
_VALUE = re.compile(r"Invalid value for '(.+?)': (.*)", re.DOTALL)
_USAGE = (
    ("Usage: ", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 …"),
)
HEADINGS = {"Arguments": "参数", "Options": "选项", "Commands": "命令"}
CLOSING_MARKS = "，。；：、？！）］】》”’…"
"""No line begins with one of these."""
_TYPES = {
    "path": "路径",
    "str": "文字",
    "int": "整数",
    "int range": "整数",
    "float": "数",
    "float range": "数",
    "file": "文件",
    "dir": "文件夹",
    "list[str]": "文字",
    "list[Path]": "路径",
    "%Y-%m-%d": "日期",
    "%Y-%m": "月份",
}
_NOTES = (
    (r"Show this message and exit\.", "显示本说明"),
    (r"default: (.*)", "默认 {0}"),
    (r"required", "必填"),
    (r"x>=(\S+)", "不小于 {0}"),
    (r"x<=(\S+)", "不大于 {0}"),
    (r"(\S+)<=x<=(\S+)", "{0} 到 {1}"),
)
_TYPE = re.compile(r"<([^<>]+)>")
_EXTRA = re.compile(r"\[([^\[\]]*)\]$")
NOT_UNDERSTOOD = "这个值不能用。"


def mistyped(said: str) -> str | None:
    """Say what is wrong; None for what is no such complaint."""
    if value := _VALUE.fullmatch(said):
        name, reason = value.groups()
        return f"{name} 的值不对：{_put(reason, _REASONS) or NOT_UNDERSTOOD}"
    return _put(said, _SENTENCES)


def usage(line: str) -> str:
    """Put the line that shows how a command is typed into words."""
    for english, words in _USAGE:
        line = line.replace(english, words)
    return line


def name(shown: str) -> str:
    """Name an option or argument with the kind of value it takes."""
    return _TYPE.sub(lambda found: f"<{_TYPES.get(found[1], found[1])}>", shown)


def note(said: str) -> str:
    """Put what is said of an option or argument into words: whether it is needed, and what it is by itself."""
    if extra := _EXTRA.search(said):
        parts = extra[1].split("; ")
        told = "；".join(_put(part, _NOTES) or part for part in parts)
        return f"{said[: extra.start()].rstrip()}（{told}）"
    return _put(said, _NOTES) or said


def help_hint(command: str) -> str:
    """Say where the explanation of a command is."""
    return f"要看说明，请运行：{command} --help"


def _put(said: str, table: Sequence[tuple[str, str]]) -> str | None:
    for pattern, sentence in table:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return sentence.format(*found.groups())
    return None
