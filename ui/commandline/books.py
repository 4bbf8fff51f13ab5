"""The commands of a township about its books: beside the platform's, and beside its clinics'."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import REFUSED, report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import books as words
from ui.wording.commands import INSTITUTION_FILE_HELP, JSON_HELP, PLATFORM_HELP, PROVINCE_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


@dataclass(frozen=True)
class DayAtPlatform:
    """A day, and where the platform answers, under which codes, and how the province speaks."""

    platform: Annotated[str, typer.Option("--platform", help=PLATFORM_HELP)]
    institution: Annotated[
        Path, typer.Option("--institution-file", exists=True, dir_okay=False, help=INSTITUTION_FILE_HELP)
    ]
    province: Annotated[str, typer.Option("--province", help=PROVINCE_HELP)] = "baseline"
    day: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help=words.DAY_HELP)] = None


class BooksProgram(Protocol):
    """What these commands are handed."""

    def reconcile_day(self, place: StorePlace, asked: DayAtPlatform) -> Mapping[str, Any]:
        """Compare a day with the platform."""
        ...

    def differences(self, place: StorePlace) -> Mapping[str, Any]:
        """List the open differences."""
        ...

    def work_off(self, place: StorePlace, number: int, reason: str) -> Mapping[str, Any]:
        """Close a difference with a reason."""
        ...

    def statement(self, place: StorePlace, month: str, clinic: str | None, out: Path) -> Mapping[str, Any]:
        """Write a month's statements into a folder."""
        ...

    def reconcile(self, place: StorePlace, month: str) -> Mapping[str, Any]:
        """Compare what clinics said of their days with what is held here."""
        ...


def add_books(group: typer.Typer, program: Callable[[], BooksProgram]) -> None:
    """Add these commands to the group `township`; the program is made only when a command runs."""
    _add_platform(group, program)
    _add_clinics(group, program)


def _add_platform(group: typer.Typer, program: Callable[[], BooksProgram]) -> None:
    @group.command("reconcile-day", help=words.RECONCILE_DAY_HELP)
    @spread
    def reconcile_day(place: StorePlace, asked: DayAtPlatform, as_json: AsJson = False) -> None:
        with sentences():
            report(program().reconcile_day(place, asked), as_json, words.day_compared)

    @group.command("differences", help=words.DIFFERENCES_HELP)
    @spread
    def differences(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().differences(place), as_json, words.differences)

    @group.command("work-off", help=words.WORK_OFF_HELP)
    @spread
    def work_off(
        number: Annotated[int, typer.Argument(min=1, help=words.NUMBER_HELP)],
        place: StorePlace,
        reason: Annotated[str, typer.Option("--reason", help=words.REASON_HELP)],
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().work_off(place, number, reason), as_json, words.differences)


def _add_clinics(group: typer.Typer, program: Callable[[], BooksProgram]) -> None:
    @group.command(help=words.STATEMENT_HELP)
    @spread
    def statement(
        place: StorePlace,
        month: Annotated[str, typer.Option("--month", help=words.MONTH_HELP)],
        out: Annotated[Path, typer.Option("--out", file_okay=False, help=words.OUT_HELP)],
        clinic: Annotated[str | None, typer.Option("--clinic", help=words.ONE_CLINIC_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().statement(place, month, clinic, out), as_json, words.stated)

    @group.command(help=words.RECONCILE_HELP)
    @spread
    def reconcile(
        place: StorePlace,
        month: Annotated[str, typer.Option("--month", help=words.MONTH_HELP)],
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            facts = program().reconcile(place, month)
            report(facts, as_json, words.reconciled)
        if facts["differs"]:
            raise typer.Exit(REFUSED)
