"""The commands about calls: a clinic's round, diary and forecast, and when its township lets it call."""

import json
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
from core.clinic import SignIn
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import Asking
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import calling as words
from ui.wording.commands import JSON_HELP, SYNC_HELP, synced

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]
_KILOBYTE = 1024
_NEVER_QUIET = "off"


class CallingProgram(Protocol):
    """What this command is handed."""

    def settings(self, place: StorePlace, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change some settings by their names, or none, and tell all."""
        ...


class ClinicCallingProgram(Protocol):
    """What the clinic's commands about calls are handed."""

    def sync(self, who: SignIn, told: Callable[[Mapping[str, Any]], None] | None = None) -> Mapping[str, Any]:
        """Call the township once; `told` hears after each answer how far it is."""
        ...

    def diary(self, who: SignIn, lines: int) -> Mapping[str, Any]:
        """Tell the last attempts, newest first."""
        ...

    def forecast(self, who: SignIn) -> Mapping[str, Any]:
        """Tell what the next call will move."""
        ...


def add_clinic_calling(group: typer.Typer, program: Callable[[], ClinicCallingProgram]) -> None:
    """Add to the group `clinic` what concerns calls; the program is made only when a command runs."""

    @group.command(help=SYNC_HELP)
    @spread
    def sync(
        asking: Asking,
        progress: Annotated[bool, typer.Option("--progress", help=words.PROGRESS_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        def tell(facts: Mapping[str, Any]) -> None:
            told = json.dumps(facts, sort_keys=True) if as_json else words.progress(facts)
            typer.echo(told, err=True)

        with sentences():
            who = asking.sign_in()
            report(program().sync(who, tell) if progress else program().sync(who), as_json, synced)

    @group.command(help=words.DIARY_HELP)
    @spread
    def diary(
        asking: Asking,
        lines: Annotated[int, typer.Option("--lines", min=1, max=10_000, help=words.LINES_HELP)] = 20,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().diary(asking.sign_in(), lines), as_json, words.diary)

    @group.command(help=words.FORECAST_HELP)
    @spread
    def forecast(asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            report(program().forecast(asking.sign_in()), as_json, words.forecast_facts)


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
