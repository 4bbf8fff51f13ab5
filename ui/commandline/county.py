"""The commands of the county, whose keys never leave it, and of a township about the county it trusts."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.county import CountyKeys
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.pages import SpokenTyper
from ui.commandline.secrets import ask_new_secret, ask_secret
from ui.commandline.township import StorePlace
from ui.wording import county as words

AsJson = Annotated[bool, typer.Option("--json", help=words.JSON_HELP)]
CountyData = Annotated[Path, typer.Option("--data", help=words.COUNTY_DATA_HELP)]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help=words.PASSPHRASE_STDIN_HELP)]


class CountyProgram(Protocol):
    """What the county's commands are handed by the composing file."""

    def init(self, data: Path, name: str, passphrase: str) -> Mapping[str, Any]:
        """Draw the county's keys and write the public file for the townships."""
        ...

    def sign_pack(self, data: Path, folders: Sequence[Path], out: Path, passphrase: str) -> Mapping[str, Any]:
        """Check a pack, sign it and write the package for the townships."""
        ...


class TownshipCountyProgram(Protocol):
    """What a township's commands about its county are handed."""

    def trust_county(
        self, place: StorePlace, file: Path, compared: Callable[[CountyKeys], bool]
    ) -> Mapping[str, Any]:
        """Take a county's keys over once somebody compared their fingerprint."""
        ...

    def adopt_pack(self, place: StorePlace, file: Path, preview: bool) -> Mapping[str, Any]:
        """Put a package of the county in force."""
        ...


def county_commands(program: Callable[[], CountyProgram]) -> typer.Typer:
    """Build the group `county`; the program is made only when a command runs."""
    group = SpokenTyper(help=words.COUNTY_HELP, no_args_is_help=True)
    _add_init(group, program)
    _add_sign_pack(group, program)
    return group


def _add_init(group: typer.Typer, program: Callable[[], CountyProgram]) -> None:
    @group.command(help=words.COUNTY_INIT_HELP)
    def init(
        data: CountyData,
        name: Annotated[str, typer.Option("--name", help=words.COUNTY_NAME_HELP)],
        from_stdin: FromStdin = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            passphrase = ask_new_secret(words.ASK_NEW_PASSPHRASE, from_stdin, data)
            report(program().init(data, name, passphrase), as_json, words.county_made)


def _add_sign_pack(group: typer.Typer, program: Callable[[], CountyProgram]) -> None:
    @group.command("sign-pack", help=words.SIGN_PACK_HELP)
    def sign_pack(
        folders: Annotated[list[Path], typer.Argument(exists=True, help=words.PACK_FOLDERS_HELP)],
        data: CountyData,
        out: Annotated[Path, typer.Option("--out", dir_okay=False, help=words.PACKAGE_OUT_HELP)],
        from_stdin: FromStdin = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            passphrase = ask_secret(words.ASK_PASSPHRASE, from_stdin, data)
            report(program().sign_pack(data, folders, out, passphrase), as_json, words.pack_signed)


def add_township_county(group: typer.Typer, program: Callable[[], TownshipCountyProgram]) -> None:
    """Add to the group `township` what concerns its county."""

    @group.command("trust-county", help=words.TRUST_COUNTY_HELP)
    @spread
    def trust_county(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.COUNTY_FILE_HELP)],
        place: StorePlace,
        fingerprint: Annotated[str | None, typer.Option("--fingerprint", help=words.FINGERPRINT_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        def compared(keys: CountyKeys) -> bool:
            if fingerprint is not None:
                return keys.has_fingerprint(fingerprint)
            return sys.stdin.isatty() and typer.confirm(words.ask_fingerprint(keys), err=True)

        with sentences():
            report(program().trust_county(place, file, compared), as_json, words.county_trusted)

    @group.command("adopt-pack", help=words.ADOPT_PACK_HELP)
    @spread
    def adopt_pack(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.PACKAGE_HELP)],
        place: StorePlace,
        preview: Annotated[bool, typer.Option("--preview", help=words.PACK_PREVIEW_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().adopt_pack(place, file, preview), as_json, words.pack_adopted)
