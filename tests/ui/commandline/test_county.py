"""What the commands of the county and of its townships ask, and whose word counts as a comparison."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.helpers.county import PASSPHRASE, a_county
from ui.commandline.county import add_township_county, county_commands
from ui.commandline.township import StorePlace

KEYS, _ = a_county()
PACK_SAID = {
    **{"pack": "CN-1", "region": "1", "versions": ["2025-01-01", "2027-01-01"], "files": 3, "cases": 9},
    **{"file": "out", "county": "云岭县", "answers": "CN-1", "published": True},
}


class Program:
    """Remembers what it is asked; compares with the county of the tests."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def init(self, data: Path, name: str, passphrase: str) -> dict[str, Any]:
        self.asked.append((data, name, passphrase))
        return {"name": name, "fingerprint": "f", "file": "county.json"}

    def sign_pack(self, data: Path, folders: Sequence[Path], out: Path, passphrase: str) -> dict[str, Any]:
        self.asked.append((data, folders, out, passphrase))
        return PACK_SAID

    def adopt_pack(self, place: StorePlace, file: Path, preview: bool) -> dict[str, Any]:
        self.asked.append((place, file, preview))
        change = {"new": 2, "changed": 0, "gone": 0, "same": 1}
        return {**PACK_SAID, "change": change, "imported": not preview}

    def trust_county(self, place: StorePlace, file: Path, compared: Any) -> dict[str, Any]:
        self.asked.append((place, file, compared(KEYS)))
        return {"name": KEYS.name, "fingerprint": KEYS.fingerprint}


def run(program: Program, *arguments: object, typed: str = "") -> Result:
    application = typer.Typer(pretty_exceptions_enable=False)
    application.add_typer(county_commands(lambda: program), name="county")
    township = typer.Typer()
    township.callback()(lambda: None)
    add_township_county(township, lambda: program)
    application.add_typer(township, name="township")
    return CliRunner().invoke(application, [str(one) for one in arguments], typed, catch_exceptions=False)


def test_the_passphrase_of_a_county_is_no_argument(tmp_path: Path) -> None:
    program = Program()
    init = ("county", "init", "--data", tmp_path, "--name", "云岭县", "--password-stdin", "--json")
    result = run(program, *init, typed=f"{PASSPHRASE}\n")
    assert (result.exit_code, json.loads(result.stdout)["name"]) == (0, "云岭县")
    assert program.asked == [(tmp_path, "云岭县", PASSPHRASE)]


@pytest.mark.parametrize(
    ("told", "right"),
    [(KEYS.fingerprint, True), (KEYS.fingerprint.upper(), True), ("0000", False), ("", False)],
)
def test_a_fingerprint_told_by_telephone_is_compared(tmp_path: Path, told: str, right: bool) -> None:
    file, program = tmp_path / "county.json", Program()
    file.touch()
    run(program, "township", "trust-county", file, "--data", "d", "--fingerprint", told)
    assert program.asked == [(StorePlace(Path("d")), file, right)]


def test_where_nobody_sits_nothing_counts_as_compared(tmp_path: Path) -> None:
    file, program = tmp_path / "county.json", Program()
    file.touch()
    run(program, "township", "trust-county", file, "--data", "d", typed="y\n")
    assert program.asked == [(StorePlace(Path("d")), file, False)]


def test_the_folders_of_a_pack_and_the_passphrase_are_handed_over(tmp_path: Path) -> None:
    program, folders = Program(), [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    sign = ("county", "sign-pack", *folders, "--data", "d", "--out", "o", "--password-stdin")
    result = run(program, *sign, typed=f"{PASSPHRASE}\n")
    assert program.asked == [(Path("d"), folders, Path("o"), PASSPHRASE)]
    assert "2025-01-01、2027-01-01" in result.stdout and "9 个案例全部通过" in result.stdout


def test_a_package_is_handed_to_the_township(tmp_path: Path) -> None:
    program, file = Program(), tmp_path / "package"
    file.touch()
    result = run(program, "township", "adopt-pack", file, "--data", "d")
    looked = run(program, "township", "adopt-pack", file, "--data", "d", "--preview")
    assert program.asked == [(StorePlace(Path("d")), file, preview) for preview in (False, True)]
    assert "现用 CN-1" in result.stdout
    assert "还没有启用" in looked.stdout and "版本新增 2 个" in looked.stdout
