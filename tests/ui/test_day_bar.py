"""A clock nobody can vouch for is asked about in one line that stands in nobody's way."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt

from core.audit import Deed
from core.clock_trust import Noted
from core.training.characters import Character
from tests.ui.fake_desk import NOW, FakeDesk, township
from tests.ui.person import PersonAtDesk

YEARS = timedelta(days=1500)
WAITING = township().characters[Character.WAITING_AFTER_BREAK].person


def in_doubt(sit_down: Callable[..., PersonAtDesk], desk: FakeDesk) -> PersonAtDesk:
    desk.clock_notes.noted = Noted(NOW + YEARS)
    person = sit_down(desk)
    person.come_in()
    person.wait(lambda: shown(person, "day_bar"))
    return person


def shown(person: PersonAtDesk, name: str) -> bool:
    return person.sees(name)


def test_a_clock_that_is_believed_is_not_spoken_of(person: PersonAtDesk) -> None:
    person.receive(WAITING.name)
    assert not shown(person, "day_bar")


def test_while_the_day_is_open_the_verdict_names_both_days_and_then_the_one(
    sit_down: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    person = in_doubt(sit_down, desk)
    assert person.reads("day_said").startswith("今天是 2026年11月25日（现在 09:30）吗？")
    person.receive(WAITING.name)
    assert person.reads("verdict_headline") == "无法判断"
    assert "2026年11月25日“等待期”" in person.reads("verdict_confirm")
    assert "2031年1月3日“" in person.reads("verdict_confirm")
    person.click("day_right")
    person.wait_to_read("verdict_headline", "等待期")
    assert not shown(person, "day_bar")
    (line,) = [one for one in desk.memory.trail if one.deed == Deed.DAY_ASKED]
    assert line.facts["right"] == 1


def test_a_no_is_remembered_and_the_visit_is_marked_and_saved_all_the_same(
    sit_down: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    person = in_doubt(sit_down, desk)
    person.click("day_wrong")
    person.wait(lambda: not shown(person, "day_right"))
    assert "改正" in person.reads("day_said")
    person.receive(WAITING.name)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    assert desk.memory.visits[-1].day_in_doubt
    person.click("place_visits")
    person.wait_to_read("visits_detail", "日期待确认")
