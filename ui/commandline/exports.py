"""The commands that give lists out of a clinic's encrypted files because somebody asked for them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from core.services.export_visits import ExportOrder
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import visit_list as words

_DAY = ["%Y-%m-%d"]


class ExportsProgram(Protocol):
    """What the commands are handed by the composing file."""

    def export(self, who: SignIn, order: ExportOrder) -> Mapping[str, Any]:
        """Write the visits of some days into a file that is not there yet."""
        ...


def add_exports(group: typer.Typer, program: Callable[[], ExportsProgram]) -> None:
    """Add these commands to the group `clinic`; what they are handed is made only when one runs."""

    @group.command("export-visits", help=words.HELP)
    @spread
    def export_visits(
        first: Annotated[datetime, typer.Option("--from", formats=_DAY, help=words.FROM_HELP)],
        last: Annotated[datetime, typer.Option("--to", formats=_DAY, help=words.UNTIL_HELP)],
        file: Annotated[Path, typer.Option("--to-file", dir_okay=False, help=words.FILE_HELP)],
        reason: Annotated[str, typer.Option("--reason", help=words.REASON_HELP)],
        asking: Asking,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            days = (first.date(), last.date())
            order = ExportOrder(*days, reason, file, words.SHEET, words.TITLES, words.cells)
            report(program().export(asking.sign_in(), order), as_json, words.exported)
