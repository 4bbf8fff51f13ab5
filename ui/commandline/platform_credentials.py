"""The commands of a township about its credentials at the gateway of the province."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.secrets import ask_secret
from ui.commandline.township import StorePlace
from ui.wording import platform_credentials as words
from ui.wording.commands import JSON_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


class CredentialsProgram(Protocol):
    """What these commands are handed."""

    def shown(self, place: StorePlace) -> Mapping[str, Any]:
        """Tell as whom the township calls."""
        ...

    def keep(self, place: StorePlace, caller: str, secret: str) -> Mapping[str, Any]:
        """Keep credentials."""
        ...

    def remove(self, place: StorePlace) -> Mapping[str, Any]:
        """Forget them."""
        ...


def add_platform_credentials(group: typer.Typer, program: Callable[[], CredentialsProgram]) -> None:
    """Add these commands to the group `township`; the program is made only when a command runs."""

    @group.command("gateway-key", help=words.SHOWN_HELP)
    @spread
    def platform_credentials(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().shown(place), as_json, words.told)

    @group.command("set-gateway-key", help=words.KEEP_HELP)
    @spread
    def set_platform_credentials(
        caller: Annotated[str, typer.Argument(help=words.CALLER_HELP)],
        place: StorePlace,
        secret_stdin: Annotated[bool, typer.Option("--secret-stdin", help=words.SECRET_STDIN_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            secret = ask_secret(words.ASK_SECRET, secret_stdin, place.data)
            report(program().keep(place, caller, secret), as_json, words.told)

    @group.command("remove-gateway-key", help=words.REMOVE_HELP)
    @spread
    def remove_platform_credentials(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().remove(place), as_json, words.told)
