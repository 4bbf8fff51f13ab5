"""The commands of sticks, at a clinic and at a township."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from core.errors import Refusal
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import Asking
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import county_epoch as epoch_words
from ui.wording import sticks as words
from ui.wording import support as support_words
from ui.wording.commands import CLINIC_CODE_HELP

AsJson = Annotated[bool, typer.Option("--json", help=words.JSON_HELP)]
Out = Annotated[Path, typer.Argument(dir_okay=False, help=words.OUT_FILE_HELP)]
Down = Annotated[Path, typer.Argument(dir_okay=False, help=words.DOWN_FILE_HELP)]
First = Annotated[Path, typer.Argument(dir_okay=False, help=words.FIRST_FILE_HELP)]
In = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.IN_FILE_HELP)]
InOrFolder = Annotated[Path, typer.Argument(exists=True, help=words.IN_FILE_OR_FOLDER_HELP)]


class ClinicSticksProgram(Protocol):
    """What the clinic's commands are handed by the composing file."""

    def write(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Write all that waits on a stick."""
        ...

    def read(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Take what a stick brings for this PC."""
        ...

    def take_epoch(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Follow the township under the keys its county signed."""
        ...

    def write_support(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Write what whoever helps needs to know of this PC, and nobody's data."""
        ...


class TownshipSticksProgram(Protocol):
    """What the township's commands are handed by the composing file."""

    def write(self, place: StorePlace, file: Path, clinics: Sequence[str]) -> Mapping[str, Any]:
        """Write what the PCs of some clinics, or of all, lack."""
        ...

    def write_first(self, place: StorePlace, file: Path, clinic: str, address: str) -> Mapping[str, Any]:
        """Write what a clinic without a network begins with, and make its founding code."""
        ...

    def read(self, place: StorePlace, file: Path, by_hand: Sequence[str]) -> Mapping[str, Any]:
        """Take what clinics wrote on a stick, or in a folder; `by_hand` are new PCs that somebody knows."""
        ...

    def read_support(self, place: StorePlace, file: Path) -> Mapping[str, Any]:
        """Open what a clinic wrote for whoever helps it."""
        ...


def add_clinic_sticks(group: typer.Typer, program: Callable[[], ClinicSticksProgram]) -> None:
    """Add to the group `clinic` what concerns sticks; the program is made only when a command runs."""

    @group.command("bundle-out", help=words.CLINIC_OUT_HELP)
    @spread
    def bundle_out(file: Out, asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            report(program().write(asking.sign_in(), file), as_json, words.clinic_wrote)

    @group.command("bundle-in", help=words.CLINIC_IN_HELP)
    @spread
    def bundle_in(file: In, asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            report(program().read(asking.sign_in(), file), as_json, words.clinic_read)

    @group.command("take-epoch", help=epoch_words.CLINIC_TAKE_HELP)
    @spread
    def take_epoch(file: In, asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            report(program().take_epoch(asking.sign_in(), file), as_json, epoch_words.followed)

    @group.command("support-bundle", help=words.SUPPORT_HELP)
    @spread
    def support_bundle(
        to: Annotated[Path, typer.Option("--to", dir_okay=False, help=words.SUPPORT_FILE_HELP)],
        asking: Asking,
        agreed: Annotated[bool, typer.Option("--agreed", help=words.SUPPORT_AGREED_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            if not agreed:
                typer.echo(support_words.contents_said(), err=True)
                if not (sys.stdin.isatty() and typer.confirm(support_words.ASK, err=True)):
                    raise Refusal("support_not_agreed")
            report(program().write_support(asking.sign_in(), to), as_json, support_words.written)


def add_township_sticks(group: typer.Typer, program: Callable[[], TownshipSticksProgram]) -> None:
    """Add to the group `township` what concerns sticks."""

    @group.command("bundle-out", help=words.TOWNSHIP_OUT_HELP)
    @spread
    def bundle_out(
        file: Down,
        place: StorePlace,
        clinics: Annotated[list[str] | None, typer.Option("--clinic", help=words.WHICH_CLINICS_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().write(place, file, clinics or []), as_json, words.township_wrote)

    @group.command("bundle-first", help=words.TOWNSHIP_FIRST_HELP)
    @spread
    def bundle_first(
        file: First,
        clinic: Annotated[str, typer.Option("--clinic", help=CLINIC_CODE_HELP)],
        address: Annotated[str, typer.Option("--address", help=words.OWN_ADDRESS_HELP)],
        place: StorePlace,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().write_first(place, file, clinic, address), as_json, words.township_founded)

    @group.command("bundle-in", help=words.TOWNSHIP_IN_HELP)
    @spread
    def bundle_in(
        file: InOrFolder,
        place: StorePlace,
        admit: Annotated[list[str] | None, typer.Option("--admit", help=words.ADMIT_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().read(place, file, admit or []), as_json, words.township_read)

    @group.command("support-read", help=words.SUPPORT_READ_HELP)
    @spread
    def support_read(file: In, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().read_support(place, file), as_json, support_words.read_said)
