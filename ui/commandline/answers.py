"""How every command answers: a sentence or JSON, and exit code 0, 1 (refused) or 2 (usage)."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from core.errors import Stop
from ui.wording.imports import rows_read
from ui.wording.reasons import sentence_for

REFUSED = 1
_TOLD_EVERY = 100_000


@contextmanager
def sentences() -> Iterator[None]:
    """Turn a refusal or hindrance into one sentence on standard error and exit code 1."""
    try:
        yield
    except Stop as stop:
        typer.echo(sentence_for(stop), err=True)
        raise typer.Exit(REFUSED) from stop


def report(facts: Mapping[str, Any], as_json: bool, in_words: Callable[[Mapping[str, Any]], str]) -> None:
    """Print a report as one JSON object or in words."""
    typer.echo(json.dumps(facts, ensure_ascii=False, sort_keys=True) if as_json else in_words(facts))


def report_lines(
    file: Path,
    bring_in: Callable[[Iterable[str]], Iterable[Mapping[str, Any]]],
    as_json: bool,
    in_words: Callable[[Mapping[str, Any]], str],
    saved: str,
) -> None:
    """Bring a file in line by line and report each; exit code 1 where one was refused.

    A byte that is no UTF-8 spoils its own line and no other: it goes on as a sign no text can have.
    """
    refused = 0
    with sentences(), file.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
        for outcome in bring_in(lines):
            is_saved = outcome["outcome"] == "saved"
            refused += not is_saved
            said = saved if is_saved else sentence_for(Stop(outcome["outcome"], **outcome["facts"]))
            report({**outcome, "sentence": said}, as_json, in_words)
    if refused:
        raise typer.Exit(REFUSED)


class ReadAloud:
    """Says on standard error how far a long file was read; of a short one nothing."""

    def __init__(self) -> None:
        self._rows = 0

    def __call__(self, more: int) -> None:
        """Hear of so many more rows."""
        told = self._rows // _TOLD_EVERY
        self._rows += more
        if self._rows // _TOLD_EVERY > told:
            typer.echo(rows_read(self._rows), err=True)
