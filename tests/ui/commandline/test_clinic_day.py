"""The command that ends a day says what it came to, for today or the day that is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.clinic import SignIn
from ui.commandline.clinic_day import add_day


@dataclass
class Deeds:
    """Remembers which days it was asked to close."""

    asked: list[date | None] = field(default_factory=list)

    def close_day(self, _who: SignIn, day: date | None) -> Mapping[str, Any]:
        self.asked.append(day)
        money = {"total": 12_050, "fund": 7_000, "account": 0, "cash": 5_050}
        return {"day": "2026-11-30", "visits": 4, "without_estimate": 1, **money}


def run(deeds: Deeds, *arguments: str) -> tuple[int, str]:
    group = Typer()
    group.callback()(lambda: None)
    add_day(group, lambda: deeds)
    asking = ("--data", "clinic", "--user", "wang", "--password-stdin")
    done = CliRunner().invoke(group, ["close-day", *asking, *arguments], input="a synthetic password\n")
    return done.exit_code, done.output


def test_a_day_is_closed_and_its_sums_are_said() -> None:
    deeds = Deeds()
    code, said = run(deeds)
    assert (code, deeds.asked) == (0, [None])
    assert "就诊 4 人次，合计 120.50 元（预估基金 70.00 元、个人账户 0.00 元、现金 50.50 元）" in said
    assert "其中 1 人次没有预估" in said
    assert run(deeds, "--day", "2026-11-29")[0] == 0
    assert deeds.asked[-1] == date(2026, 11, 29)


def test_a_day_that_is_none_is_not_closed() -> None:
    deeds = Deeds()
    assert run(deeds, "--day", "30.11.2026")[0] != 0
    assert deeds.asked == []
