"""What is said about a command that cannot be read as it was typed: in our words, exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import typer
from typer.core import TyperGroup

from ui.wording import usage as words

_USAGE = 2


class Mistyped(typer.BadParameter):
    """A complaint about what was typed, in words."""

    def __init__(self, sentence: str, context: typer.Context | None) -> None:
        super().__init__(sentence, context)
        self._context = context

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence, and how the command is typed."""
        typer.echo(self.message, file=file, err=True)
        if self._context is not None:
            typer.echo(words.usage(self._context.get_usage()), file=file, err=True)
            typer.echo(words.help_hint(self._context.command_path), file=file, err=True)


class SpokenGroup(TyperGroup):
    """All commands: what Typer says about their options and arguments comes in the words of the program."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read what stands before the first command."""
        with _in_words():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Read the command and do it."""
        with _in_words():
            return super().invoke(ctx)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except typer.TyperException as error:
        sentence = words.mistyped(error.format_message()) if error.exit_code == _USAGE else None
        if sentence is None:
            raise
        raise Mistyped(sentence, getattr(error, "ctx", None)) from error
