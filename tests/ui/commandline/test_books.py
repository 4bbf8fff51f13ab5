"""The commands about a township's books list what differs, a line each, and say what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
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
GROUP = {
    "institution": "H43098100001",
    "insurance": "390",
    "centre": "439900",
    "count": 2,
    "total": 3000,
    "fund": 1800,
    "agrees": False,
}

STATED = {
    "clinic": "C01",
    "name": "上村卫生室",
    "visits": 2,
    "total": 5000,
    "fates": {"settled": {"count": 1, "sum": 2500}},
    "settled": {"fund": 1400},
    "difference": -100,
}
DAY = {"clinic": "C01", "day": "2026-05-06", "here": {"count": 1, "sum": 2500}}
DAYS = [
    {**DAY, "there": {"count": 2, "sum": 5000}, "agreement": "differs"},
    {**DAY, "there": None, "agreement": "not_closed"},
]


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

    def statement(self, place: StorePlace, month: str, clinic: str | None, out: Path) -> Mapping[str, Any]:
        self.asked.append((month, clinic, out))
        return {"month": month, "files": ["statement-2026-05.pdf"], "clinics": [STATED]}

    def reconcile(self, place: StorePlace, month: str) -> Mapping[str, Any]:
        return {"month": month, "agrees": 20, "not_closed": 1, "changed_since": 0, "differs": 1, "days": DAYS}


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


def test_a_statement_says_what_was_written_and_how_clinics_stand() -> None:
    program = Program()
    code, said = run(program, "statement", "--month", "2026-05", "--out", "sheets")
    assert (code, program.asked) == (0, [("2026-05", None, Path("sheets"))])
    assert "statement-2026-05.pdf" in said
    assert "就诊 2 笔 50.00 元，已结算 1 笔，基金 14.00 元，患者应补 -1.00 元" in said


def test_a_month_that_differs_ends_with_a_code_of_its_own() -> None:
    code, said = run(Program(), "reconcile", "--month", "2026-05")
    assert code == 1
    assert "一致 20 天，日结之后有变 0 天，未日结 1 天，不一致 1 天" in said
    assert "不一致，卫生院 1 笔 25.00 元，村卫生室 2 笔 50.00 元" in said
    assert "村卫生室还没有日结，卫生院 1 笔 25.00 元，村卫生室 无" in said
