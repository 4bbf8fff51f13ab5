"""The commands of a township's console: serve it, and say who may sign in there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.console import ConsoleRole, ConsoleUser
from core.ids import UserId
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.secrets import ask_new_secret
from ui.commandline.township import StorePlace
from ui.wording import console as words
from ui.wording.commands import JSON_HELP, PASSWORD_STDIN_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


@dataclass(frozen=True)
class ConsoleListening:
    """Where the console answers, and the county's certificate with its key where there is one."""

    host: Annotated[str, typer.Option("--host", help=words.HOST_HELP)] = "127.0.0.1"
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=words.PORT_HELP)] = 8444
    certificate: Annotated[
        Path | None, typer.Option("--certificate", exists=True, dir_okay=False, help=words.CERTIFICATE_HELP)
    ] = None
    certificate_key: Annotated[
        Path | None, typer.Option("--certificate-key", exists=True, dir_okay=False, help=words.KEY_HELP)
    ] = None
    metrics_token_file: Annotated[
        Path | None,
        typer.Option("--metrics-token-file", exists=True, dir_okay=False, help=words.METRICS_HELP),
    ] = None
    uploads: Annotated[
        Path | None, typer.Option("--uploads", exists=True, file_okay=False, help=words.UPLOADS_HELP)
    ] = None


class ConsoleProgram(Protocol):
    """What these commands are handed by the composing file."""

    def serve(self, place: StorePlace, where: ConsoleListening) -> None:
        """Answer browsers until told to stop."""
        ...

    def users(self, place: StorePlace) -> Mapping[str, Any]:
        """List who may sign in."""
        ...

    def keep_user(self, place: StorePlace, user: ConsoleUser, password: str | None) -> Mapping[str, Any]:
        """Make a user or change one."""
        ...

    def remove_user(self, place: StorePlace, user: str) -> Mapping[str, Any]:
        """Take a user away."""
        ...


def add_console(group: typer.Typer, program: Callable[[], ConsoleProgram]) -> None:
    """Add these commands to the group `township`; the program is made only when a command runs."""

    @group.command(help=words.CONSOLE_HELP)
    @spread
    def console(place: StorePlace, where: ConsoleListening) -> None:
        with sentences():
            program().serve(place, where)

    @group.command("console-users", help=words.USERS_HELP)
    @spread
    def console_users(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().users(place), as_json, words.users)

    @group.command("console-user", help=words.USER_HELP)
    @spread
    def console_user(
        user: Annotated[str, typer.Argument(help=words.SIGN_IN_NAME_HELP)],
        name: Annotated[str, typer.Option("--name", help=words.NAME_HELP)],
        role: Annotated[ConsoleRole, typer.Option("--role", help=words.ROLE_HELP)],
        place: StorePlace,
        keep_password: Annotated[bool, typer.Option("--keep-password", help=words.KEEP_HELP)] = False,
        password_stdin: Annotated[bool, typer.Option("--password-stdin", help=PASSWORD_STDIN_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            secret = None
            if not keep_password:
                secret = ask_new_secret(words.ASK_PASSWORD, password_stdin, place.data)
            wanted = ConsoleUser(UserId(user), name, role)
            report(program().keep_user(place, wanted, secret), as_json, words.user_kept)

    @group.command("console-user-remove", help=words.REMOVE_HELP)
    @spread
    def console_user_remove(
        user: Annotated[str, typer.Argument(help=words.SIGN_IN_NAME_HELP)],
        place: StorePlace,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().remove_user(place, user), as_json, words.user_removed)
