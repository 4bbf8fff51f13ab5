"""The commands about outreach say who is not enrolled and what was noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.clinic import SignIn
from core.ids import PersonId
from core.outreach.contact import ContactAnswer, ContactWay
from ui.commandline.outreach import add_outreach

_ONE = {
    **{"person": "p1", "name": "某人", "household": "H1", "why": "broken_off", "last_year": 2024},
    **{"now": "2027-05-01", "now_months": 4, "later": "2028-06-01", "later_months": 5},
    **{"to_pay_fen": 42_000, "newborn_until": None, "answer": "", "refusal": ""},
    **{"refusal_facts": {}},
}
_UNCLEAR = {
    **{**_ONE, "person": "p2", "why": "unclear", "answer": "will_pay", "refusal": "pack_not_in_force"},
    **{"refusal_facts": {"pack": "CN-23", "day": "2026-12-01"}},
}


@dataclass
class Deeds:
    """Remembers what it was asked for."""

    asked: list[Any] = field(default_factory=list)

    def unenrolled(self, _who: SignIn, year: int | None) -> Mapping[str, Any]:
        self.asked.append(year)
        counts = {"counted": 120, "cared_for": 118, "spoken_to": 1, "answers": {"will_pay": 1}}
        dates = {"year": 2027, "roster_as_of": "2026-11-12", "expired": True}
        return {**dates, **counts, "people": [_ONE, _UNCLEAR]}

    def note(
        self,
        _who: SignIn,
        people: Sequence[PersonId],
        year: int | None,
        said: tuple[ContactWay, ContactAnswer, str],
    ) -> Mapping[str, Any]:
        self.asked.append((people, year, said))
        return {"year": 2027, "people": people, "answer": said[1].value}


ASKING = ("--data", "clinic", "--user", "wang", "--password-stdin")


def run(deeds: Deeds, *arguments: str) -> tuple[int, str]:
    group = Typer()
    add_outreach(group, lambda: deeds)
    done = CliRunner().invoke(group, [*arguments, *ASKING], input="a synthetic password\n")
    return done.exit_code, done.output


def test_the_list_says_how_far_the_village_is_and_what_follows_for_each() -> None:
    deeds = Deeds()
    code, said = run(deeds, "outreach", "--year", "2027")
    assert (code, deeds.asked) == (0, [2027])
    assert "共 120 人，已参保 118 人，还没有参保 2 人，谈过 1 人" in said
    assert "名册已过有效期" in said
    assert (
        "断保  现在缴：2027年5月1日起（等 4 个月）；晚一年再缴：2028年6月1日起（等 5 个月）  还没谈" in said
    )
    assert "不清楚" in said and "答应缴" in said
    assert "政策包 CN-23 在 2026-12-01 没有有效的版本" in said


def test_a_contact_is_noted_for_several_people() -> None:
    deeds = Deeds()
    how = ("--answer", "refuses", "--way", "phone", "--words", "太贵")
    code, said = run(deeds, "note-outreach", "p1", "p2", *how)
    assert (code, "已记下 2 人，2027 年度：不缴。" in said) == (0, True)
    assert deeds.asked == [(["p1", "p2"], None, (ContactWay.PHONE, ContactAnswer.REFUSES, "太贵"))]
    assert run(deeds, "note-outreach", "p1", "--answer", "perhaps")[0] == 2
