"""The command of a township that lists drugs without a trace code."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import trace_codes as words
from ui.wording.books import MONTH_HELP
from ui.wording.commands import JSON_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


class TraceCodesProgram(Protocol):
    """What the command is handed."""

    def list(self, place: StorePlace, month: str, clinic: str | None) -> Mapping[str, Any]:
        """List what of a month went without a code."""
        ...


def add_trace_codes(group: typer.Typer, program: Callable[[], TraceCodesProgram]) -> None:
    """Add it to the group `township`; the program is made only when the command runs."""

    @group.command("trace-codes", help=words.TRACE_CODES_HELP)
    @spread
    def trace_codes(
        place: StorePlace,
        month: Annotated[str, typer.Option("--month", help=MONTH_HELP)],
        clinic: Annotated[str | None, typer.Option("--clinic", help=words.ONE_CLINIC_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().list(place, month, clinic), as_json, words.untraced)
