"""The command that rolls a township's keys over."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import AsJson, StorePlace
from ui.wording import key_roll as words

OutOption = Annotated[Path, typer.Option("--out", dir_okay=False, help=words.OUT_HELP)]


class KeyRollProgram(Protocol):
    """What the command is handed."""

    def roll(self, place: StorePlace, out: Path) -> Mapping[str, Any]:
        """Roll over to new signing and sealing keys."""
        ...


def add_key_roll(group: typer.Typer, program: Callable[[], KeyRollProgram]) -> None:
    """Add to the group `township` what rolls its keys over."""

    @group.command("roll-keys", help=words.ROLL_HELP)
    @spread
    def roll_keys(out: OutOption, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().roll(place, out), as_json, words.rolled)
