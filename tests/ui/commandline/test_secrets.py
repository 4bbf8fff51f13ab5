"""A password comes from a prompt or standard input; from the environment for invented people only."""

import io
import sys
from pathlib import Path

import pytest

from core.clinic import TRAINING_MARK
from core.errors import Refusal
from ui.commandline.secrets import TRAINING_VARIABLE, ask_secret


class Terminal(io.StringIO):
    """Standard input with somebody at it."""

    def isatty(self) -> bool:
        return True


def given(monkeypatch: pytest.MonkeyPatch, text: str, terminal: bool = False) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(text) if terminal else io.StringIO(text))


@pytest.mark.parametrize("line", ["secret words\n", "secret words\r\n", "secret words"])
def test_one_line_of_standard_input_is_the_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str
) -> None:
    given(monkeypatch, line + "next" if line.endswith("\n") else line)
    assert ask_secret("?", True, tmp_path) == "secret words"


def test_blanks_belong_to_a_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, " two blanks  \n")
    assert ask_secret("?", True, tmp_path) == " two blanks  "


def test_two_secrets_are_read_line_by_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, "code\npassword\n")
    assert [ask_secret("?", True, tmp_path) for _ in range(2)] == ["code", "password"]


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_bytes_that_are_no_characters_are_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, errors: str
) -> None:
    bytes_of_another_code_page = io.BytesIO("四个词的密码\n".encode("gbk"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(bytes_of_another_code_page, "utf-8", errors=errors))
    with pytest.raises(Refusal, match="secret_not_text") as refusal:
        ask_secret("?", True, tmp_path)
    assert refusal.value.__cause__ is None
    assert not refusal.value.facts


@pytest.mark.parametrize("text", ["", "\n"])
def test_an_empty_standard_input_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    given(monkeypatch, text)
    with pytest.raises(Refusal, match="secret_missing"):
        ask_secret("?", True, tmp_path)


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, "left over\n")
    with pytest.raises(Refusal, match="secret_missing"):
        ask_secret("?", False, tmp_path)


def test_somebody_at_a_terminal_is_asked_without_an_echo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, bool]] = []

    def prompt(question: str, hide_input: bool) -> str:
        asked.append((question, hide_input))
        return "typed"

    given(monkeypatch, "", terminal=True)
    monkeypatch.setattr("typer.prompt", prompt)
    assert ask_secret("密码", False, tmp_path) == "typed"
    assert asked == [("密码", True)]


def test_the_environment_counts_for_training_data_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given(monkeypatch, "")
    monkeypatch.setenv(TRAINING_VARIABLE, "practice")
    with pytest.raises(Refusal, match="secret_missing"):
        ask_secret("?", False, tmp_path)
    (tmp_path / TRAINING_MARK).touch()
    assert ask_secret("?", False, tmp_path) == "practice"


def test_standard_input_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, "given\n")
    (tmp_path / TRAINING_MARK).touch()
    monkeypatch.setenv(TRAINING_VARIABLE, "practice")
    assert ask_secret("?", True, tmp_path) == "given"
