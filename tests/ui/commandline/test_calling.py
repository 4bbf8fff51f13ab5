"""The commands about calls hand on what was changed, and say what holds, what was and what will be."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.clinic import SignIn
from ui.commandline.calling import add_call_settings, add_clinic_calling
from ui.commandline.township import StorePlace


@dataclass
class Program:
    """Remembers what it was asked."""

    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def settings(self, place: StorePlace, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append(changes)
        return {
            **{"interval_seconds": 300, "bytes_a_day": 204_800, "bytes_a_month": 0},
            **{"quiet_hours": "22:00-06:00", "batch_bytes": 16_384, "await_seconds": 8},
        }


def run(program: Program, *arguments: str) -> str:
    group = Typer()
    add_call_settings(group, lambda: program)
    done = CliRunner().invoke(group, ["--data", "town", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_only_what_was_named_is_changed_and_kilobytes_become_bytes() -> None:
    program = Program()
    run(program)
    run(program, "--interval", "600", "--day-kb", "200", "--quiet", "22:00-06:00")
    run(program, "--month-kb", "0", "--batch-kb", "16", "--quiet", "off")
    run(program, "--await-settlement", "8")
    assert program.asked == [
        {},
        {"call_again_seconds": 600, "bytes_a_day": 204_800, "quiet_hours": "22:00-06:00"},
        {"bytes_a_month": 0, "batch_bytes": 16_384, "quiet_hours": ""},
        {"await_settlement_seconds": 8},
    ]


def test_what_holds_is_said_in_words() -> None:
    said = run(Program())
    for words in ("300 秒", "每天流量：200 KB", "每月流量：不限", "22:00-06:00", "16 KB", "最多等 8 秒"):
        assert words in said


@dataclass
class Calls:
    """A clinic that has called twice and will call again."""

    asked: list[Any] = field(default_factory=list)
    first: bool = False

    def sync(self, who: SignIn, told: Callable[[Mapping[str, Any]], None] | None = None) -> Mapping[str, Any]:
        for number in (3, 5):
            if told:
                told({"acknowledged": number, "waiting": 5 - number, "bytes_expected": 2048})
        moved = {"events": 5, "results": 5, "data_sets": 0, "bytes_up": 900, "bytes_down": 800}
        return {**moved, "seconds": 1.5}

    def diary(self, who: SignIn, lines: int) -> Mapping[str, Any]:
        self.asked.append(lines)
        line = {"at": "2026-11-30T01:02:03+00:00", "bytes_up": 2048, "bytes_down": 0, "seconds": 1.25}
        bad = {**line, "route": "https", "outcome": "township_unreachable"}
        return {"attempts": [bad, {**line, "route": "bundle", "outcome": "done"}]}

    def forecast(self, who: SignIn) -> Mapping[str, Any]:
        due = {"name": "catalogue", "version": 3, "bytes": 4096, "put_off": True}
        spent = {"spent_today": 1024, "bytes_a_day": 204_800, "spent_this_month": 2048, "bytes_a_month": 0}
        quiet = {"quiet_hours": "22:00-06:00", "next_call": "2026-11-30T01:02:03+00:00"}
        counts: dict[str, Any] = {
            "events": 7,
            "events_bytes": 3072,
            "sets": [due],
            "sets_bytes": 0,
            "seconds": 4.0,
        }
        counts["first"] = self.first
        return {**counts, **spent, **quiet}


WHO = ("--data", "clinic", "--user", "wang", "--password-stdin")


def at_clinic(calls: Calls, *arguments: str) -> tuple[str, str]:
    group = Typer()
    add_clinic_calling(group, lambda: calls)
    done = CliRunner().invoke(group, [*arguments, *WHO], input="a synthetic password\n")
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_the_diary_is_read_line_by_line() -> None:
    calls = Calls()
    first, second = at_clinic(calls, "diary", "--lines", "7")[0].splitlines()
    assert calls.asked == [7]
    assert first.startswith("2026-11-30 09:02 网络，上传 2 KB")
    assert "未完成：" in first
    assert second.endswith("U 盘，上传 2 KB，下载 0 字节，1.2 秒，完成")


def test_the_forecast_says_what_comes_what_is_spent_and_when_it_is_quiet() -> None:
    said, _ = at_clinic(Calls(), "forecast")
    for part in (
        "上传 7 条",
        "药品和服务目录（等有余量）",
        "约需 4 秒",
        "上限：200",
        "不限",
        "22:00-06:00",
        "09:02",
    ):
        assert part in said


def test_before_the_first_call_the_forecast_says_that_all_is_to_come() -> None:
    said, _ = at_clinic(Calls(first=True), "forecast")
    assert "名册、目录等全部数据（有多大要联系上卫生院才知道）\n" in said


def test_progress_is_told_beside_the_report_and_only_when_asked_for() -> None:
    report, told = at_clinic(Calls(), "sync", "--progress", "--json")
    assert [json.loads(line)["acknowledged"] for line in told.splitlines()] == [3, 5]
    assert json.loads(report)["events"] == 5
    assert at_clinic(Calls(), "sync")[1] == ""
    assert "已送达 3 条，待上传 2 条，还要下载约 2 KB" in at_clinic(Calls(), "sync", "--progress")[1]
