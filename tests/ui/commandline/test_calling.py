"""The command about calls hands on what was changed and says what holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from ui.commandline.calling import add_call_settings
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
