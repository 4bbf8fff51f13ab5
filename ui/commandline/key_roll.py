"""The commands that roll a township's keys over, and the TLS key of the service it shares with others."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import AsJson, StorePlace
from ui.wording import key_roll as words

OutOption = Annotated[Path, typer.Option("--out", dir_okay=False, help=words.OUT_HELP)]

DaysOption = Annotated[int, typer.Option("--days", min=0, max=366, help=words.DAYS_HELP)]


class KeyRollProgram(Protocol):
    """What the command is handed."""

    def roll(self, place: StorePlace, out: Path) -> Mapping[str, Any]:
        """Roll over to new signing and sealing keys."""
        ...


class TlsRollProgram(Protocol):
    """What the command is handed that announces the service's next TLS key."""

    def roll_tls(self, place: StorePlace, days: int, out: Path) -> Mapping[str, Any]:
        """Announce it; after so many days the service speaks with it, by itself."""
        ...


def add_tls_roll(group: typer.Typer, program: Callable[[], TlsRollProgram]) -> None:
    """Add to the group `township` what rolls the service's TLS key over."""

    @group.command("roll-tls", help=words.ROLL_TLS_HELP)
    @spread
    def roll_tls(out: OutOption, place: StorePlace, days: DaysOption = 30, as_json: AsJson = False) -> None:
        with sentences():
            report(program().roll_tls(place, days, out), as_json, words.tls_announced)


def add_key_roll(group: typer.Typer, program: Callable[[], KeyRollProgram]) -> None:
    """Add to the group `township` what rolls its keys over."""

    @group.command("roll-keys", help=words.ROLL_HELP)
    @spread
    def roll_keys(out: OutOption, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().roll(place, out), as_json, words.rolled)
