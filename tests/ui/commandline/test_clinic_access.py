"""What the commands about passwords and keys hand on, and what they ask for."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

from core.errors import Refusal
from ui.commandline.clinic_access import add_clinic_access

WHO = ("--data", "d", "--user", "wang", "--password-stdin")


class Access:
    """Remembers what it is asked."""

    def __init__(self, stop: Refusal | None = None) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._stop = stop

    def __call__(self, data: Path) -> "Access":
        self.asked.append((str(data),))
        return self

    def offer_password(self) -> Mapping[str, Any]:
        return {"password": "a b c d", "characters": "甲 乙", "bits": 48}

    def change_password(self, *given: str) -> None:
        self._note("change_password", *given)

    def rekey(self, *given: str) -> Mapping[str, Any]:
        self._note("rekey", *given)
        return {"rows": 12, "dropped_users": ("thief",)}

    def challenge(self, *given: str) -> str:
        self._note("challenge", *given)
        return "ABCDE-FGHJK-MNPQR"

    def recover(self, *given: str) -> Mapping[str, Any]:
        self._note("recover", *given)
        return {"rekeyed": False}

    def _note(self, *asked: str) -> None:
        self.asked.append(asked)
        if self._stop:
            raise self._stop


def run(access: Access, *arguments: str, lines: Sequence[str] = ()) -> Result:
    group = typer.Typer()
    add_clinic_access(group, access)
    return CliRunner().invoke(group, list(arguments), input="".join(f"{one}\n" for one in lines))


def test_a_password_is_offered_without_any_clinic() -> None:
    result = run(access := Access(), "offer-password")
    assert (result.exit_code, access.asked) == (0, [(".",)])
    assert "a b c d\n甲 乙\n" in result.stdout


def test_changing_a_password_asks_for_the_old_one_first() -> None:
    result = run(access := Access(), "change-password", *WHO, lines=["old", "new"])
    assert result.exit_code == 0
    assert access.asked == [("d",), ("change_password", "wang", "old", "new")]
    assert "old" not in result.stdout


def test_a_rekey_tells_what_was_carried_over_and_who_was_not() -> None:
    result = run(access := Access(), "rekey", *WHO, lines=["secret"])
    assert access.asked == [("d",), ("rekey", "wang", "secret")]
    assert "12 行" in result.stdout
    assert "thief" in result.stdout


def test_the_challenge_alone_asks_for_nothing() -> None:
    result = run(access := Access(), "recover", *WHO, "--challenge", "--json")
    assert json.loads(result.stdout) == {"challenge": "ABCDE-FGHJK-MNPQR", "user": "wang"}
    assert access.asked == [("d",), ("challenge", "wang")]


def test_recovery_takes_the_answer_and_then_the_new_password() -> None:
    result = run(access := Access(), "recover", *WHO, lines=["ANSWER", "new"])
    assert access.asked == [("d",), ("recover", "wang", "ANSWER", "new")]
    assert "还没有换新密钥" in result.stdout
    assert "ANSWER" not in result.stdout


def test_a_slip_ends_with_a_sentence_and_the_group() -> None:
    result = run(Access(Refusal("response_group_wrong", group=3)), "recover", *WHO, lines=["ANSWER", "new"])
    assert result.exit_code == 1
    assert "第 3 组" in result.stderr
