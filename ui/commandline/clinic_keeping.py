"""The commands that keep a clinic safe: backing it up, bringing it back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import commands as words

_KEPT = 7


class ClinicSafekeeping(Protocol):
    """What the commands are handed."""

    def backup(self, who: SignIn, place: Path, kept: int) -> Mapping[str, Any]:
        """Back the clinic up into a folder and let old backups go."""
        ...

    def restore(self, who: SignIn, source: Path, replace: bool) -> Mapping[str, Any]:
        """Bring the clinic back from a backup."""
        ...


MakeSafekeeping = Callable[[], ClinicSafekeeping]


def add_keeping(group: typer.Typer, keeping: MakeSafekeeping) -> None:
    """Put the commands into the group `clinic`; what they are handed is made only when one runs."""
    _add_backup(group, keeping)
    _add_restore(group, keeping)


def _add_backup(group: typer.Typer, keeping: MakeSafekeeping) -> None:
    @group.command(help=words.BACKUP_HELP)
    @spread
    def backup(
        asking: Asking,
        to: Annotated[Path, typer.Option("--to", file_okay=False, help=words.BACKUP_TO_HELP)],
        kept: Annotated[int, typer.Option("--keep", min=1, help=words.BACKUP_KEEP_HELP)] = _KEPT,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(keeping().backup(asking.sign_in(), to, kept), as_json, words.backed_up)


def _add_restore(group: typer.Typer, keeping: MakeSafekeeping) -> None:
    @group.command(help=words.RESTORE_HELP)
    @spread
    def restore(
        source: Annotated[Path, typer.Argument(metavar="FROM", help=words.RESTORE_FROM_HELP)],
        asking: Asking,
        replace: Annotated[bool, typer.Option("--replace", help=words.RESTORE_REPLACE_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(keeping().restore(asking.sign_in(), source, replace), as_json, words.restored)
