"""The commands of a clinic about follow-ups."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from core.coverage.enrolment import ChronicDisease
from core.ids import PersonId
from core.services.bring_in_follow_ups import list_forms
from ui.commandline.answers import report, report_lines, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import follow_up as words


class FollowUpDeeds(Protocol):
    """What the commands are handed."""

    def due(self, who: SignIn, everybody: bool) -> Mapping[str, Any]:
        """List who is due."""
        ...

    def record_follow_ups(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Record one follow-up per JSON line; yield what became of each."""
        ...

    def take_in(self, who: SignIn, person: PersonId, disease: ChronicDisease) -> Mapping[str, Any]:
        """Take somebody of the roster into care."""
        ...


def add_follow_ups(group: typer.Typer, deeds: Callable[[], FollowUpDeeds]) -> None:
    """Add the commands to the group `clinic`."""

    @group.command("follow-ups", help=words.LIST_HELP)
    @spread
    def follow_ups(
        asking: Asking,
        everybody: Annotated[bool, typer.Option("--all", help=words.ALL_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(deeds().due(asking.sign_in(), everybody), as_json, words.list_said)

    @group.command("record-follow-ups", help=words.RECORD_HELP)
    @spread
    def record_follow_ups(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.RECORD_FILE_HELP)],
        asking: Asking,
        as_json: AsJson = False,
    ) -> None:
        report_lines(
            file,
            lambda lines: deeds().record_follow_ups(asking.sign_in(), lines),
            as_json,
            words.recorded_said,
            words.SAVED,
        )

    @group.command("begin-care", help=words.CARE_HELP)
    @spread
    def begin_care(
        person: Annotated[str, typer.Argument(help=words.PERSON_HELP)],
        disease: Annotated[ChronicDisease, typer.Argument(help=words.DISEASE_HELP)],
        asking: Asking,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            done = deeds().take_in(asking.sign_in(), PersonId(person), disease)
            report(done, as_json, words.taken_in_said)

    @group.command("follow-up-forms", help=words.FORMS_HELP)
    def follow_up_forms(as_json: AsJson = False) -> None:
        report(list_forms(), as_json, words.forms_said)
