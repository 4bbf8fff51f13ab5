"""Where a command takes a password or one-time code from: a prompt or standard input, never an argument."""

import os
import sys
from pathlib import Path

import typer

from core.clinic import TRAINING_MARK
from core.errors import Refusal
from ui.wording import commands as words

TRAINING_VARIABLE = "CUNZHEN_TRAINING_PASSWORD"


def ask_secret(question: str, from_stdin: bool, data: Path) -> str:
    """Read a secret from a prompt or one line of standard input; for training data also from the environment.

    Raises:
        Refusal: `secret_missing` when standard input is empty or there is no terminal to ask at,
            `secret_not_text` when its bytes are none of the console's characters.
    """
    if from_stdin:
        return _line_of_stdin()
    if (data / TRAINING_MARK).exists() and os.environ.get(TRAINING_VARIABLE):
        return os.environ[TRAINING_VARIABLE]
    if not sys.stdin.isatty():
        raise Refusal("secret_missing")
    return str(typer.prompt(question, hide_input=True))


def ask_new_secret(question: str, from_stdin: bool, data: Path) -> str:
    """Read a secret nobody could give back: at a terminal it is typed twice.

    Raises:
        Refusal: as `ask_secret`.
    """
    if from_stdin or not sys.stdin.isatty():
        return ask_secret(question, from_stdin, data)
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=words.ASK_AGAIN))


def _line_of_stdin() -> str:
    try:
        line = sys.stdin.readline().rstrip("\r\n")
        line.encode()  # what could not be decoded may stand in it as a sign no text can have
    except UnicodeError:
        raise Refusal("secret_not_text") from None
    if not line:
        raise Refusal("secret_missing")
    return line
