"""The command `demo`: the main job end to end on this machine."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ui.commandline.answers import sentences
from ui.commandline.options import spread
from ui.wording import commands as words


@dataclass(frozen=True)
class Wishes:
    """Where to put everything, how large the letters are, and whether the window stays when it is over."""

    out: Annotated[Path, typer.Option("--out", help=words.OUT_HELP)] = Path("build/demo")
    text_size: Annotated[int, typer.Option("--text-size", min=14, max=22, help=words.TEXT_SIZE_HELP)] = 14
    stay: Annotated[bool | None, typer.Option("--stay/--leave", help=words.STAY_HELP)] = None

    def stays(self, has_display: bool) -> bool:
        """Tell whether the window stays; without being told, it does where there is a display."""
        return has_display if self.stay is None else self.stay


def add_demo(application: typer.Typer, play: Callable[[Wishes], int]) -> None:
    """Add the command; `play` gives the exit code."""

    @application.command("demo", help=words.DEMO_HELP)
    @spread
    def demo(wishes: Wishes) -> None:
        with sentences():
            code = play(wishes)
        raise typer.Exit(code)
