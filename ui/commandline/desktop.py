"""The command without a name: the desktop, or the program's check of itself; and the platform simulator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ui.commandline.answers import sentences
from ui.commandline.training import PracticeProgram
from ui.wording import commands as words


@dataclass(frozen=True, slots=True)
class Start:
    """What the program does without a command (two give exit codes), and what holds practice cards out."""

    version: str
    default_data: Callable[[], Path]
    desktop: Callable[[Path], int]
    self_test: Callable[[], int]
    practice: Callable[[], PracticeProgram]


def add_desktop(application: typer.Typer, start: Start) -> None:
    """Open the window when no command is given."""

    @application.callback(invoke_without_command=True, help=words.PROGRAM_HELP)
    def desktop(
        context: typer.Context,
        data: Annotated[Path | None, typer.Option("--data", help=words.DATA_HELP)] = None,
        self_test: Annotated[bool, typer.Option("--self-test", help=words.SELF_TEST_HELP)] = False,
        version: Annotated[bool, typer.Option("--version", help=words.VERSION)] = False,
    ) -> None:
        if context.invoked_subcommand is not None:
            return
        if version:
            typer.echo(start.version)
            raise typer.Exit
        with sentences():
            code = start.self_test() if self_test else start.desktop(data or start.default_data())
        raise typer.Exit(code)


def add_simulator(application: typer.Typer, run: Callable[[Sequence[str]], int]) -> None:
    """Let the same program be the platform simulator, which reads its own options."""

    @application.command(
        "platform-simulator",
        help=words.SIMULATOR_HELP,
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    def simulator(context: typer.Context) -> None:
        raise typer.Exit(run(context.args))
