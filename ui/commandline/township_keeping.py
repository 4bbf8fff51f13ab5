"""The commands that back a township service up and put a backup back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import AsJson, StorePlace
from ui.wording import township_keeping as words

ToFolder = Annotated[Path, typer.Option("--to", help=words.TO_HELP)]
Kept = Annotated[int, typer.Option("--keep", min=1, help=words.KEEP_HELP)]
FromFolder = Annotated[Path, typer.Argument(help=words.FROM_HELP)]
Replacing = Annotated[bool, typer.Option("--replace", help=words.REPLACE_HELP)]
_WEEK = 7


class SafekeepingProgram(Protocol):
    """What the commands are handed."""

    def backup(self, place: StorePlace, to: Path, keep: int) -> Mapping[str, Any]:
        """Write a backup."""
        ...

    def restore(self, place: StorePlace, folder: Path, replace: bool) -> Mapping[str, Any]:
        """Put one back."""
        ...


def add_township_keeping(group: typer.Typer, program: Callable[[], SafekeepingProgram]) -> None:
    """Add to the group `township` what keeps copies of its service."""

    @group.command(help=words.BACKUP_HELP)
    @spread
    def backup(to: ToFolder, place: StorePlace, keep: Kept = _WEEK, as_json: AsJson = False) -> None:
        with sentences():
            report(program().backup(place, to, keep), as_json, words.backed_up)

    @group.command(help=words.RESTORE_HELP)
    @spread
    def restore(
        folder: FromFolder, place: StorePlace, replace: Replacing = False, as_json: AsJson = False
    ) -> None:
        with sentences():
            report(program().restore(place, folder, replace), as_json, words.restored)
