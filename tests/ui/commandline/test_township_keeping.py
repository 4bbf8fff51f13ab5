"""The commands that copy a township service say where the copy lies, and what to do once one is put back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.errors import Refusal
from ui.commandline.township import StorePlace
from ui.commandline.township_keeping import add_township_keeping

FACTS = {
    "folder": "/stick/cunzhen-township-1",
    "made_at": "2026-05-06T17:30+08:00",
    "townships": ["T1", "T2"],
}


@dataclass
class Program:
    """Remembers what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def backup(self, place: StorePlace, to: Path, keep: int) -> Mapping[str, Any]:
        self.asked.append(("backup", to, keep))
        return {**FACTS, "rows": 12}

    def restore(self, place: StorePlace, folder: Path, replace: bool) -> Mapping[str, Any]:
        if not replace:
            raise Refusal("township_store_there")
        self.asked.append(("restore", folder))
        return {**FACTS, "rows": 12}


def run(program: Program, *arguments: str) -> tuple[int, str]:
    group = Typer()
    add_township_keeping(group, lambda: program)
    result = CliRunner().invoke(group, [*arguments, "--data", "/town"])
    return result.exit_code, result.output


def test_a_backup_says_where_it_lies_and_that_the_key_is_not_in_it() -> None:
    program = Program()
    code, said = run(program, "backup", "--to", "/stick", "--keep", "3")
    assert (code, program.asked) == (0, [("backup", Path("/stick"), 3)])
    assert "2 个乡镇" in said
    assert "/stick/cunzhen-township-1" in said
    assert "主密钥文件，备份里没有" in said


def test_a_restore_takes_the_place_of_another_only_when_told_and_says_what_is_next() -> None:
    program = Program()
    code, said = run(program, "restore", "/stick/one")
    assert (code, program.asked) == (1, [])
    assert "加 --replace" in said
    code, said = run(program, "restore", "/stick/one", "--replace")
    assert (code, program.asked) == (0, [("restore", Path("/stick/one"))])
    assert "2026-05-06 17:30" in said
    assert "township reconciled" in said
    assert "重新停用" in said
