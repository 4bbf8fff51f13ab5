"""The commands about forgotten passwords at the county, and at a township between county and clinics."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.county_recovery import Asked, RecoveryExport
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.secrets import ask_secret
from ui.commandline.township import AsJson, StorePlace
from ui.wording import recovery as words


class CountyRecoveryProgram(Protocol):
    """What the county's command is handed."""

    def bring_in(
        self,
        data: Path,
        passphrase: str,
        files: tuple[Path, Path],
        compared: Callable[[RecoveryExport, str], bool],
    ) -> Mapping[str, Any]:
        """Take over what a township exported, and write the county's word about it."""
        ...

    def answer(self, data: Path, passphrase: str, asked: Asked) -> Mapping[str, Any]:
        """Answer a challenge."""
        ...

    def answers(self, data: Path, passphrase: str) -> Mapping[str, Any]:
        """List the answers given."""
        ...


class TownshipRecoveryProgram(Protocol):
    """What a township's commands are handed."""

    def export_recovery(self, place: StorePlace, out: Path) -> Mapping[str, Any]:
        """Sign what the county needs."""
        ...

    def import_recovery(self, place: StorePlace, file: Path) -> Mapping[str, Any]:
        """Take over the county's word."""
        ...


@dataclass(frozen=True)
class Recovering:
    """What the county's command is about: a township's file, a challenge, or the list of answers."""

    data: Annotated[Path, typer.Option("--data", help=words.COUNTY_DATA_HELP)]
    source: Annotated[
        Path | None, typer.Option("--import", exists=True, dir_okay=False, help=words.IMPORT_HELP)
    ] = None
    out: Annotated[Path | None, typer.Option("--out", help=words.HELD_FILE_HELP)] = None
    fingerprint: Annotated[str | None, typer.Option("--fingerprint", help=words.FINGERPRINT_HELP)] = None
    again: Annotated[bool, typer.Option("--again", help=words.AGAIN_HELP)] = False
    old_copy: Annotated[bool, typer.Option("--old-copy", help=words.OLD_COPY_HELP)] = False
    listed: Annotated[bool, typer.Option("--list", help=words.LIST_HELP)] = False
    from_stdin: Annotated[bool, typer.Option("--password-stdin", help=words.PASSPHRASE_STDIN_HELP)] = False

    def passphrase(self) -> str:
        """Ask for the passphrase of the county's keys."""
        return ask_secret(words.ASK_PASSPHRASE, self.from_stdin, self.data)

    def compared(self, export: RecoveryExport, fingerprint: str) -> bool:
        """Tell whether somebody compared the fingerprint of a township's key."""
        if self.fingerprint is not None:
            typed = "".join(filter(str.isalnum, self.fingerprint)).casefold()
            return typed == fingerprint.replace(" ", "")
        return sys.stdin.isatty() and typer.confirm(words.ask_fingerprint(export, fingerprint), err=True)


def add_county_recovery(group: typer.Typer, program: Callable[[], CountyRecoveryProgram]) -> None:
    """Add to the group `county` what answers forgotten passwords."""

    @group.command(help=words.COUNTY_RECOVER_HELP)
    @spread
    def recover(
        recovering: Recovering,
        challenge: Annotated[str | None, typer.Argument(help=words.CHALLENGE_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        if sum((recovering.source is not None, challenge is not None, recovering.listed)) != 1:
            raise typer.BadParameter(words.ONE_OF_THREE)
        data, source = recovering.data, recovering.source
        with sentences():
            passphrase = recovering.passphrase()
            if source is not None:
                out = recovering.out or source.with_suffix(words.HELD_ENDING)
                done = program().bring_in(data, passphrase, (source, out), recovering.compared)
                report(done, as_json, words.brought_to_county)
            elif challenge is not None:
                asked = Asked(challenge, recovering.again, recovering.old_copy)
                report(program().answer(data, passphrase, asked), as_json, words.answered)
            else:
                report(program().answers(data, passphrase), as_json, words.answers)


def add_township_recovery(group: typer.Typer, program: Callable[[], TownshipRecoveryProgram]) -> None:
    """Add to the group `township` what carries recovery pairs to the county and its word back."""

    @group.command("export-recovery", help=words.EXPORT_HELP)
    @spread
    def export_recovery(
        out: Annotated[Path, typer.Option("--out", help=words.EXPORT_FILE_HELP)],
        place: StorePlace,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().export_recovery(place, out), as_json, words.exported)

    @group.command("import-recovery", help=words.IMPORT_HELD_HELP)
    @spread
    def import_recovery(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.HELD_HELP)],
        place: StorePlace,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().import_recovery(place, file), as_json, words.brought_to_township)
