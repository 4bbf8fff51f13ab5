"""The commands about how clinics settle hand on what was typed and tell a line each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from ui.commandline.province import add_province
from ui.commandline.settlement_ways import WayOfClinic, add_settlement_ways
from ui.commandline.township import StorePlace

ONE = {
    **{"clinic": "C01", "name": "上村卫生室", "mode": "own", "institution": "H43098100009"},
    **{"institution_name": "上村卫生室", "operator": "op9", "operator_name": "王医生"},
}
OTHER = {
    **{"clinic": "C02", "name": "下村卫生室", "mode": "province", "institution": ""},
    **{"institution_name": "", "operator": "", "operator_name": ""},
}
RESULTS = {"new": 2, "same": 1, "bad": 0, "bad_rows": [], "bad_rows_file": None, "told": True}
BAD = {"row": 3, "column": "就诊编号", "reason": "没有这个就诊"}


@dataclass
class Program:
    """Remembers what it was asked."""

    asked: list[Any] = field(default_factory=list)
    bad: bool = False

    def ways(self, place: StorePlace) -> Mapping[str, Any]:
        return {"clinics": [ONE, OTHER]}

    def set_way(self, place: StorePlace, clinic: str, asked: WayOfClinic) -> Mapping[str, Any]:
        self.asked.append((clinic, asked))
        return {"clinics": [ONE]}

    def export(self, place: StorePlace, out: Path, batch: int | None) -> Mapping[str, Any]:
        self.asked.append((out.name, batch))
        return {"batch": 3, "visits": 12, "file": str(out)}

    def batches(self, place: StorePlace) -> Mapping[str, Any]:
        made = {"batch": 1, "at": "2026-05-06T09:30:00+00:00", "visits": 12, "open": 2}
        return {"waiting": 4, "batches": [made]}

    def take_results(self, place: StorePlace, file: Path, preview_only: bool) -> Mapping[str, Any]:
        self.asked.append((file.name, preview_only))
        bad = {"bad": 1, "bad_rows": [BAD], "bad_rows_file": "x.xlsx", "told": False} if self.bad else {}
        return {**RESULTS, "told": not preview_only, **bad}


@pytest.fixture
def program() -> Program:
    return Program()


def run(program: Program, *words: str, code: int = 0) -> str:
    group = Typer()
    add_settlement_ways(group, lambda: program)
    add_province(group, lambda: program)
    result = CliRunner().invoke(group, [*words, "--data", "x"])
    assert result.exit_code == code, result.output
    return result.output


def test_each_clinic_has_a_line_with_code_and_operator(program: Program) -> None:
    told = run(program, "settlement-modes")
    assert "C01 上村卫生室：单独定点，H43098100009 上村卫生室，经办人 op9 王医生" in told
    assert "C02 下村卫生室：总对总\n" in told


def test_what_was_typed_is_handed_on(program: Program) -> None:
    own = ("--mode", "own", "--institution", "H43098100009", "--institution-name", "上村卫生室")
    run(program, "set-settlement-mode", "C01", *own)
    assert program.asked == [("C01", WayOfClinic("own", "H43098100009", "上村卫生室"))]


def test_a_batch_says_where_it_lies_and_what_is_in_it(program: Program) -> None:
    assert "第 3 批 12 笔" in run(program, "province-export", "--out", "out.xlsx")
    run(program, "province-export", "--out", "out.csv", "--batch", "1")
    assert program.asked == [("out.xlsx", None), ("out.csv", 1)]
    told = run(program, "province-batches")
    assert "等待导出 4 笔" in told
    assert "第 1 批 2026-05-06 09:30：12 笔，2 笔还没有结果" in told


def test_results_are_told_looked_at_or_refused_row_by_row(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.touch()
    assert "已记入" in run(program, "province-results", str(file))
    assert "没有记入" in run(program, "province-results", str(file), "--preview")
    program.bad = True
    told = run(program, "province-results", str(file), code=1)
    assert "第 3 行 就诊编号：没有这个就诊" in told
    assert "整份文件都没有记入" in told
