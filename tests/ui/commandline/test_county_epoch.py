"""The commands about an epoch the county signs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.errors import Refusal
from core.events import Epoch
from core.ids import TownshipCode
from core.township_keys import EpochRequest, TownshipFace
from ui.commandline.county_epoch import Trust, add_county_epoch, add_township_epoch
from ui.commandline.township import StorePlace

FINGERPRINT = "aaaa bbbb cccc dddd eeee ffff 0000 1111"
REQUEST = EpochRequest(
    TownshipCode("T1"),
    "青石镇卫生院",
    Epoch(2, "ab" * 16, "cd" * 16),
    TownshipFace(bytes(32), bytes(32), bytes(32)),
    datetime(2026, 5, 6, tzinfo=UTC),
)


@dataclass
class Program:
    """Remembers what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def sign(self, data: Path, passphrase: str, files: tuple[Path, Path], trust: Trust) -> Mapping[str, Any]:
        compared, stolen = trust
        if not compared(REQUEST, FINGERPRINT):
            raise Refusal("epoch_not_confirmed", fingerprint=FINGERPRINT)
        self.asked.append((data, passphrase, files, stolen))
        names = {"township": "T1", "name": REQUEST.name, "file": str(files[1])}
        return {**names, "epoch": 29_000_000, "former": int(not stolen), "fingerprint": FINGERPRINT}

    def request(self, place: StorePlace, out: Path) -> Mapping[str, Any]:
        return {"township": "T1", "name": REQUEST.name, "file": str(out), "fingerprint": FINGERPRINT}

    def take(self, place: StorePlace, file: Path) -> Mapping[str, Any]:
        return {"epoch": 29_000_000, "clinics": 3, "former": 1}


def run(program: Program, *arguments: object) -> tuple[int, str]:
    group = Typer()
    add_county_epoch(group, lambda: program)
    add_township_epoch(group, lambda: program)
    done = CliRunner().invoke(group, [str(one) for one in arguments], input="a synthetic passphrase\n")
    return done.exit_code, done.output


def test_the_county_signs_once_the_fingerprint_was_compared(tmp_path: Path) -> None:
    program, asked, word = Program(), tmp_path / "asked", tmp_path / "word"
    asked.write_bytes(b"x")
    signing = ("sign-epoch", asked, "--data", "county", "--out", word, "--password-stdin")

    code, said = run(program, *signing, "--fingerprint", "0000")
    assert code != 0
    assert FINGERPRINT in said
    code, said = run(program, *signing)
    assert code != 0, "nobody at the screen compared it"
    assert program.asked == []

    code, said = run(program, *signing, "--fingerprint", FINGERPRINT.upper().replace(" ", "-"))
    assert (code, program.asked) == (0, [(Path("county"), "a synthetic passphrase", (asked, word), False)])
    assert "继续有效" in said
    code, said = run(program, *signing, "--fingerprint", FINGERPRINT, "--stolen")
    assert program.asked[-1][-1] is True
    assert "不再承认" in said


def test_a_township_asks_and_begins(tmp_path: Path) -> None:
    program, word = Program(), tmp_path / "word"
    code, said = run(program, "request-epoch", "--out", word, "--data", "town")
    assert code == 0
    assert FINGERPRINT in said
    word.write_bytes(b"x")
    code, said = run(program, "take-epoch", word, "--data", "town")
    assert code == 0
    assert "3 个村卫生室" in said
    assert "confirm-device" in said
