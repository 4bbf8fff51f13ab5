"""The commands of a township when something was lost: its own past, or a device."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import caretaker as words
from ui.wording.commands import CLINIC_CODE_HELP, code_made

AsJson = Annotated[bool, typer.Option("--json", help=words.JSON_HELP)]


class CaretakerProgram(Protocol):
    """What these commands are handed by the composing file."""

    def restored(self, place: StorePlace) -> Mapping[str, Any]:
        """Declare that the township was restored from an older copy."""
        ...

    def devices(self, place: StorePlace) -> Mapping[str, Any]:
        """List the PCs of every clinic."""
        ...

    def revoke(self, place: StorePlace, device: str, keep: int | None) -> Mapping[str, Any]:
        """Shut a device out."""
        ...

    def confirm(self, place: StorePlace, devices: Sequence[str], clinics: Sequence[str]) -> Mapping[str, Any]:
        """Let devices that were taken back after a loss be ones like any other."""
        ...

    def new_code(self, place: StorePlace, clinic: str) -> Mapping[str, Any]:
        """Make a one-time code for a further or replaced PC of a clinic."""
        ...

    def reconciled(self, place: StorePlace, agreed: bool) -> Mapping[str, Any]:
        """Let settlements go on."""
        ...


def add_caretaker(group: typer.Typer, program: Callable[[], CaretakerProgram]) -> None:
    """Add these commands to the group `township`; the program is made only when a command runs."""
    _add_restore(group, program)
    _add_devices(group, program)


def _add_restore(group: typer.Typer, program: Callable[[], CaretakerProgram]) -> None:

    @group.command(help=words.RESTORED_HELP)
    @spread
    def restored(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().restored(place), as_json, words.restored)

    @group.command(help=words.RECONCILED_HELP)
    @spread
    def reconciled(
        place: StorePlace,
        agreed: Annotated[bool, typer.Option("--agreed", help=words.AGREED_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().reconciled(place, agreed), as_json, words.reconciled)


def _add_devices(group: typer.Typer, program: Callable[[], CaretakerProgram]) -> None:
    @group.command(help=words.DEVICES_HELP)
    @spread
    def devices(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().devices(place), as_json, words.devices)

    @group.command(help=words.REVOKE_HELP)
    @spread
    def revoke(
        device: Annotated[str, typer.Argument(help=words.DEVICE_HELP)],
        place: StorePlace,
        keep: Annotated[int | None, typer.Option("--keep", min=0, help=words.KEEP_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().revoke(place, device, keep), as_json, words.revoked)

    @group.command("confirm-device", help=words.CONFIRM_HELP)
    @spread
    def confirm_device(
        place: StorePlace,
        devices: Annotated[list[str] | None, typer.Argument(help=words.DEVICE_HELP)] = None,
        clinics: Annotated[list[str] | None, typer.Option("--all-of", help=words.ALL_OF_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().confirm(place, devices or (), clinics or ()), as_json, words.confirmed)

    @group.command("new-code", help=words.NEW_CODE_HELP)
    @spread
    def new_code(
        clinic: Annotated[str, typer.Argument(help=CLINIC_CODE_HELP)],
        place: StorePlace,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().new_code(place, clinic), as_json, code_made)
