"""The command of a clinic that joins and parts the records of people."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from ui.commandline.answers import report_lines
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import person_joins as words
from ui.wording.commands import recorded


class JoinDeeds(Protocol):
    """What the command is handed."""

    def record_joins(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Join or part two records per JSON line; yield what became of each."""
        ...


def add_clinic_joins(group: typer.Typer, deeds: Callable[[], JoinDeeds]) -> None:
    """Add it to the group `clinic`."""

    @group.command("record-joins", help=words.RECORD_HELP)
    @spread
    def record_joins(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.RECORD_FILE_HELP)],
        asking: Asking,
        as_json: AsJson = False,
    ) -> None:
        report_lines(
            file,
            lambda lines: deeds().record_joins(asking.sign_in(), lines),
            as_json,
            recorded,
            words.SAVED,
        )
