"""The commands of sticks, at a clinic and at a township."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import Asking
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import sticks as words

AsJson = Annotated[bool, typer.Option("--json", help=words.JSON_HELP)]
Out = Annotated[Path, typer.Argument(dir_okay=False, help=words.OUT_FILE_HELP)]
In = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.IN_FILE_HELP)]


class ClinicSticksProgram(Protocol):
    """What the clinic's commands are handed by the composing file."""

    def write(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Write all that waits on a stick."""
        ...

    def read(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Take what a stick brings for this PC."""
        ...


class TownshipSticksProgram(Protocol):
    """What the township's commands are handed by the composing file."""

    def write(self, place: StorePlace, file: Path, clinics: Sequence[str]) -> Mapping[str, Any]:
        """Write what the PCs of some clinics, or of all, lack."""
        ...

    def read(self, place: StorePlace, file: Path) -> Mapping[str, Any]:
        """Take what clinics wrote on a stick."""
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


def add_township_sticks(group: typer.Typer, program: Callable[[], TownshipSticksProgram]) -> None:
    """Add to the group `township` what concerns sticks."""

    @group.command("bundle-out", help=words.TOWNSHIP_OUT_HELP)
    @spread
    def bundle_out(
        file: Out,
        place: StorePlace,
        clinics: Annotated[list[str] | None, typer.Option("--clinic", help=words.WHICH_CLINICS_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().write(place, file, clinics or []), as_json, words.township_wrote)

    @group.command("bundle-in", help=words.TOWNSHIP_IN_HELP)
    @spread
    def bundle_in(file: In, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().read(place, file), as_json, words.township_read)
