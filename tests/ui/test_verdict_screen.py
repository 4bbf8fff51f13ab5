"""The verdict: its words for every kind, its shape, its picture."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from core.coverage.enrolment import RosterScope
from core.coverage.verdict import VerdictKind
from core.dates import CHINA
from core.training.characters import Character, shown_by
from tests.ui.fake_desk import TODAY, FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.widgets.verdict_card import LOOKS

WORDS = {
    VerdictKind.ACTIVE: "可享受",
    VerdictKind.WAITING: "等待期",
    VerdictKind.PENDING: "已缴费",
    VerdictKind.NOT_ENROLLED: "未参保",
    VerdictKind.EMPLOYEE: "职工医保",
    VerdictKind.ELSEWHERE: "异地参保",
    VerdictKind.CANNOT_TELL: "无法判断",
}


@pytest.mark.parametrize("character", list(Character))
def test_each_of_the_cast_is_shown_their_verdict(person: PersonAtDesk, character: Character) -> None:
    person.receive(township().characters[character].person.id_number)
    assert WORDS[shown_by(character, TODAY)] in person.reads("verdict_headline")
    assert "2026年11月12日" in person.reads("verdict_as_of")
    assert person.reads("verdict_why")


def test_the_wait_is_said_with_its_date_and_read_aloud(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.WAITING_LATE].person.id_number)
    assert "起可享受" in person.reads("verdict_headline")
    picture = person.find("verdict_timeline", QWidget)
    assert picture.isVisible()
    assert "2026年晚缴费" in picture.accessibleName()
    assert "起可享受" in picture.accessibleName()


def test_where_the_law_cannot_tell_the_picture_promises_no_day(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.PAID_SOME_DAY].person.id_number)
    assert "可享受" not in person.find("verdict_timeline", QWidget).accessibleName()


def test_a_caution_is_shown_only_where_there_is_one(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.IN_HOSPITAL].person.id_number)
    assert "住院" in person.reads("verdict_cautions")
    person.click("verdict_back")
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    assert not person.sees("verdict_cautions")


def test_a_roster_too_old_to_say_is_not_a_no(person: PersonAtDesk, desk: FakeDesk) -> None:
    desk.clock.moment += timedelta(days=120)
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    assert person.reads("verdict_headline") == "名册过旧"


def test_every_kind_has_its_own_shape_and_sign() -> None:
    assert set(LOOKS) == set(VerdictKind)
    seen = [(look.outline, look.sign) for look in LOOKS.values()]
    assert len(set(seen)) == len(seen)


def test_what_paying_for_missed_years_would_change_is_offered(
    sit_down: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    # Years are missed from 2025 on, and one alone shortens nothing: the offer needs some years to come.
    later = datetime(2028, 3, 1, 9, tzinfo=CHINA)
    desk.clock.moment = later
    desk.dates = RosterScope(later.date(), later.date() + timedelta(days=90), township().pack)
    person = sit_down(desk)
    person.come_in()
    person.receive(township().characters[Character.NOT_ENROLLED].person.id_number)
    assert person.sees("verdict_offers")
    assert "提前到 2028年6月1日" in person.reads("verdict_offers")


def test_where_paying_would_change_nothing_nothing_is_offered(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.WAITING_AFTER_BREAK].person.id_number)
    assert not person.sees("verdict_offers")


def test_a_draft_left_open_is_named_on_the_button(person: PersonAtDesk) -> None:
    number = township().characters[Character.ACTIVE].person.id_number
    person.receive(number)
    person.start_visit()
    person.write("咳嗽")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    person.receive(number)
    assert "草稿" in person.find("start_visit", QPushButton).text()


def test_what_the_fund_has_paid_is_said_with_its_day(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.ACTIVE_CHRONIC].person.id_number)
    assert "已用" in person.reads("verdict_balances")
