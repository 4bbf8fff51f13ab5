"""A dataclass of options is written once and asked for wherever a command takes it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner, Result

from ui.commandline.options import spread


@dataclass(frozen=True)
class Place:
    """Where."""

    data: Annotated[Path, typer.Option("--data", help="the folder")]
    port: Annotated[int, typer.Option("--port", min=1)] = 7
    names: Annotated[list[str] | None, typer.Option("--name")] = None


@dataclass(frozen=True)
class Look:
    """How."""

    large: Annotated[bool, typer.Option("--large/--small")] = False


def run(*arguments: str) -> tuple[Result, list[Any]]:
    seen: list[Any] = []
    application = typer.Typer()

    @application.command()
    @spread
    def show(
        file: Annotated[str, typer.Argument()],
        place: Place,
        look: Look,
        as_json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Show a thing."""
        seen.append((file, place, look, as_json))

    return CliRunner().invoke(application, list(arguments)), seen


def test_options_arrive_as_the_dataclasses_they_describe() -> None:
    result, seen = run(
        *("f", "--data", "d", "--port", "9", "--large", "--json", "--name", "a", "--name", "b")
    )
    assert result.exit_code == 0
    assert seen == [("f", Place(Path("d"), 9, ["a", "b"]), Look(True), True)]


def test_what_is_left_out_takes_the_fields_default() -> None:
    result, seen = run("f", "--data", "d")
    assert result.exit_code == 0
    assert seen == [("f", Place(Path("d")), Look(), False)]


@pytest.mark.parametrize(
    "arguments",
    [["f"], ["--data", "d"], ["f", "--data", "d", "--port", "0"], ["f", "--data", "d", "--place", "x"]],
    ids=" ".join,
)
def test_a_wrong_call_is_usage_and_nothing_runs(arguments: list[str]) -> None:
    result, seen = run(*arguments)
    assert result.exit_code == 2
    assert seen == []


def test_help_lists_every_option_and_the_commands_own_words() -> None:
    result, _ = run("--help")
    for word in ("--data", "--port", "--large", "--json", "the folder", "Show a thing."):
        assert word in result.output


def test_bytes_that_are_no_text_are_a_wrong_argument_and_no_bug() -> None:
    for arguments in (("f\udcff", "--data", "d"), ("f", "--data", "d", "--name", "a\udcff")):
        result, seen = run(*arguments)
        assert (result.exit_code, seen) == (2, [])
    _, (got,) = run("f", "--data", "d\udcff")
    assert got[1].data == Path("d\udcff"), "a stick may carry a name in any bytes"
