"""A made-up day and a made-up month look like what really happens, and are the same each time."""

from datetime import date
from random import Random

from core.training.catalogue import training_catalogue
from core.training.month import month_later
from core.training.township import make_township
from core.training.workday import draw_visits

ON = date(2026, 11, 25)
TOWN = make_township(7, ON, villages=2, people=400)
CATALOGUE = training_catalogue()


def test_a_day_sees_different_people_of_the_village_and_codes_every_box() -> None:
    visits = list(draw_visits(TOWN, CATALOGUE, Random(1), 40, TOWN.villages[1]))
    villages = {entry.person.id_number: entry.person.village for entry in TOWN.entries}
    assert {villages[visit["id_number"]] for visit in visits} == {TOWN.villages[1]}
    assert len({visit["id_number"] for visit in visits}) == 40
    lines = [line for visit in visits for line in visit["lines"] if line["kind"] == "drug"]
    assert all(len(line["trace_codes"]) == line["quantity"] for line in lines)
    codes = [code for line in lines for code in line["trace_codes"]]
    assert all(len(code) == 20 and code.isdigit() for code in codes)
    assert len(set(codes)) == len(codes)


def test_a_month_changes_as_many_people_as_it_should_and_nobody_else() -> None:
    later = month_later(TOWN.entries, ON, 0.05, Random(1))
    differ = [old for old, new in zip(TOWN.entries, later, strict=True) if old != new]
    assert len(differ) == 20
    assert [one.person.person_id for one in later] == [one.person.person_id for one in TOWN.entries]
    assert later == month_later(TOWN.entries, ON, 0.05, Random(1))
