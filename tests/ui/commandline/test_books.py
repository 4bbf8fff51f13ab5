"""The commands about a township's books list what differs, a line each, and say what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from ui.commandline.books import DayAtPlatform, add_books
from ui.commandline.township import StorePlace

ONE = {
    "number": 3,
    "day": "2026-05-05",
    "kind": "only_here",
    "settlement": "S1",
    "total": 1000,
    "fund": 600,
    "their_total": None,
    "their_fund": None,
}
GROUP = {"insurance": "390", "centre": "439900", "count": 2, "total": 3000, "fund": 1800, "agrees": False}


@dataclass
class Program:
    """Remembers what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def reconcile_day(self, place: StorePlace, asked: DayAtPlatform) -> Mapping[str, Any]:
        self.asked.append((asked.platform, asked.day))
        return {"day": "2026-05-05", "groups": [GROUP], "open": 1, "differences": [ONE]}

    def differences(self, place: StorePlace) -> Mapping[str, Any]:
        return {"differences": [ONE]}

    def work_off(self, place: StorePlace, number: int, reason: str) -> Mapping[str, Any]:
        self.asked.append((number, reason))
        return {"number": number, "differences": []}


def run(program: Program, *arguments: str) -> tuple[int, str]:
    group = Typer()
    add_books(group, lambda: program)
    done = CliRunner().invoke(group, [*arguments, "--data", "town"])
    return done.exit_code, done.output


def test_a_day_tells_its_groups_and_what_differs() -> None:
    program = Program()
    code, said = run(program, "reconcile-day", "--platform", "p", "--institution-file", __file__)
    assert (code, program.asked) == (0, [("p", None)])
    assert "2 笔，合计 30.00 元，基金 18.00 元，不平" in said
    assert "3. 2026-05-05 S1：本院有、平台无，本院 10.00 元（基金 6.00 元），平台 无" in said


def test_a_difference_is_worked_off_with_a_reason() -> None:
    program = Program()
    assert "本院有、平台无" in run(program, "differences")[1]
    code, said = run(program, "work-off", "3", "--reason", "已补记")
    assert (code, program.asked, said.strip()) == (0, [(3, "已补记")], "没有待处理的差异。")
    assert run(program, "work-off", "3")[0] == 2
