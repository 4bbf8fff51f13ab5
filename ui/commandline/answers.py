"""How every command answers: a sentence or JSON, and exit code 0, 1 (refused) or 2 (usage)."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import typer

from core.errors import Stop
from ui.wording.reasons import sentence_for

REFUSED = 1


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
