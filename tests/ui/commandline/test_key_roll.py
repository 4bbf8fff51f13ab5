"""The command that rolls a township's keys over."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.errors import Refusal
from ui.commandline.key_roll import add_key_roll
from ui.commandline.township import StorePlace

FINGERPRINT = "aaaa bbbb cccc dddd eeee ffff 0000 1111"


class Program:
    """Says that it was done, or that another was faster."""

    def __init__(self, *, faster: bool = False) -> None:
        self.faster = faster
        self.out: Path | None = None

    def roll(self, place: StorePlace, out: Path) -> Mapping[str, Any]:
        if self.faster:
            raise Refusal("keys_rolled_meanwhile")
        self.out = out
        told = {"township": "T1", "name": "青石镇卫生院", "number": 29_632_000, "clinics": 3}
        return {**told, "file": str(out), "fingerprint": FINGERPRINT}


def run(program: Program, out: Path) -> tuple[int, str]:
    group = Typer()
    group.callback()(lambda: None)
    add_key_roll(group, lambda: program)
    done = CliRunner().invoke(group, ["roll-keys", "--out", str(out), "--data", "town"])
    return done.exit_code, done.output


def test_it_asks_for_nothing_and_says_what_a_stolen_key_needs(tmp_path: Path) -> None:
    program, out = Program(), tmp_path / "words"
    code, said = run(program, out)
    assert (code, program.out) == (0, out)
    assert "county sign-epoch --stolen" in said
    assert FINGERPRINT in said
    assert "3 个村卫生室" in said


def test_another_who_was_faster_is_told_of(tmp_path: Path) -> None:
    code, said = run(Program(faster=True), tmp_path / "words")
    assert code != 0
    assert "没有再换" in said
