"""The commands that look back at a township's imports and undo one."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import AsJson, StorePlace
from ui.wording import imports as words

Number = Annotated[int, typer.Argument(min=1, help=words.NUMBER_HELP)]


class ImportHistoryProgram(Protocol):
    """What the commands are handed."""

    def list(self, place: StorePlace) -> Mapping[str, Any]:
        """List the last imports."""
        ...

    def undo(self, place: StorePlace, number: int) -> Mapping[str, Any]:
        """Put back what an import replaced."""
        ...


def add_import_history(group: typer.Typer, program: Callable[[], ImportHistoryProgram]) -> None:
    """Add them to the group `township`; the program is made only when a command runs."""

    @group.command("imports", help=words.IMPORTS_HELP)
    @spread
    def imports(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().list(place), as_json, words.imports_told)

    @group.command("undo-import", help=words.UNDO_HELP)
    @spread
    def undo_import(number: Number, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().undo(place, number), as_json, words.undone)
