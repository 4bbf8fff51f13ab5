"""The command of a clinic that ends a day."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import day_close as words


class DayDeeds(Protocol):
    """What the command is handed."""

    def close_day(self, who: SignIn, day: date | None) -> Mapping[str, Any]:
        """Close a day, today where none is named."""
        ...


Day = Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help=words.DAY_HELP)]


def add_day(group: typer.Typer, deeds: Callable[[], DayDeeds]) -> None:
    """Add the command to the group `clinic`."""

    @group.command("close-day", help=words.CLOSE_HELP)
    @spread
    def close_day(asking: Asking, day: Day = None, as_json: AsJson = False) -> None:
        with sentences():
            closed = deeds().close_day(asking.sign_in(), day.date() if day else None)
            report(closed, as_json, words.day_closed)
