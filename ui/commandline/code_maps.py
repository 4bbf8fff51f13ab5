"""The commands of a township about own codes and the national ones they stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import code_maps as words
from ui.wording.commands import AGREED_HELP, INSTITUTION_FILE_HELP, JSON_HELP, PLATFORM_HELP, PROVINCE_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


@dataclass(frozen=True)
class CodesAtPlatform:
    """Where the platform answers, under which codes, and how the province speaks."""

    platform: Annotated[str, typer.Option("--platform", help=PLATFORM_HELP)]
    institution: Annotated[
        Path, typer.Option("--institution-file", exists=True, dir_okay=False, help=INSTITUTION_FILE_HELP)
    ]
    province: Annotated[str, typer.Option("--province", help=PROVINCE_HELP)] = "baseline"


class CodesProgram(Protocol):
    """What these commands are handed."""

    def gaps(self, place: StorePlace) -> Mapping[str, Any]:
        """List what has no national code."""
        ...

    def map(self, place: StorePlace, kind: str, own: str, national: str) -> Mapping[str, Any]:
        """Map an own code."""
        ...

    def send(self, place: StorePlace, asked: CodesAtPlatform) -> Mapping[str, Any]:
        """Tell the platform."""
        ...


def add_code_maps(group: typer.Typer, program: Callable[[], CodesProgram]) -> None:
    """Add them to the group `township`; the program is made only when a command runs."""

    @group.command("code-gaps", help=words.GAPS_HELP)
    @spread
    def code_gaps(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().gaps(place), as_json, words.gaps)

    @group.command("map-code", help=words.MAP_HELP)
    @spread
    def map_code(
        kind: Annotated[str, typer.Argument(help=words.KIND_HELP)],
        own: Annotated[str, typer.Argument(help=words.OWN_HELP)],
        place: StorePlace,
        to: Annotated[str, typer.Option("--to", help=words.TO_HELP)] = "",
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().map(place, kind, own, to), as_json, words.gaps)

    @group.command("send-codes", help=words.SEND_HELP)
    @spread
    def send_codes(place: StorePlace, asked: CodesAtPlatform, as_json: AsJson = False) -> None:
        with sentences():
            report(program().send(place, asked), as_json, words.sent)


@dataclass(frozen=True)
class ToDownload(CodesAtPlatform):
    """The same, whether only to look, and what was agreed to."""

    preview: Annotated[bool, typer.Option("--preview", help=words.PREVIEW_HELP)] = False
    agreed: Annotated[bool, typer.Option("--agreed", help=AGREED_HELP)] = False


class DownloadProgram(Protocol):
    """What the command of the download is handed."""

    def fetch(self, place: StorePlace, asked: ToDownload, tell: Callable[[str], None]) -> Mapping[str, Any]:
        """Fetch what is new of the platform's catalogue, telling how far it is."""
        ...


def add_catalogue_download(group: typer.Typer, program: Callable[[], DownloadProgram]) -> None:
    """Add it to the group `township`; the program is made only when the command runs."""

    @group.command("download-catalogue", help=words.DOWNLOAD_HELP)
    @spread
    def download_catalogue(place: StorePlace, asked: ToDownload, as_json: AsJson = False) -> None:
        with sentences():
            told = program().fetch(place, asked, lambda text: typer.echo(text, err=True))
            report(told, as_json, words.downloaded)
