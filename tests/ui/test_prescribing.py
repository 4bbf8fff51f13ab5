"""Packs follow from dose, frequency and days unless a number is written; the last visit is a key away."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from core.catalogue.items import ItemKind
from core.money import Fen
from core.training.characters import Character
from core.visits.herb_sheet import HerbSheet
from core.visits.payment import Payment
from core.visits.visit import Visit
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.wording.receipt import paid

PATIENT = township().characters[Character.ACTIVE].person


@pytest.fixture
def writing(person: PersonAtDesk) -> PersonAtDesk:
    person.receive(PATIENT.id_number)
    person.start_visit()
    return person


def write(person: PersonAtDesk, name: str, text: str) -> None:
    field = person.field(name)
    field.setFocus()
    field.selectAll()
    person.write(text)


def test_packs_follow_from_the_days_until_a_number_is_written(writing: PersonAtDesk, desk: FakeDesk) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "bhsaldpp")
    writing.wait_to_see("line_1_days")
    assert writing.field("line_1_quantity").text() == "1"
    write(writing, "line_1_days", "28")
    assert writing.field("line_1_quantity").text() == "1"
    write(writing, "line_1_dose", "10mg")
    assert writing.field("line_1_quantity").text() == "2"
    assert not writing.sees("line_1_needed")
    write(writing, "line_1_quantity", "1")
    assert "按用法用量需 2 盒" in writing.reads("line_1_needed")
    assert writing.sees("line_1_needed")
    write(writing, "line_1_days", "14")
    assert writing.field("line_1_quantity").text() == "1"
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    (line,) = desk.memory.visits[-1].visit.lines
    assert (line.dose, line.days, line.quantity) == ("10mg", 14, 1)


def visit_before(writing: PersonAtDesk) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "bhsaldpp")
    writing.wait_to_see("line_1_days")
    write(writing, "line_1_days", "14")
    writing.pick("visit_service", "ybzlf")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    writing.press(Qt.Key.Key_Escape)
    writing.receive(PATIENT.id_number)
    writing.start_visit()


def test_the_last_visit_is_written_by_one_key_at_prices_of_today(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    assert not writing.sees("visit_same")
    visit_before(writing)
    first = desk.memory.visits[-1].visit
    for _ in range(2):
        writing.press(Qt.Key.Key_F4)
        writing.wait_to_see("line_2_quantity")
        writing.rest()
    assert writing.focus_name() == "visit_drug"
    assert not writing.sees("line_3_quantity")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", "超量")
    writing.wait(lambda: "reason" in writing.focus_name())
    writing.write("3")
    writing.press(Qt.Key.Key_Return)
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    again = desk.memory.visits[-1].visit
    assert again is not first
    assert (again.diagnoses, again.lines) == (first.diagnoses, first.lines)


def test_what_the_catalogue_lists_no_more_is_named_and_left_out(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    visit_before(writing)
    state = desk.memory.visits[-1]
    drug = next(line for line in state.visit.lines if line.kind is ItemKind.DRUG)
    gone = replace(drug, code="GONE", name="停用的药")
    lines = tuple(gone if line is drug else line for line in state.visit.lines)
    desk.memory.visits[-1] = replace(state, visit=replace(state.visit, lines=lines))
    writing.press(Qt.Key.Key_Escape)
    writing.wait_to_see("reception_screen")
    writing.receive(PATIENT.id_number)
    writing.start_visit()
    writing.press(Qt.Key.Key_F4)
    writing.wait_to_read("visit_problem", "停用的药")
    writing.wait_to_see("line_1_quantity")
    assert not writing.sees("line_2_quantity")


def test_herbs_are_weighed_out_for_their_doses_and_kept_with_how_they_are_boiled(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    assert not writing.sees("visit_herb_doses")
    writing.pick("visit_drug", "gc")
    writing.wait_to_see("visit_herb_doses")
    write(writing, "visit_herb_doses", "7")
    writing.type_into("visit_herb_method", "水煎服")
    writing.pick("visit_drug", "sg")
    write(writing, "line_2_dose", "15g")
    writing.type_into("line_2_handling", "1")
    writing.press(Qt.Key.Key_Return)
    assert writing.focus_name() == "visit_drug"
    assert [writing.field(f"line_{place}_quantity").text() for place in (1, 2)] == ["42", "105"]
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    visit = desk.memory.visits[-1].visit
    assert visit.herbs == HerbSheet(7, "水煎服")
    assert [(one.days, one.handling) for one in visit.lines] == [(7, ""), (7, "先煎")]
    assert Visit.from_plain(visit.to_plain()) == visit


def test_an_emergency_for_longer_than_three_days_asks_for_a_reason_and_a_group_is_kept(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "bhsaldpp")
    writing.wait_to_see("line_1_days")
    write(writing, "line_1_days", "5")
    writing.type_into("line_1_group", "2")
    writing.press(Qt.Key.Key_F6)
    writing.find("visit_emergency", QCheckBox).click()
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", "理由")
    writing.wait(lambda: "reason" in writing.focus_name())
    writing.write("1")
    writing.press(Qt.Key.Key_Return)
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    visit = desk.memory.visits[-1].visit
    assert visit.bedside.emergency
    assert visit.lines[0].group == 2
    assert [(one.check, bool(one.reason)) for one in visit.checks if one.check == "prescription_days"] == [
        ("prescription_days", True)
    ]


def test_how_it_is_paid_is_a_key_away_and_stands_on_the_receipt(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_service", "ybzlf")
    for _ in range(2):
        writing.press(Qt.Key.Key_F8)
    writing.type_into("visit_family", "1.x")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", "家庭共济的金额看不懂")
    write(writing, "visit_family", "10.01")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", "超过了这次就诊的合计")
    write(writing, "visit_family", "0.50")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    visit = desk.memory.visits[-1].visit
    assert visit.payment == Payment("alipay", Fen(50))
    assert paid(visit, (850, 0, 0, 150)) == "收款方式：家庭共济 0.50 元，支付宝 1.00 元"
    assert paid(visit, (1000, 0, 0, 0)) == ""
