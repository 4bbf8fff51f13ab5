"""The commands that look back at a township's imports and undo one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Protocol

import typer

from core.errors import Refusal
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import AsJson, StorePlace
from ui.wording import imports as words

Number = Annotated[int, typer.Argument(min=1, help=words.NUMBER_HELP)]

Name = Annotated[str, typer.Argument(help=words.PROFILE_NAME_HELP)]
Titles = Annotated[list[str] | None, typer.Option("--column", help=words.COLUMN_HELP)]
After = Annotated[int, typer.Option("--after", min=0, help=words.AFTER_HELP)]
Remove = Annotated[bool, typer.Option("--remove", help=words.REMOVE_HELP)]


class ImportHistoryProgram(Protocol):
    """What the commands are handed."""

    def list(self, place: StorePlace) -> Mapping[str, Any]:
        """List the last imports."""
        ...

    def undo(self, place: StorePlace, number: int) -> Mapping[str, Any]:
        """Put back what an import replaced."""
        ...


class RosterConflictsProgram(Protocol):
    """What the command of conflicts is handed."""

    def list(self, place: StorePlace, after: int) -> Mapping[str, Any]:
        """List what of the roster is to be looked into."""
        ...


def add_roster_conflicts(group: typer.Typer, program: Callable[[], RosterConflictsProgram]) -> None:
    """Add it to the group `township`; the program is made only when the command runs."""

    @group.command("roster-conflicts", help=words.CONFLICTS_HELP)
    @spread
    def roster_conflicts(place: StorePlace, after: After = 0, as_json: AsJson = False) -> None:
        with sentences():
            report(program().list(place, after), as_json, words.conflicts_told)


class ImportProfilesProgram(Protocol):
    """What the commands of profiles are handed."""

    def list(self, place: StorePlace) -> Mapping[str, Any]:
        """List the profiles."""
        ...

    def keep(self, place: StorePlace, name: str, titles: Mapping[str, str]) -> Mapping[str, Any]:
        """Keep what an office calls its columns."""
        ...

    def remove(self, place: StorePlace, name: str) -> Mapping[str, Any]:
        """Forget a profile."""
        ...


def add_import_profiles(group: typer.Typer, program: Callable[[], ImportProfilesProgram]) -> None:
    """Add them to the group `township`; the program is made only when a command runs."""

    @group.command("import-profiles", help=words.PROFILES_HELP)
    @spread
    def import_profiles(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().list(place), as_json, words.profiles_told)

    @group.command("import-profile", help=words.PROFILE_HELP)
    @spread
    def import_profile(
        name: Name, place: StorePlace, titles: Titles = None, remove: Remove = False, as_json: AsJson = False
    ) -> None:
        with sentences():
            if remove:
                report(program().remove(place, name), as_json, words.profile_removed)
                return
            report(program().keep(place, name, _pairs(titles or [])), as_json, words.profile_kept)


def _pairs(titles: Sequence[str]) -> Mapping[str, str]:
    pairs = [one.partition("=") for one in titles]
    if not pairs or not all(sign for _, sign, _ in pairs):
        raise Refusal("import_map_not_readable")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def add_import_history(group: typer.Typer, program: Callable[[], ImportHistoryProgram]) -> None:
    """Add them to the group `township`; the program is made only when a command runs."""

    @group.command("imports", help=words.IMPORTS_HELP)
    @spread
    def imports(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().list(place), as_json, words.imports_told)

    @group.command("undo-import", help=words.UNDO_HELP)
    @spread
    def undo_import(number: Number, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().undo(place, number), as_json, words.undone)
