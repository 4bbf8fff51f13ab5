"""The commands of a clinic that end a day and state a month."""

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
    """What the commands are handed."""

    def close_day(self, who: SignIn, day: date | None) -> Mapping[str, Any]:
        """Close a day, today where none is named."""
        ...

    def state_month(self, who: SignIn, month: date | None) -> Mapping[str, Any]:
        """Tell what the month of a day came to, this one where none is named."""
        ...


Day = Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help=words.DAY_HELP)]

Month = Annotated[datetime | None, typer.Option("--month", formats=["%Y-%m"], help=words.MONTH_HELP)]


def add_day(group: typer.Typer, deeds: Callable[[], DayDeeds]) -> None:
    """Add the commands to the group `clinic`."""

    @group.command("close-day", help=words.CLOSE_HELP)
    @spread
    def close_day(asking: Asking, day: Day = None, as_json: AsJson = False) -> None:
        with sentences():
            closed = deeds().close_day(asking.sign_in(), day.date() if day else None)
            report(closed, as_json, words.day_closed)

    @group.command("month-statement", help=words.STATEMENT_HELP)
    @spread
    def month_statement(asking: Asking, month: Month = None, as_json: AsJson = False) -> None:
        with sentences():
            stated = deeds().state_month(asking.sign_in(), month.date() if month else None)
            report(stated, as_json, words.month_stated)
