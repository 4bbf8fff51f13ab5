"""The commands about follow-ups say who is due, what became of each line, and where the forms come from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.clinic import SignIn
from core.coverage.enrolment import ChronicDisease
from core.ids import PersonId
from ui.commandline.follow_ups import add_follow_ups


@dataclass
class Deeds:
    """Remembers what it was asked for."""

    asked: list[Any] = field(default_factory=list)

    def due(self, _who: SignIn, everybody: bool) -> Mapping[str, Any]:
        self.asked.append(everybody)
        one = {"due": "2026-11-30", "name": "某人", "disease": "diabetes", "this_year": 2, "a_year": 4}
        return {"in_care": 7, "overdue": 2, "soon": 1, "people": [one]}

    def record_follow_ups(self, _who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        self.asked.append(list(lines))
        yield {"line": 1, "outcome": "saved", "event_id": "0" * 32}
        yield {"line": 2, "outcome": "follow_up_field_missing", "facts": {"field": "收缩压"}}

    def take_in(self, _who: SignIn, person: PersonId, disease: ChronicDisease) -> Mapping[str, Any]:
        self.asked.append((person, disease))
        return {"person": person, "disease": disease.value}


ASKING = ("--data", "clinic", "--user", "wang", "--password-stdin")


def run(deeds: Deeds, *arguments: str) -> tuple[int, str]:
    group = Typer()
    add_follow_ups(group, lambda: deeds)
    done = CliRunner().invoke(group, [*arguments], input="a synthetic password\n")
    return done.exit_code, done.output


def test_who_is_due_is_listed() -> None:
    deeds = Deeds()
    code, said = run(deeds, "follow-ups", *ASKING)
    assert (code, deeds.asked) == (0, [False])
    assert "在管 7 人次，逾期 2，两周内 1。" in said
    assert "2026-11-30  某人  糖尿病  今年 2/4" in said
    assert run(deeds, "follow-ups", "--all", *ASKING)[0] == 0
    assert deeds.asked[-1] is True


def test_a_line_that_is_refused_is_named(tmp_path: Path) -> None:
    file = tmp_path / "follow-ups.jsonl"
    file.write_text("{}\n{}\n")
    code, said = run(Deeds(), "record-follow-ups", str(file), *ASKING)
    assert code == 1
    assert "第 1 行：随访已保存" in said
    assert "第 2 行：“收缩压”还没有填" in said


def test_somebody_is_taken_into_care_for_a_disease_there_is() -> None:
    deeds = Deeds()
    assert run(deeds, "begin-care", "P1", "diabetes", *ASKING)[0] == 0
    assert deeds.asked == [("P1", ChronicDisease.DIABETES)]
    assert run(deeds, "begin-care", "P1", "gout", *ASKING)[0] == 2


def test_the_forms_say_where_they_come_from() -> None:
    code, said = run(Deeds(), "follow-up-forms", "--json")
    assert code == 0
    forms = json.loads(said)["forms"]
    assert len(forms) == 4
    assert all(one["sources"] and one["unconfirmed"] for one in forms)
    assert "未核实" in run(Deeds(), "follow-up-forms")[1]
