"""A visit that was begun and put aside is found above the list and taken up again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from core.audit import Deed
from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.widgets.draft_strip import NAMES

ONE = township().characters[Character.ACTIVE].person
OTHER = township().characters[Character.WAITING_LATE].person


def put_aside(person: PersonAtDesk, number: str, complaint: str) -> None:
    person.receive(number)
    person.start_visit()
    person.write(complaint)
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    person.rest()


def offered(person: PersonAtDesk) -> list[str]:
    buttons = [person.find(f"visits_draft_{place}", QPushButton) for place in range(NAMES)]
    return [one.text() for one in buttons if one.isVisible()]


def test_without_a_draft_nothing_is_said(person: PersonAtDesk) -> None:
    person.click("place_visits")
    person.rest()
    assert not person.sees("visits_drafts")


def test_drafts_stand_above_the_list_and_open_the_form_of_their_person(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    put_aside(person, ONE.id_number, "头晕")
    desk.clock.moment += timedelta(minutes=5)
    put_aside(person, OTHER.id_number, "咳嗽")
    person.click("place_visits")
    person.wait_to_read("visits_drafts_title", "草稿 2 份")
    assert offered(person) == [f"{OTHER.name} 09:35", f"{ONE.name} 09:30"]
    person.click("visits_draft_1")
    person.wait_to_see("visit_form")
    person.rest()
    assert person.reads("visit_person_name") == ONE.name
    assert person.field("visit_complaint").text() == "头晕"
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    person.click("place_visits")
    person.wait_to_read("visits_drafts_title", "草稿 1 份")
    assert offered(person) == [f"{OTHER.name} 09:35"]


def test_a_draft_nobody_wants_is_thrown_away_with_a_key_and_enter(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.receive(ONE.id_number)
    person.start_visit()
    assert not person.sees("visit_discard_open"), "there is nothing yet to throw away"
    person.write("头晕")
    person.wait_to_see("visit_discard_open")
    person.press_keys("Shift+Esc")
    person.write("病人没等就走了")
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("reception_screen")
    person.rest()
    assert desk.memory.drafts == {}
    last = desk.memory.trail[-1]
    assert (last.deed, last.person, last.reason) == (Deed.DRAFT_DISCARDED, ONE.person_id, "病人没等就走了")
    person.receive(ONE.id_number)
    person.start_visit()
    assert person.field("visit_complaint").text() == ""


def test_a_form_that_is_open_is_kept_before_another_is_taken_up(person: PersonAtDesk) -> None:
    put_aside(person, ONE.id_number, "头晕")
    person.receive(OTHER.id_number)
    person.start_visit()
    person.write("咳嗽")
    person.click("place_visits")
    person.wait_to_read("visits_drafts_title", "草稿 2 份")
    person.click("visits_draft_1")
    person.wait(
        lambda: person.sees("visit_form") and person.reads("visit_person_name") in (ONE.name, OTHER.name)
    )
    person.rest()
    person.click("place_visits")
    person.rest()
    assert len(offered(person)) == 2


def test_somebody_outside_the_roster_is_taken_up_again(person: PersonAtDesk) -> None:
    person.click("reception_outside")
    person.write("过路人")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    person.rest()
    person.start_visit()
    person.write("发热")
    person.press(Qt.Key.Key_Escape)
    person.click("place_visits")
    person.wait_to_read("visits_drafts_title", "草稿 1 份")
    person.click("visits_draft_0")
    person.wait_to_see("visit_form")
    person.rest()
    assert person.reads("visit_person_name") == "过路人"
    assert person.field("visit_complaint").text() == "发热"


def test_more_drafts_than_names_are_said_to_be_more(person: PersonAtDesk, desk: FakeDesk) -> None:
    for entry in township().entries[: NAMES + 2]:
        desk.memory.drafts[entry.person.person_id] = {"kept_at": desk.clock.moment.isoformat()}
    person.click("place_visits")
    person.wait_to_read("visits_drafts_title", f"{NAMES} 份以上")
    assert len(offered(person)) == NAMES


def test_many_drafts_leave_room_for_the_list_in_large_letters(
    sit_down: Callable[..., PersonAtDesk], desk: FakeDesk, tmp_path: Path
) -> None:
    (tmp_path / "preferences.ini").write_text("[General]\ntext_size=22\n")
    person = sit_down(desk)
    person.come_in()
    person.receive(ONE.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    for entry in township().entries[: NAMES + 2]:
        desk.memory.drafts[entry.person.person_id] = {"kept_at": "2025-11-25T09:30:00+08:00"}
    person.click("place_visits")
    person.wait_to_see("visits_drafts")
    person.rest()
    table = person.find("visits_table", QTableView)
    person.wait(lambda: table.viewport().height() >= 3 * table.verticalHeader().defaultSectionSize())
    assert (person.window.width(), person.window.height()) == (1366, 768)
