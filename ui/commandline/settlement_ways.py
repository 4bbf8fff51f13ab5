"""The commands of a township about how its clinics settle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import settlement_ways as words
from ui.wording.commands import CLINIC_CODE_HELP, JSON_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


@dataclass(frozen=True)
class WayOfClinic:
    """How a clinic is to settle."""

    mode: Annotated[str, typer.Option("--mode", help=words.MODE_HELP)]
    institution: Annotated[str, typer.Option("--institution", help=words.INSTITUTION_HELP)] = ""
    institution_name: Annotated[str, typer.Option("--institution-name", help=words.INSTITUTION_NAME_HELP)] = (
        ""
    )
    operator: Annotated[str, typer.Option("--operator", help=words.OPERATOR_HELP)] = ""
    operator_name: Annotated[str, typer.Option("--operator-name", help=words.OPERATOR_NAME_HELP)] = ""


class SettlementWaysProgram(Protocol):
    """What these commands are handed."""

    def ways(self, place: StorePlace) -> Mapping[str, Any]:
        """Tell how every clinic settles."""
        ...

    def set_way(self, place: StorePlace, clinic: str, asked: WayOfClinic) -> Mapping[str, Any]:
        """Say how a clinic settles from now on."""
        ...


def add_settlement_ways(group: typer.Typer, program: Callable[[], SettlementWaysProgram]) -> None:
    """Add these commands to the group `township`; the program is made only when a command runs."""

    @group.command("settlement-modes", help=words.WAYS_HELP)
    @spread
    def settlement_modes(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().ways(place), as_json, words.ways)

    @group.command("set-settlement-mode", help=words.SET_HELP)
    @spread
    def set_settlement_mode(
        clinic: Annotated[str, typer.Argument(help=CLINIC_CODE_HELP)],
        place: StorePlace,
        asked: WayOfClinic,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().set_way(place, clinic, asked), as_json, words.ways)
