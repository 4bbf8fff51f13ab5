"""The command about indicators tells a clinic a line, says of training what it is, and what it wrote."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.supervision import Flow, indicators_of
from ui.commandline.supervision import add_supervision
from ui.commandline.township import StorePlace

FIGURES = {**indicators_of([], Flow(2, 1, 0)).to_plain(), "average_total": 2550, "visits": 3}


class Program:
    """Counts nothing, and tells a month."""

    def indicators(self, place: StorePlace, month: str, out: Path | None) -> Mapping[str, Any]:
        clinics = [{"name": "上村卫生室", "figures": FIGURES}, {"name": "下村卫生室", "figures": None}]
        files = [] if out is None else [f"training-indicators-{month}.csv"]
        told = {"name": "青石镇卫生院", "month": month, "kind": "训练（虚构数据）"}
        return {**told, "clinics": clinics, "all": {**FIGURES, "average_total": None}, "files": files}


def run(*arguments: str) -> str:
    group = Typer()
    add_supervision(group, Program)
    group.callback()(lambda: None)
    done = CliRunner().invoke(group, ["indicators", "--month", "2026-05", "--data", "town", *arguments])
    assert done.exit_code == 0
    return done.output


def test_each_clinic_has_its_line_and_the_files_are_named() -> None:
    said = run("--out", "sheets")
    assert "2026-05 监管指标（训练（虚构数据））" in said
    assert "上村卫生室：3 人次 0 人；次均 25.50 元" in said
    assert "退回 2，更正 1，迟报 0，未结算 0" in said
    assert "合计：3 人次 0 人；次均 — 元" in said
    assert "下村" not in said
    assert "写好了：training-indicators-2026-05.csv。" in said


def test_without_a_folder_nothing_is_written() -> None:
    assert "写好了" not in run()
