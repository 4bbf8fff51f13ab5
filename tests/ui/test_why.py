"""Why somebody is looked at: it costs nothing while patients sit here, one key where not, and is noted."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.audit import FOR_LOOKING, AuditEntry, Deed, Purpose
from core.coverage.thin_answers import ThinJudge, period_of
from core.policy.loader import load_shelf, packaged_sources
from core.training.characters import Character
from tests.ui.fake_desk import AS_OF, FakeDesk, township
from tests.ui.person import PersonAtDesk
from tests.ui.test_reception import Sit
from ui.desk import CardSeen
from ui.wording.audit import trail_cells, trail_detail
from ui.wording.why import PURPOSES

PATIENT = township().characters[Character.ACTIVE].person
STRANGER = township().strangers[0]
TAG = "00112233aabbccdd"


def last(desk: FakeDesk, deed: Deed = Deed.LOOKED_UP) -> AuditEntry:
    return [one for one in desk.memory.trail if one.deed == deed][-1]


def why(desk: FakeDesk) -> tuple[str, str]:
    line = last(desk)
    return str(line.facts.get("why", "")), line.reason


def chosen(person: PersonAtDesk) -> list[str]:
    buttons = person.window.findChildren(QPushButton)
    return [one.text() for one in buttons if "reception_why_" in one.objectName() and one.isChecked()]


def again(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")


def test_whoever_is_found_sits_here_unless_something_else_is_said(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.receive(PATIENT.name)
    assert why(desk) == ("present", "")
    again(person)
    person.receive(PATIENT.id_number)
    assert why(desk) == ("present", "")


def test_one_key_says_another_reason_and_it_stays(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.press(Qt.Key.Key_F3)
    assert person.focus_name() == "reception_box"
    for _ in range(2):
        person.receive(PATIENT.name)
        assert why(desk) == ("telephone", "")
        again(person)
    person.click("reception_why_present")
    assert person.focus_name() == "reception_box"
    person.receive(PATIENT.name)
    assert why(desk) == ("present", "")


def test_with_the_day_the_reason_ends(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.click("reception_why_outreach")
    desk.clock.moment += timedelta(days=1)
    person.receive(PATIENT.name)
    assert why(desk) == ("present", "")


def test_whose_card_lies_on_the_reader_sits_here_whatever_was_said(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk, lambda: CardSeen(PATIENT.id_number, PATIENT.name, "reader-7"))
    person.come_in()
    person.click("reception_why_telephone")
    person.press(Qt.Key.Key_F2)
    person.wait_to_see("verdict_screen")
    assert why(desk) == ("present", "")
    again(person)
    assert chosen(person) == ["电话咨询"]


def test_another_reason_takes_words_and_nobody_is_opened_without_them(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.click("reception_why_other")
    assert person.focus_name() == "reception_why_words"
    person.type_into("reception_box", PATIENT.name)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("reception_problem", "还没有说明查看原因")
    assert [one for one in desk.memory.trail if one.deed == Deed.LOOKED_UP] == []
    assert person.focus_name() == "reception_why_words"
    person.write("村委会核实")
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("verdict_screen")
    assert why(desk) == ("other", "村委会核实")
    again(person)
    person.receive(PATIENT.id_number)
    assert why(desk) == ("other", "村委会核实")


def test_taking_up_a_begun_visit_says_so_by_itself(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(PATIENT.id_number)
    person.start_visit()
    person.write("咳嗽")
    person.press(Qt.Key.Key_Escape)
    person.click("place_visits")
    person.rest()
    person.click("visits_draft_0")
    person.wait_to_see("visit_form")
    assert why(desk) == ("unfinished", "")


def test_a_number_in_full_is_shown_for_a_reason(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(PATIENT.id_number)
    person.click("verdict_show_number")
    person.rest()
    assert PATIENT.id_number not in person.reads("verdict_person_facts")
    assert person.focus_name() == "verdict_why_number_papers"
    person.click("verdict_why_number_form")
    person.rest()
    assert PATIENT.id_number in person.reads("verdict_person_facts")
    assert not person.sees("verdict_why_number")
    line = last(desk, Deed.SAW_NUMBER)
    assert (line.person, line.facts) == (PATIENT.person_id, {"why": "form"})


@pytest.fixture
def neighbour(desk: FakeDesk) -> None:
    """Let the stranger live in another village of the township."""
    period = period_of(AS_OF, AS_OF + timedelta(days=90))
    judge = ThinJudge(load_shelf(packaged_sources()), township().pack, period)
    thin = judge.entry_of(township().characters[Character.ACTIVE])
    desk.memory.thin[STRANGER.id_number] = type(thin)(thin.name, thin.spans, TAG)


@pytest.mark.usefixtures("neighbour")
def test_somebody_of_another_village_is_opened_only_once_it_was_said_why(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.click("reception_why_telephone")
    person.type_into("reception_box", STRANGER.id_number)
    person.rest()
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("outside_form")
    assert chosen(person) == []
    assert "其他村" in person.reads("reception_why_title")
    person.write(STRANGER.name)
    person.click("outside_go")
    person.wait_to_read("reception_problem", "还没有说明查看原因")
    person.click("reception_why_present")
    person.wait_to_see("verdict_screen")
    line = last(desk)
    assert line.facts == {"how": "number_typed", "why": "present", "tag": TAG}
    assert trail_cells(line)[2:] == ("打开人员资料（输入证件号）", "接诊", f"其他村 {TAG}")
    again(person)
    assert chosen(person) == ["电话咨询"], "the usual reason is as it was"


@pytest.mark.usefixtures("neighbour")
def test_a_neighbour_typed_into_the_form_for_strangers_is_asked_about_too(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.click("reception_outside")
    person.write(STRANGER.name)
    person.type_into("outside_number", STRANGER.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: chosen(person) == [])
    assert person.field("outside_name").text() == STRANGER.name
    person.click("reception_why_home_visit")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    assert why(desk) == ("home_visit", "")


@pytest.mark.usefixtures("neighbour")
def test_going_on_to_somebody_else_takes_the_question_back(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.type_into("reception_box", STRANGER.id_number)
    person.rest()
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("outside_form")
    person.field("reception_box").clear()
    person.receive(PATIENT.name)
    assert why(desk) == ("present", "")


def test_every_purpose_has_a_word_and_the_trail_says_it(person: PersonAtDesk, desk: FakeDesk) -> None:
    assert set(PURPOSES) == set(Purpose)
    assert FOR_LOOKING[0] is Purpose.PRESENT
    person.click("reception_why_other")
    person.write("邻居代问")
    person.press(Qt.Key.Key_Return)
    assert person.focus_name() == "reception_box"
    person.receive(PATIENT.name)
    said = trail_cells(last(desk))
    assert trail_detail(said).endswith(f" · 打开人员资料（按姓名选） · 其他：邻居代问 · {PATIENT.person_id}")
    assert said[2:] == ("打开人员资料（按姓名选）", "其他：邻居代问", PATIENT.person_id)
