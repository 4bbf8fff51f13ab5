"""The command of a township about when and how much its clinics call by themselves."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from core.calling import (
    AWAIT_SETTING,
    BATCH_SETTING,
    DAY_SETTING,
    INTERVAL_SETTING,
    MONTH_SETTING,
    QUIET_SETTING,
)
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import calling as words
from ui.wording.commands import JSON_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]
_KILOBYTE = 1024
_NEVER_QUIET = "off"


class CallingProgram(Protocol):
    """What this command is handed."""

    def settings(self, place: StorePlace, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change some settings by their names, or none, and tell all."""
        ...


def add_call_settings(group: typer.Typer, program: Callable[[], CallingProgram]) -> None:
    """Add the command to the group `township`; the program is made only when it runs."""

    @group.command(help=words.SETTINGS_HELP)
    @spread
    def settings(
        place: StorePlace,
        interval: Annotated[int | None, typer.Option("--interval", help=words.INTERVAL_HELP)] = None,
        day: Annotated[int | None, typer.Option("--day-kb", help=words.DAY_HELP)] = None,
        month: Annotated[int | None, typer.Option("--month-kb", help=words.MONTH_HELP)] = None,
        quiet: Annotated[str | None, typer.Option("--quiet", help=words.QUIET_HELP)] = None,
        batch: Annotated[int | None, typer.Option("--batch-kb", help=words.BATCH_HELP)] = None,
        await_seconds: Annotated[
            int | None, typer.Option("--await-settlement", help=words.AWAIT_HELP)
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        asked = {
            INTERVAL_SETTING: interval,
            DAY_SETTING: _bytes(day),
            MONTH_SETTING: _bytes(month),
            QUIET_SETTING: "" if quiet == _NEVER_QUIET else quiet,
            BATCH_SETTING: _bytes(batch),
            AWAIT_SETTING: await_seconds,
        }
        changes = {name: value for name, value in asked.items() if value is not None}
        with sentences():
            report(program().settings(place, changes), as_json, words.settings)


def _bytes(kilobytes: int | None) -> int | None:
    return None if kilobytes is None else kilobytes * _KILOBYTE
