"""The commands of a township about visits that wait for somebody to look at the platform."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import typer

from core.settlement_questions import Saying
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.township import StorePlace
from ui.wording import questions as words
from ui.wording.commands import CLINIC_CODE_HELP, JSON_HELP

AsJson = Annotated[bool, typer.Option("--json", help=JSON_HELP)]


@dataclass(frozen=True)
class SaidOfVisit:
    """What somebody says of which visit."""

    clinic: Annotated[str, typer.Argument(help=CLINIC_CODE_HELP)]
    visit: Annotated[str, typer.Argument(help=words.VISIT_HELP)]
    saying: Annotated[Saying, typer.Option("--say", help=words.SAYING_HELP)]
    settlement: Annotated[str, typer.Option("--settlement", help=words.NUMBER_HELP)] = ""
    reason: Annotated[str, typer.Option("--reason", help=words.REASON_HELP)] = ""


class QuestionsProgram(Protocol):
    """What these commands are handed."""

    def list(self, place: StorePlace) -> Mapping[str, Any]:
        """List the visits that wait for somebody."""
        ...

    def answer(
        self, place: StorePlace, visit: tuple[str, str], saying: str, settlement: str, reason: str
    ) -> Mapping[str, Any]:
        """Say something to one of them."""
        ...


def add_questions(group: typer.Typer, program: Callable[[], QuestionsProgram]) -> None:
    """Add them to the group `township`; the program is made only when a command runs."""

    @group.command("settlement-questions", help=words.QUESTIONS_HELP)
    @spread
    def settlement_questions(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(program().list(place), as_json, words.questions)

    @group.command("settlement-answer", help=words.ANSWER_HELP)
    @spread
    def settlement_answer(place: StorePlace, said: SaidOfVisit, as_json: AsJson = False) -> None:
        with sentences():
            visit = said.clinic, said.visit
            facts = program().answer(place, visit, said.saying.value, said.settlement, said.reason)
            report(facts, as_json, words.questions)
