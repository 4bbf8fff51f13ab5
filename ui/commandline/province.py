"""The commands of a township about visits that the province settles."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import REFUSED, report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import province as words
from ui.wording.commands import JSON_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


class ProvinceProgram(Protocol):
    """What these commands are handed."""

    def export(self, place: StorePlace, out: Path, batch: int | None) -> Mapping[str, Any]:
        """Write a file of a new batch of visits, or of a former one."""
        ...

    def batches(self, place: StorePlace) -> Mapping[str, Any]:
        """List the batches."""
        ...

    def take_results(self, place: StorePlace, file: Path, preview_only: bool) -> Mapping[str, Any]:
        """Read a file of outcomes and tell the clinics."""
        ...


def add_province(group: typer.Typer, program: Callable[[], ProvinceProgram]) -> None:
    """Add these commands to the group `township`; the program is made only when a command runs."""

    @group.command("province-export", help=words.EXPORT_HELP)
    @spread
    def province_export(
        place: StorePlace,
        out: Annotated[Path, typer.Option("--out", dir_okay=False, help=words.OUT_HELP)],
        batch: Annotated[int | None, typer.Option("--batch", min=1, help=words.BATCH_HELP)] = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(program().export(place, out, batch), as_json, words.exported)

    @group.command("province-batches", help=words.BATCHES_HELP)
    @spread
    def province_batches(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().batches(place), as_json, words.batches)

    @group.command("province-results", help=words.RESULTS_HELP)
    @spread
    def province_results(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.FILE_HELP)],
        place: StorePlace,
        preview: Annotated[bool, typer.Option("--preview", help=words.PREVIEW_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            facts = program().take_results(place, file, preview)
            report(facts, as_json, words.results)
        if facts["bad"]:
            raise typer.Exit(REFUSED)
