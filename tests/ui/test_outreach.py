"""参保动员 in the window: who is listed, contacts noted, and the sheet of a household."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from core.events import EventType
from core.outreach.contact import Contact, ContactAnswer, read_contact
from core.services.plan_outreach import Outreach
from sync.codec import CborCodec
from tests.ui.fake_desk import FakeDesk, FakeRecords
from tests.ui.person import PersonAtDesk
from ui.screens.outreach_list import OutreachListScreen
from ui.screens.outreach_place import OutreachPlace


def shown(person: PersonAtDesk) -> list[list[str]]:
    model = person.find("outreach_table", QTableView).model()
    columns = range(model.columnCount())
    return [[model.index(row, one).data() for one in columns] for row in range(model.rowCount())]


@pytest.fixture
def at_the_list(person: PersonAtDesk) -> PersonAtDesk:
    person.click("place_outreach")
    person.wait(lambda: bool(shown(person)))
    return person


def told(person: PersonAtDesk) -> Outreach:
    outreach = person.find("outreach_place", OutreachPlace).list.outreach
    assert outreach is not None
    return outreach


def noted(desk: FakeDesk) -> Contact:
    (*_, draft) = [one for one in desk.memory.beside if one.type == EventType.OUTREACH_NOTED]
    return read_contact(CborCodec().decode(draft.body))


def test_the_list_says_why_and_what_follows_and_a_filter_shows_a_part(
    at_the_list: PersonAtDesk,
) -> None:
    rows = shown(at_the_list)
    assert len(rows) == told(at_the_list).progress.listed > 0
    assert f"还没有参保 {len(rows)} 人" in at_the_list.reads("outreach_progress")
    assert "现在缴" in at_the_list.reads("outreach_detail")
    at_the_list.press(Qt.Key.Key_Tab)
    assert at_the_list.focus_name() == "outreach_room", "large letters are scrolled by keys"
    assert "年度不缴：这一年看病都由本人付" in at_the_list.reads("outreach_detail")
    at_the_list.click("outreach_shown_broken_off")
    some = shown(at_the_list)
    assert 0 < len(some) < len(rows)
    assert all(cells[2].startswith("断保") for cells in some)
    at_the_list.click("outreach_this_year")
    at_the_list.wait(lambda: shown(at_the_list) not in (rows, some))
    assert told(at_the_list).year == told(at_the_list).on.year


def test_a_contact_of_a_household_is_two_keys_and_a_button_and_shows_at_once(
    at_the_list: PersonAtDesk, desk: FakeDesk
) -> None:
    homes = told(at_the_list).households
    row = next(i for i, home in enumerate(homes) if len(home.members) > 1)
    place = sum(len(home.members) for home in homes[:row])
    at_the_list.find("outreach_table", QTableView).selectRow(place)
    at_the_list.press(Qt.Key.Key_F7)
    at_the_list.type_into("outreach_words", " 等儿子  寄钱 ")
    at_the_list.click("outreach_considers")
    at_the_list.wait_to_read("outreach_progress", "再考虑")
    said = noted(desk)
    assert [one.name for one in said.people] == [one.person.name for one in homes[row].members]
    assert (said.answer, said.words) == (ContactAnswer.CONSIDERS, "等儿子 寄钱")
    table = at_the_list.find("outreach_table", QTableView)
    assert table.currentIndex().row() == place, "whoever was spoken to stays chosen"
    assert "再考虑" in shown(at_the_list)[place][4]
    assert not at_the_list.sees("outreach_contact")
    assert told(at_the_list).progress.spoken_to == len(homes[row].members)


def test_the_sheet_is_the_households_and_back_leads_to_the_list(at_the_list: PersonAtDesk) -> None:
    at_the_list.wait(lambda: bool(shown(at_the_list)))
    at_the_list.click("outreach_print")
    place = at_the_list.find("outreach_place", OutreachPlace)
    assert place.currentWidget() is place.paper
    at_the_list.press(Qt.Key.Key_Escape)
    at_the_list.wait_to_see("outreach_table")
    assert at_the_list.focus_name() == "outreach_table"


def test_a_list_made_anew_beneath_a_contact_leaves_it_with_whom_it_was_begun_for(
    at_the_list: PersonAtDesk, desk: FakeDesk
) -> None:
    table = at_the_list.find("outreach_table", QTableView)
    homes = told(at_the_list).households
    rows = [(one, home) for home in homes for one in home.members]
    row = next(i for i, (_, home) in enumerate(rows) if i > 4 and len(home.members) == 1)
    at_the_list.click("outreach_shown_not_spoken_to")
    table.selectRow(row)
    screen = at_the_list.find("outreach_place", OutreachPlace).list
    screen.show_page()
    screen.show_page()
    at_the_list.press(Qt.Key.Key_F7)
    half: list[int] = []
    screen.list_shown.connect(partial(_keep_count, screen, half))
    at_the_list.rest()
    assert half == [len(rows)], "one whole list, no half one of the plan begun first"
    assert table.currentIndex().row() == row
    table.selectRow(0)
    at_the_list.click("outreach_not_reached")
    at_the_list.rest()
    assert [one.name for one in noted(desk).people] == [rows[row][0].person.name]
    table.selectRow(row)
    at_the_list.press(Qt.Key.Key_F7)
    at_the_list.press(Qt.Key.Key_Return)
    assert at_the_list.focus_name() == "outreach_words"
    records = screen._desk.clinic.records
    assert isinstance(records, FakeRecords) and records._dates
    records._dates = replace(records._dates, as_of=told(at_the_list).on)
    at_the_list.click("outreach_says_paid")
    at_the_list.rest()
    assert half == [len(rows)] * 3, "noted, noted again, and a list of the roster that came meanwhile"
    assert told(at_the_list).roster_as_of == told(at_the_list).on
    assert "已记下" in at_the_list.reads("outreach_problem")
    assert len(shown(at_the_list)) == len(rows) - 1
    assert table.currentIndex().row() == row, "the next one to be spoken to, not the first of the village"
    at_the_list.click("outreach_shown_says_paid")
    assert len(shown(at_the_list)) == 1


def _keep_count(screen: OutreachListScreen, counts: list[int]) -> None:
    if screen.outreach:
        counts.append(screen.outreach.progress.listed)


def test_without_a_roster_it_says_what_to_do(sit_down: Callable[..., PersonAtDesk]) -> None:
    person = sit_down(FakeDesk(dates=None))
    person.come_in()
    person.click("place_outreach")
    person.wait_to_read("outreach_problem", "排不出动员名单")
