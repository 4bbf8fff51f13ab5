"""The commands of a township about the staff of its clinics."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import staff_list as words
from ui.wording.commands import CLINIC_CODE_HELP, JSON_HELP, USER_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]
Clinic = Annotated[str, typer.Argument(help=CLINIC_CODE_HELP)]
User = Annotated[str, typer.Argument(help=USER_HELP)]


class StaffListProgram(Protocol):
    """What these commands are handed."""

    def staff(self, place: StorePlace, clinic: str) -> Mapping[str, Any]:
        """List a clinic's staff."""
        ...

    def set_staff(self, place: StorePlace, clinic: str, user: str, name: str, role: str) -> Mapping[str, Any]:
        """Name a member of staff and the role."""
        ...

    def remove_staff(self, place: StorePlace, clinic: str, user: str) -> Mapping[str, Any]:
        """Take somebody off the list."""
        ...


def add_staff_list(group: typer.Typer, program: Callable[[], StaffListProgram]) -> None:
    """Add these commands to the group `township`; the program is made only when a command runs."""

    @group.command(help=words.STAFF_HELP)
    @spread
    def staff(clinic: Clinic, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().staff(place, clinic), as_json, words.staff)

    @group.command("set-staff", help=words.SET_HELP)
    @spread
    def set_staff(
        clinic: Clinic,
        user: User,
        name: Annotated[str, typer.Option("--name", help=words.NAME_HELP)],
        role: Annotated[str, typer.Option("--role", help=words.ROLE_HELP)],
        place: StorePlace,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().set_staff(place, clinic, user, name, role), as_json, words.staff)

    @group.command("remove-staff", help=words.REMOVE_HELP)
    @spread
    def remove_staff(clinic: Clinic, user: User, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().remove_staff(place, clinic, user), as_json, words.staff)
