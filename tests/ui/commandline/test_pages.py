"""Every page of `--help` is in words, and fits the terminal."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import typer

from main import program
from ui.commandline.pages import SpokenPage
from ui.wording import usage as words

ENGLISH = re.compile(
    r"[Uu]sage|Options|OPTIONS|Arguments|Commands?\b|COMMAND|Show this|required|default|<[A-Za-z%\[\]-]+>"
)


def paths(command: Any, path: Sequence[str] = ()) -> Iterator[Sequence[str]]:
    yield path
    for name, one in getattr(command, "commands", {}).items():
        if one.add_help_option:  # the platform simulator is a program of its own
            yield from paths(one, [*path, name])


def test_no_page_says_a_word_of_typers(capsys: pytest.CaptureFixture[str]) -> None:
    commands = typer.main.get_command(program())
    every = list(paths(commands))
    assert len(every) > 60
    for path in every:
        commands.main([*path, "--help"], prog_name="main.py", standalone_mode=False)
        told = capsys.readouterr().out
        assert ENGLISH.findall(told) == [], path
        assert "显示本说明" in told
        assert not re.search(r"[^}\]]\.\.\.$", told, re.MULTILINE), path  # a sentence cut short


def test_a_group_that_is_called_is_made_alone_and_is_what_it_is_among_the_others() -> None:
    whole, alone = typer.main.get_command(program()), typer.main.get_command(program("county"))
    among, by_itself = ([*paths(one)] for one in (whole, alone))
    assert [path for path in by_itself if path[:1] == ["county"]] == [
        path for path in among if path[:1] == ["county"]
    ]
    assert not any(path[:1] == ["clinic"] for path in by_itself)
    assert [*paths(typer.main.get_command(program("clinc")))] == among


def test_columns_stand_below_one_another_whatever_is_written_in_them() -> None:
    page = SpokenPage(width=40)
    long = "第二栏很长，要写满一行，然后在下一行的同一个地方接着写下去（default）"
    page.write_dl([("--data <path>", long), ("--json", "短  [default: x; required]")])
    lines = page.getvalue().splitlines()
    assert [line.find("第") for line in lines[:1]] == [len("--data <路径>  ")]
    assert all(line.startswith(" " * len("--data <路径>   ")) for line in lines[1:-1])
    assert lines[-1] == "--json         短（默认 x；必填）"
    assert all(sum(2 if ord(sign) > 255 else 1 for sign in line) <= 40 for line in lines)
    assert not any(line.strip()[0] in words.CLOSING_MARKS for line in lines)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Show this message and exit.", "显示本说明"),
        ("端口  [default: 8443; 0<=x<=65535]", "端口（默认 8443；0 到 65535）"),
        ("天数  [x>=1; required]", "天数（不小于 1；必填）"),
        ("写法 [见手册] 在后", "写法 [见手册] 在后"),
    ],
)
def test_what_is_said_of_an_option_is_put_into_words(said: str, told: str) -> None:
    assert words.note(said) == told
