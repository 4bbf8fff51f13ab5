"""The commands of a clinic about outreach."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from core.ids import PersonId
from core.outreach.contact import ContactAnswer, ContactWay
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import outreach_commands as words

Year = Annotated[int | None, typer.Option("--year", min=2000, max=2199, help=words.YEAR_HELP)]


class OutreachDeeds(Protocol):
    """What the commands are handed."""

    def unenrolled(self, who: SignIn, year: int | None) -> Mapping[str, Any]:
        """List who is not enrolled for a year."""
        ...

    def note(
        self,
        who: SignIn,
        people: Sequence[PersonId],
        year: int | None,
        said: tuple[ContactWay, ContactAnswer, str],
    ) -> Mapping[str, Any]:
        """Note a contact."""
        ...


def add_outreach(group: typer.Typer, deeds: Callable[[], OutreachDeeds]) -> None:
    """Add the commands to the group `clinic`."""

    @group.command("outreach", help=words.LIST_HELP)
    @spread
    def outreach(asking: Asking, year: Year = None, as_json: AsJson = False) -> None:
        with sentences():
            report(deeds().unenrolled(asking.sign_in(), year), as_json, words.list_said)

    @group.command("note-outreach", help=words.NOTE_HELP)
    @spread
    def note_outreach(
        people: Annotated[list[str], typer.Argument(help=words.PERSON_HELP)],
        asking: Asking,
        answer: Annotated[ContactAnswer, typer.Option("--answer", help=words.ANSWER_HELP)],
        way: Annotated[ContactWay, typer.Option("--way", help=words.WAY_HELP)] = ContactWay.VISIT,
        said: Annotated[str, typer.Option("--words", help=words.WORDS_HELP)] = "",
        year: Year = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            whom = [PersonId(one) for one in people]
            done = deeds().note(asking.sign_in(), whom, year, (way, answer, said))
            report(done, as_json, words.noted_said)
