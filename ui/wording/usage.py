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


def help_hint(command: str) -> str:
    """Say where the explanation of a command is."""
    return f"要看说明，请运行：{command} --help"


def _put(said: str, table: Sequence[tuple[str, str]]) -> str | None:
    for pattern, sentence in table:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return sentence.format(*found.groups())
    return None
