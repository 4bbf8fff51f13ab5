"""The commands about an epoch the county signs: asked for and begun at a township, signed at the county."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.township_keys import EpochRequest
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.secrets import ask_secret
from ui.commandline.township import AsJson, StorePlace
from ui.wording import county_epoch as words

Trust = tuple[Callable[[EpochRequest, str], bool], bool]
OutOption = Annotated[Path, typer.Option("--out", dir_okay=False, help=words.OUT_HELP)]


class CountyEpochProgram(Protocol):
    """What the county's command is handed."""

    def sign(self, data: Path, passphrase: str, files: tuple[Path, Path], trust: Trust) -> Mapping[str, Any]:
        """Read a township's request and write the county's word for it."""
        ...


class TownshipEpochProgram(Protocol):
    """What a township's commands are handed."""

    def request(self, place: StorePlace, out: Path) -> Mapping[str, Any]:
        """Write what the county is asked to sign."""
        ...

    def take(self, place: StorePlace, file: Path) -> Mapping[str, Any]:
        """Begin the epoch the county signed."""
        ...


def add_county_epoch(group: typer.Typer, program: Callable[[], CountyEpochProgram]) -> None:
    """Add to the group `county` what signs an epoch of a township."""

    @group.command("sign-epoch", help=words.SIGN_HELP)
    def sign_epoch(
        source: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.REQUEST_FILE_HELP)],
        data: Annotated[Path, typer.Option("--data", help=words.COUNTY_DATA_HELP)],
        out: OutOption,
        fingerprint: Annotated[str | None, typer.Option("--fingerprint", help=words.FINGERPRINT_HELP)] = None,
        stolen: Annotated[bool, typer.Option("--stolen", help=words.STOLEN_HELP)] = False,
        from_stdin: Annotated[
            bool, typer.Option("--password-stdin", help=words.PASSPHRASE_STDIN_HELP)
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        def compared(request: EpochRequest, found: str) -> bool:
            if fingerprint is not None:
                return "".join(filter(str.isalnum, fingerprint)).casefold() == found.replace(" ", "")
            return sys.stdin.isatty() and typer.confirm(words.ask_fingerprint(request, found), err=True)

        with sentences():
            passphrase = ask_secret(words.ASK_PASSPHRASE, from_stdin, data)
            done = program().sign(data, passphrase, (source, out), (compared, stolen))
            report(done, as_json, words.signed)


def add_township_epoch(group: typer.Typer, program: Callable[[], TownshipEpochProgram]) -> None:
    """Add to the group `township` what asks the county for an epoch and begins it."""

    @group.command("request-epoch", help=words.REQUEST_HELP)
    @spread
    def request_epoch(out: OutOption, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().request(place, out), as_json, words.requested)

    @group.command("take-epoch", help=words.TAKE_HELP)
    @spread
    def take_epoch(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.WORD_FILE_HELP)],
        place: StorePlace,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().take(place, file), as_json, words.taken)
