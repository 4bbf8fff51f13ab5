"""The commands of `training`: what helps somebody to learn the desk."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.training.characters import Character
from ui.commandline.answers import report, sentences
from ui.commandline.options import spread
from ui.commandline.pages import SpokenTyper
from ui.wording import training as words


@dataclass(frozen=True)
class CardWishes:
    """Whose card is held out, where, and what goes wrong."""

    data: Annotated[Path | None, typer.Option("--data", help=words.DATA_HELP)] = None
    who: Annotated[str, typer.Option("--who", help=words.WHO_HELP)] = Character.ACTIVE.value
    fault: Annotated[str, typer.Option("--fault", help=words.FAULT_HELP)] = "none"
    expired: Annotated[bool, typer.Option("--expired", help=words.EXPIRED_HELP)] = False
    port: Annotated[str | None, typer.Option("--port", help=words.PORT_HELP)] = None
    seen_at: Annotated[str | None, typer.Option("--seen-at", help=words.SEEN_AT_HELP)] = None


class PracticeProgram(Protocol):
    """What holds practice cards out."""

    def hold_out(self, wishes: CardWishes, tell: Callable[[Mapping[str, Any]], None]) -> None:
        """Answer as a reader with a card on it until somebody breaks it off."""
        ...


def training_commands(make: Callable[[], PracticeProgram]) -> typer.Typer:
    """Make the group."""
    group = SpokenTyper(no_args_is_help=True, help=words.TRAINING_HELP)

    @group.callback()
    def training() -> None:
        """Keep the name of the one command there is."""

    @group.command("card", help=words.CARD_HELP)
    @spread
    def card(
        wishes: CardWishes,
        as_json: Annotated[bool, typer.Option("--json", help=words.JSON_HELP)] = False,
    ) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):  # one started in the background inherits them ignored
            signal.signal(number, signal.default_int_handler)
        with sentences():
            make().hold_out(wishes, lambda facts: report(facts, as_json, words.held_out))

    return group
