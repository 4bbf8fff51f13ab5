"""The command of a township that lists who its clinics told to be one person."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import person_joins as words
from ui.wording.commands import JSON_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


class PersonJoinsProgram(Protocol):
    """What the command is handed."""

    def list(self, place: StorePlace) -> Mapping[str, Any]:
        """List the latest joins of all clinics."""
        ...


def add_person_joins(group: typer.Typer, program: Callable[[], PersonJoinsProgram]) -> None:
    """Add it to the group `township`; the program is made only when the command runs."""

    @group.command("joins", help=words.JOINS_HELP)
    @spread
    def joins(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().list(place), as_json, words.joins_said)
