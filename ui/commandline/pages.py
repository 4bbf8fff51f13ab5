"""The page `--help` prints, in the words of the program; Typer writes its own words in English."""

from collections.abc import Callable, Sequence
from typing import Any
from unicodedata import east_asian_width

import typer
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand
from typer.models import CommandFunctionType

from ui.commandline.usage import SpokenGroup
from ui.wording import usage as words

_FIRST_COLUMN, _BETWEEN = 32, 2
_LEAST = 20


class SpokenPage(HelpFormatter):
    """A page whose columns keep to what a terminal shows: a Chinese character is as wide as two letters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how the command is typed."""
        self.write(f"{words.usage(f'Usage: {prog} {args}').rstrip()}\n")

    def write_heading(self, heading: str) -> None:
        """Write the head of a list."""
        self.write(f"{words.HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write what the command does."""
        indent = " " * self.current_indent
        for line in _lines(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = _BETWEEN
    ) -> None:
        """Write names and what is said of each, side by side."""
        said = [(words.name(first), words.note(second)) for first, second in rows]
        room = min(max((_cells(first) for first, _ in said), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in said:
            lines = _lines(second, max(self.width - self.current_indent - room, _LEAST))
            if _cells(first) > room - col_spacing or not lines:
                self.write(f"{indent}{first}\n")
            else:
                self.write(f"{indent}{first}{' ' * (room - _cells(first))}{lines.pop(0)}\n")
            for line in lines:
                self.write(f"{indent}{' ' * room}{line}\n")


class _Context(typer.Context):
    formatter_class = SpokenPage


class SpokenCommand(TyperCommand):
    """One command, explained in words."""

    context_class = _Context


class _Group(SpokenGroup):
    context_class = _Context


class SpokenTyper(typer.Typer):
    """Commands whose pages are in words."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=_Group, **settings)

    def command(
        self, name: str | None = None, **settings: Any
    ) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """Add a command."""
        return super().command(name, **{"cls": SpokenCommand, **settings})


def _lines(text: str, width: int) -> list[str]:
    """Cut a text where a line is full: between letters of one word only where the word alone is too long."""
    lines = [""]
    for word in _words(" ".join(text.split())):
        if lines[-1] and _cells(lines[-1] + word.rstrip()) > width:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.rstrip() for line in lines if line]


def _words(text: str) -> list[str]:
    """Take a text apart where a line may end: after each Chinese character, but not before a closing mark."""
    parts: list[str] = []
    for sign in text:
        apart = not parts or _is_wide(sign) or _is_wide(parts[-1][-1]) or parts[-1].endswith(" ")
        if apart and sign not in words.CLOSING_MARKS:
            parts.append(sign)
        elif parts:
            parts[-1] += sign
    return parts


def _is_wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"


def _cells(text: str) -> int:
    """Count the places of a terminal a text takes."""
    return sum(2 if _is_wide(sign) else 1 for sign in text)
