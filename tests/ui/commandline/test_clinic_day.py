"""The commands that end a day and state a month say what they came to, for now or what is named."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.clinic import SignIn
from core.events import ResultKind
from core.ids import ClinicCode, EventId
from core.statement import ToldVisit, statement_of
from tests.helpers.township_talk import a_visit
from ui.commandline.clinic_day import add_day


@dataclass
class Deeds:
    """Remembers which days it was asked to close."""

    asked: list[date | None] = field(default_factory=list)

    def close_day(self, _who: SignIn, day: date | None) -> Mapping[str, Any]:
        self.asked.append(day)
        money = {"total": 12_050, "fund": 7_000, "account": 0, "cash": 5_050}
        return {"day": "2026-11-30", "visits": 4, "without_estimate": 1, **money}

    def state_month(self, _who: SignIn, month: date | None) -> Mapping[str, Any]:
        self.asked.append(month)
        said = (ResultKind.NEEDS_CORRECTION, {"reason": "诊断与用药不符"})
        visits = [ToldVisit(EventId("ab" * 16), a_visit(), (said,))]
        return statement_of(ClinicCode("C01"), "上村卫生室", "2026-05", visits).to_plain()


def run(deeds: Deeds, *arguments: str, command: str = "close-day") -> tuple[int, str]:
    group = Typer()
    group.callback()(lambda: None)
    add_day(group, lambda: deeds)
    asking = ("--data", "clinic", "--user", "wang", "--password-stdin")
    done = CliRunner().invoke(group, [command, *asking, *arguments], input="a synthetic password\n")
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


def test_a_month_is_stated_in_words_and_as_numbers() -> None:
    deeds = Deeds()
    code, said = run(deeds, "--month", "2026-05", command="month-statement")
    assert (code, deeds.asked) == (0, [date(2026, 5, 1)])
    for line in ("2026-05：就诊 1 人次，合计 25.00 元。", "退回：诊断与用药不符 1 笔", "甲类 25.00 元"):
        assert line in said
    _, told = run(deeds, "--json", command="month-statement")
    assert json.loads(told[told.index("{") :])["fates"]["returned"] == {"count": 1, "sum": 2500}
    assert run(deeds, "--month", "2026-13", command="month-statement")[0] != 0
