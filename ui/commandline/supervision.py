"""The command of a township that counts its clinics' indicators."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import supervision as words
from ui.wording.commands import JSON_HELP


class SupervisionProgram(Protocol):
    """What this command is handed."""

    def indicators(self, place: StorePlace, month: str, out: Path | None) -> Mapping[str, Any]:
        """Count a month of every clinic, and write it into a folder."""
        ...


def add_supervision(group: typer.Typer, program: Callable[[], SupervisionProgram]) -> None:
    """Add the command to the group `township`; the program is made only when it runs."""

    @group.command(help=words.INDICATORS_HELP)
    @spread
    def indicators(
        place: StorePlace,
        month: Annotated[str, typer.Option("--month", help=words.MONTH_HELP)],
        out: Annotated[Path | None, typer.Option("--out", file_okay=False, help=words.OUT_HELP)] = None,
        as_json: Annotated[bool, typer.Option("--json", help=JSON_HELP)] = False,
    ) -> None:
        with sentences():
            report(program().indicators(place, month, out), as_json, words.indicators)
