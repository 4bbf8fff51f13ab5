"""What somebody may not do is absent or explains itself; users and passwords are seen to in the settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QTableView

from core.audit import Deed
from core.ids import UserId
from core.roles import Role, Standing
from core.training.characters import Character
from tests.ui.fake_desk import PASSWORD, FakeDesk, FakeTrail, township
from tests.ui.person import PersonAtDesk

Sit = Callable[..., PersonAtDesk]
PATIENT = township().characters[Character.ACTIVE].person
NEW = "qing shan yuan lu chang"


@pytest.fixture
def come_in_as(sit_down: Sit, desk: FakeDesk) -> Callable[..., PersonAtDesk]:
    def come(role: Role, standing: Standing = Standing.GRANTED) -> PersonAtDesk:
        desk.role, desk.role_standing = role, standing
        somebody = sit_down(desk)
        somebody.come_in()
        return somebody

    return come


def in_settings(person: PersonAtDesk) -> PersonAtDesk:
    person.click("place_settings")
    person.rest()
    return person


def press(person: PersonAtDesk, name: str) -> None:
    person.find(name, QPushButton).click()
    person.rest()


def fill(person: PersonAtDesk, name: str, text: str) -> None:
    person.find(name, QLineEdit).setText(text)


def test_an_assistant_writes_a_draft_that_a_doctor_saves(
    come_in_as: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    person = come_in_as(Role.ASSISTANT)
    person.receive(PATIENT.id_number)
    assert not person.sees("verdict_show_number")
    person.start_visit()
    assert not person.sees("visit_save")
    assert person.sees("visit_doctor_saves")
    person.write("咳嗽")
    person.press(Qt.Key.Key_F9)
    person.rest()
    assert "由医生" in person.reads("visit_problem")
    assert desk.memory.visits == []
    (draft,) = desk.memory.drafts.values()
    assert draft["fields"]["complaint"] == "咳嗽"


def test_a_doctor_is_told_who_manages_users_and_reads_the_trail(
    come_in_as: Callable[..., PersonAtDesk],
) -> None:
    person = in_settings(come_in_as(Role.DOCTOR))
    assert person.find("users_why_not", QLabel).isVisibleTo(person.window)
    assert person.find("trail_why_not", QLabel).isVisibleTo(person.window)
    assert not person.find("trail_read", QPushButton).isVisibleTo(person.window)
    assert person.window.findChildren(QPushButton, "users_remove_helper") == []


def test_a_manager_adds_somebody_with_an_offered_password(
    come_in_as: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    person = in_settings(come_in_as(Role.MANAGER))
    press(person, "users_offer")
    assert person.find("users_password", QLineEdit).text() == "hongshan lanhe dayang baiji"
    press(person, "users_add")
    assert "xin" in desk.memory.users
    assert "已新增" in person.reads("users_problem")
    assert person.find("users_password", QLineEdit).text() == ""
    assert person.find("users_nobody", QLabel).isVisibleTo(person.window)


def test_without_a_password_nobody_is_added_and_the_form_says_what_is_missing(
    come_in_as: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    person = in_settings(come_in_as(Role.MANAGER))
    press(person, "users_add")
    assert "初始密码" in person.reads("users_problem")
    assert "xin" not in desk.memory.users


def test_a_weak_password_adds_nobody(come_in_as: Callable[..., PersonAtDesk], desk: FakeDesk) -> None:
    person = in_settings(come_in_as(Role.MANAGER))
    fill(person, "users_password", "short")
    press(person, "users_add")
    assert "太容易" in person.reads("users_problem")
    assert "xin" not in desk.memory.users


def test_a_removal_is_pressed_twice(come_in_as: Callable[..., PersonAtDesk], desk: FakeDesk) -> None:
    person = in_settings(come_in_as(Role.MANAGER))
    press(person, "users_remove_helper")
    assert "helper" in desk.memory.users
    press(person, "users_remove_helper")
    assert "helper" not in desk.memory.users


def test_ones_own_password_needs_the_old_one(person: PersonAtDesk, desk: FakeDesk) -> None:
    in_settings(person)
    fill(person, "password_old", "not this one")
    fill(person, "password_new", NEW)
    fill(person, "password_again", NEW)
    press(person, "password_change")
    assert "密码不对" in person.reads("password_problem")
    fill(person, "password_old", PASSWORD)
    press(person, "password_change")
    assert desk.memory.passwords == [NEW]
    assert person.find("password_new", QLineEdit).text() == ""


def test_a_slip_in_a_new_password_nobody_can_see_changes_nothing(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    in_settings(person)
    fill(person, "password_old", PASSWORD)
    fill(person, "password_new", NEW)
    fill(person, "password_again", NEW + "g")
    press(person, "password_change")
    assert "两次输入的新密码不一样" in person.reads("password_problem")
    assert desk.memory.passwords == []


def test_an_offered_password_is_seen_and_needs_no_second_typing_until_it_is_changed(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    in_settings(person)
    fill(person, "password_old", PASSWORD)
    press(person, "password_offer")
    new = person.find("password_new", QLineEdit)
    assert new.echoMode() is QLineEdit.EchoMode.Normal
    assert not person.find("password_again", QLineEdit).isVisibleTo(person.window)
    new.setFocus()
    person.write("x")
    assert new.echoMode() is QLineEdit.EchoMode.Password
    press(person, "password_change")
    assert "两次输入的新密码不一样" in person.reads("password_problem")
    press(person, "password_offer")
    press(person, "password_change")
    assert len(desk.memory.passwords) == 1


def test_a_password_typed_and_not_used_is_forgotten(person: PersonAtDesk) -> None:
    in_settings(person)
    fill(person, "password_new", NEW)
    person.click("place_visits")
    in_settings(person)
    assert person.find("password_new", QLineEdit).text() == ""


def test_a_manager_reads_the_trail_page_by_page_and_that_is_its_newest_line(
    come_in_as: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    person = come_in_as(Role.MANAGER)
    trail = FakeTrail(desk.memory, UserId("helper"))
    for _ in range(70):
        trail.note(Deed.PRINTED, PATIENT.person_id)
    desk.memory.threads.clear()  # these lines were written from the test's own thread
    in_settings(person)
    press(person, "trail_read")
    table = person.find("trail_table", QTableView).model()
    assert table.index(0, 2).data() == "查看审计记录"
    assert table.index(1, 4).data() == PATIENT.person_id
    assert table.rowCount() == 50
    table.fetchMore(QModelIndex())
    person.rest()
    assert table.rowCount() == 71
    assert not table.canFetchMore(QModelIndex())
    assert [one.deed for one in desk.memory.trail].count(Deed.TRAIL_READ) == 1


def test_whom_the_township_no_longer_names_is_said_in_the_bar(
    come_in_as: Callable[..., PersonAtDesk],
) -> None:
    person = come_in_as(Role.DOCTOR, Standing.UNCONFIRMED)
    person.receive(PATIENT.id_number)
    assert not person.sees("verdict_show_number")
    assert "未确认" in person.reads("top_doctor")


def test_no_row_of_the_users_is_cut_in_large_letters(
    come_in_as: Callable[..., PersonAtDesk], tmp_path: Path
) -> None:
    (tmp_path / "preferences.ini").write_text("[General]\ntext_size=22\n")
    person = in_settings(come_in_as(Role.ASSISTANT))
    card = person.find("settings_users", QFrame)

    def rows() -> list[QLabel]:
        return [one for one in card.findChildren(QLabel) if one.isVisible() and not one.wordWrap()]

    person.wait(lambda: len(rows()) > 8)
    QTest.qWait(50)
    assert [one.text() for one in rows() if one.height() < one.sizeHint().height()] == []
