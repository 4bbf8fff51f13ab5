"""The first start without a network: somebody with a stick and a piece of paper, and no clinic yet."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from core.errors import Hindrance, Refusal, Stop
from tests.ui.fake_desk import PASSWORD, FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.wording import founding_screen as words
from ui.wording.reasons import sentence_for

Sit = Callable[..., PersonAtDesk]
USER, CODE = township().clinics[0].user, "0123456789" * 4
STICK = Path("/media/usb/first.cunzhen")


@pytest.fixture
def empty(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    """Give a PC that is nobody's yet, with a stick whose file anybody will choose."""
    desk.lies_here = False
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(STICK), ""))
    return desk


def come_to_the_screen(person: PersonAtDesk) -> None:
    person.wait_to_see("unlock_found")
    person.click("unlock_found")
    person.wait_to_see("founding_screen")


def fill_in(person: PersonAtDesk, again: str = PASSWORD) -> None:
    """Type from field to field with Enter alone; the last Enter is left to whoever asked."""
    person.field("founding_code").setFocus()
    for name, text in (("code", CODE), ("user", USER), ("password", PASSWORD), ("again", again)):
        assert person.focus_name() == f"founding_{name}"
        person.write(text)
        if name != "again":
            person.press(Qt.Key.Key_Return)


def test_a_stick_and_a_paper_make_a_clinic_and_lead_to_the_box(sit_down: Sit, empty: FakeDesk) -> None:
    person = sit_down(empty)
    person.wait_to_see("unlock_found")
    assert person.reads("unlock_title") == words.FIRST_START
    assert not person.sees("unlock_password")
    come_to_the_screen(person)
    person.click("founding_choose")
    assert person.reads("founding_file") == str(STICK)
    assert person.focus_name() == "founding_code"
    fill_in(person)
    assert person.reads("founding_count") == words.typed(40)
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("reception_screen")
    person.wait_to_read("toast", "已登记为")
    assert empty.founded_by == [(STICK, CODE, USER)]
    assert person.field("founding_code").text() == person.field("founding_password").text() == ""


@pytest.mark.parametrize(
    ("stop", "at"),
    [
        (Refusal("founding_code_group_wrong", group=3), "founding_code"),
        (Refusal("founding_code_of_another"), "founding_code"),
        (Refusal("bundle_not_founding"), "founding_choose"),
        (Refusal("password_too_weak"), "founding_password"),
        (Refusal("user_name_not_usable"), "founding_user"),
        (Hindrance("disk_full"), "founding_code"),
    ],
    ids=lambda one: one.code if isinstance(one, Stop) else one,
)
def test_what_is_wrong_is_a_sentence_and_what_was_typed_stays(
    sit_down: Sit, empty: FakeDesk, stop: Stop, at: str
) -> None:
    empty.not_founded = stop
    person = sit_down(empty)
    come_to_the_screen(person)
    person.click("founding_choose")
    fill_in(person)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("founding_problem", sentence_for(stop))
    assert person.focus_name() == at
    assert person.field("founding_code").text() == CODE
    empty.not_founded = None
    person.find("founding_go", QPushButton).setFocus()
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("reception_screen")


def test_nothing_is_handed_in_before_all_is_there(sit_down: Sit, empty: FakeDesk) -> None:
    person = sit_down(empty)
    come_to_the_screen(person)
    fill_in(person, "another password")
    person.press(Qt.Key.Key_Return)
    assert person.reads("founding_problem") == sentence_for(Refusal("founding_file_not_chosen"))
    person.click("founding_choose")
    person.click("founding_go")
    assert person.reads("founding_problem") == sentence_for(Refusal("passwords_differ"))
    person.field("founding_user").clear()
    person.click("founding_go")
    assert person.reads("founding_problem") == sentence_for(Refusal("founding_user_not_given"))
    assert empty.founded_by == []


def test_an_offered_password_stands_in_clear_until_one_types(sit_down: Sit, empty: FakeDesk) -> None:
    person = sit_down(empty)
    come_to_the_screen(person)
    person.click("founding_offer")
    person.wait(lambda: bool(person.field("founding_password").text()))
    assert person.field("founding_again").text() == person.field("founding_password").text()
    person.field("founding_password").setFocus()
    person.write("x")
    assert person.field("founding_again").text() == ""


def test_escape_leads_back_to_the_lock_and_forgets(sit_down: Sit, empty: FakeDesk) -> None:
    person = sit_down(empty)
    come_to_the_screen(person)
    fill_in(person)
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("unlock_found")
    assert person.field("founding_password").text() == ""
