"""监管指标: the same log gives the same figures, what came since is told, training is never mixed in."""

import csv
import io
import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from core.console import ConsoleRole
from core.dates import read_month
from core.errors import Refusal
from core.events import EventType
from core.visits.corrections import correction_body
from storage.township.tables import townships
from sync.township.statements.month import month_named
from sync.township.supervision.counting import count_month, standings
from sync.township.supervision.office import Supervision
from tests.helpers.console_world import HERE, ConsoleWorld
from tests.helpers.township_store import CLINIC, CODEC, OTHER_CLINIC, code_of
from tests.helpers.township_talk import a_visit

MONTH = "2026-05"


def counted(world: ConsoleWorld) -> dict[str, dict[str, int]]:
    store, console = world.store(), world.console()
    count_month(store, console, read_month(MONTH), world.clock)
    return {
        one.clinic: one.kept.figures.to_plain()
        for one in standings(store, console, read_month(MONTH))
        if one.kept
    }


def office(world: ConsoleWorld) -> Supervision[None]:
    return Supervision(lambda _: nullcontext((world.store(), world.console())), world.clock)


def make_training(world: ConsoleWorld) -> None:
    with world.database.writing() as connection:
        connection.execute(update(townships).where(townships.c.township == HERE).values(training=True))


def test_the_page_counts_behind_the_answer_and_says_what_came_since(world: ConsoleWorld) -> None:
    world.visit()
    county = world.signed_in(ConsoleRole.COUNTY)
    assert "这个月还没有统计过" in county.get(f"/supervision?month={MONTH}").text

    assert county.post("/supervision/count", {"month": MONTH}).status_code == 303

    page = county.get(f"/supervision?month={MONTH}").text
    assert "1 / 1" in page
    assert "此后没有新的记录" in page
    world.visit(complaint="又来")
    assert "之后又收到 2 条记录，没有计入" in county.get(f"/supervision?month={MONTH}").text


def test_the_same_log_gives_the_same_figures_and_the_figures_name_its_head(world: ConsoleWorld) -> None:
    first = world.visit()
    body = CODEC.encode(correction_body(a_visit(complaint="咳"), [first]))
    world.hand_in([body], kind=EventType.VISIT_CORRECTED)
    before = counted(world)
    assert counted(world) == before
    assert {name: before[CLINIC][name] for name in ("visits", "corrected", "sent_back", "without_trace")} == {
        **{"visits": 1, "corrected": 1},
        **{"sent_back": 0, "without_trace": 1},
    }
    facts = office(world).indicators(None, MONTH, None)
    (row,) = (one for one in facts["clinics"] if one["clinic"] == CLINIC)
    heads = world.console().log_heads()[CLINIC]
    assert row["rests_on"]["log_hash"] == heads.log_hash
    assert row["rests_on"]["result_position"] == heads.result_position == 2
    assert row["newer"] == 0


def test_figures_of_a_training_township_say_so_in_every_row_and_name(
    world: ConsoleWorld, tmp_path: Path
) -> None:
    world.visit()
    real = office(world).indicators(None, MONTH, tmp_path)
    make_training(world)
    made_up = office(world).indicators(None, MONTH, tmp_path)

    assert (real["training"], made_up["training"]) == (False, True)
    assert set(real["files"]) & set(made_up["files"]) == set()
    assert all(name.startswith("training-") for name in made_up["files"])
    for name, kind in ((f"indicators-{MONTH}", "正式"), (f"training-indicators-{MONTH}", "训练（虚构数据）")):
        rows = list(csv.reader(io.StringIO((tmp_path / f"{name}.csv").read_text("utf-8-sig"))))
        assert {row[0] for row in rows[1:]} == {kind}
        assert len({len(row) for row in rows}) == 1
        assert json.loads((tmp_path / f"{name}.json").read_bytes())["kind"] == kind
    page = world.signed_in(ConsoleRole.COUNTY).get(f"/supervision?month={MONTH}").text
    assert "不得与正式数据合并上报" in page


def test_files_of_the_page_are_those_of_the_command(world: ConsoleWorld, tmp_path: Path) -> None:
    clinic = world.store().clinic(OTHER_CLINIC)
    assert clinic
    world.store().keep_clinic(replace(clinic, name="=1+1"), [])
    world.visit()
    office(world).indicators(None, MONTH, tmp_path)
    clerk = world.signed_in(ConsoleRole.CLERK)
    sent = clerk.get(f"/supervision/{MONTH}.csv")
    assert sent.content == (tmp_path / f"indicators-{MONTH}.csv").read_bytes()
    assert "\n=1+1" not in sent.text
    assert ",'=1+1," in sent.text
    assert clerk.get(f"/supervision/{MONTH}.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "2026-5", "x"])
def test_a_month_no_visit_can_be_of_is_refused(world: ConsoleWorld, month: str) -> None:
    with pytest.raises(Refusal) as caught:
        month_named(month)
    assert code_of(caught) == "month_not_readable"
    browser = world.signed_in(ConsoleRole.CLERK)
    for page in ("supervision", "statements", "prescriptions"):
        if page != "prescriptions" or browser.get("/prescriptions").status_code == 200:
            assert browser.get(f"/{page}?month={month}").status_code == 400
