"""The commands of a clinic without a window."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import NewClinic, SignIn
from ui.commandline.answers import REFUSED, report, report_lines, sentences
from ui.commandline.options import spread
from ui.commandline.pages import SpokenTyper
from ui.commandline.secrets import ask_secret
from ui.wording import commands as words


class ClinicProgram(Protocol):
    """What the commands are handed by the composing file."""

    def enrol(self, new: NewClinic) -> Mapping[str, Any]:
        """Enrol this PC and make its encrypted files."""
        ...

    def record(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Record one visit per JSON line; yield what became of each."""
        ...


class ClinicUpkeep(Protocol):
    """What the commands about the files alone are handed."""

    def status(self, who: SignIn) -> Mapping[str, Any]:
        """Tell what is held, what waits and how old it is."""
        ...

    def verify(self, who: SignIn) -> Mapping[str, Any]:
        """Check the integrity of the files."""
        ...


AsJson = Annotated[bool, typer.Option("--json", help=words.JSON_HELP)]
Make = Callable[[], ClinicProgram]
MakeUpkeep = Callable[[], ClinicUpkeep]


@dataclass(frozen=True)
class Asking:
    """Whose files, who asks, and where the password comes from."""

    data: Annotated[Path, typer.Option("--data", help=words.DATA_HELP)]
    user: Annotated[str, typer.Option("--user", help=words.USER_HELP)]
    from_stdin: Annotated[bool, typer.Option("--password-stdin", help=words.PASSWORD_STDIN_HELP)] = False

    def sign_in(self) -> SignIn:
        """Ask for the password."""
        return SignIn(self.data, self.user, ask_secret(words.ASK_PASSWORD, self.from_stdin, self.data))


def clinic_commands(program: Make, upkeep: MakeUpkeep) -> typer.Typer:
    """Build the group `clinic`; what a command is handed is made only when it runs."""
    group = SpokenTyper(help=words.CLINIC_HELP, no_args_is_help=True)
    _add_enrol(group, program)
    _add_record(group, program)
    _add_reports(group, upkeep)
    return group


def _add_enrol(group: typer.Typer, program: Make) -> None:
    @group.command(help=words.ENROL_HELP, short_help=words.ENROL_IN_SHORT)
    @spread
    def enrol(
        asking: Asking,
        address: Annotated[str | None, typer.Option("--address", help=words.ADDRESS_HELP)] = None,
        stick: Annotated[
            Path | None, typer.Option("--stick", exists=True, dir_okay=False, help=words.FOUNDING_FILE_HELP)
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        if (address is None) == (stick is None):
            raise typer.BadParameter(words.ADDRESS_OR_STICK)
        with sentences():
            question = words.ASK_FOUNDING_CODE if stick else words.ASK_CODE
            code = ask_secret(question, asking.from_stdin, asking.data)
            password = ask_secret(words.ASK_NEW_PASSWORD, asking.from_stdin, asking.data)
            done = program().enrol(
                NewClinic(asking.data, stick or address or "", code, asking.user, password)
            )
            report(done, as_json, words.founded if stick else words.enrolled)


def _add_record(group: typer.Typer, program: Make) -> None:
    @group.command(help=words.RECORD_HELP)
    @spread
    def record(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.RECORD_FILE_HELP)],
        asking: Asking,
        as_json: AsJson = False,
    ) -> None:
        report_lines(
            file,
            lambda lines: program().record(asking.sign_in(), lines),
            as_json,
            words.recorded,
            words.SAVED,
        )


def _add_reports(group: typer.Typer, upkeep: MakeUpkeep) -> None:
    @group.command(help=words.STATUS_HELP)
    @spread
    def status(asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            report(upkeep().status(asking.sign_in()), as_json, words.clinic_status)

    @group.command(help=words.VERIFY_HELP)
    @spread
    def verify(asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            facts = upkeep().verify(asking.sign_in())
            report(facts, as_json, words.verified)
        if facts["faults"]:
            raise typer.Exit(REFUSED)
