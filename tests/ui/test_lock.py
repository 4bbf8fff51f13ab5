"""The lock: passwords, coming back to the same screen, changing the user, being left alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.audit import Deed
from core.training.characters import Character
from tests.ui.fake_desk import PASSWORD, FakeDesk, township
from tests.ui.person import PersonAtDesk, parts_for
from tests.ui.test_audited import at_the_slip
from ui.idle import IdleWatch
from ui.main_window import MainWindow

Sit = Callable[..., PersonAtDesk]


def writing(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    person.start_visit()
    person.write("咳嗽")


def test_the_window_is_made_as_large_as_the_screen_allows(
    qtbot: QtBot, desk: FakeDesk, tmp_path: Path
) -> None:
    window = MainWindow(parts_for(desk, tmp_path))
    assert window.size() == window.screen().availableSize()
    window.close()
    window.deleteLater()


def test_a_wrong_password_opens_nothing_and_says_so(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    person.wait(lambda: person.find("unlock_button", QPushButton).isEnabled())
    person.unlock("something else")
    person.wait_to_read("unlock_problem", "密码不对")
    assert person.window.workplace is None
    assert person.focus_name() == "unlock_password"


def test_nothing_behind_the_lock_exists_before_a_password(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    person.rest()
    assert person.window.findChildren(QLabel, "top_clinic") == []


def test_the_lock_hides_the_screen_and_gives_it_back_as_it_was(person: PersonAtDesk) -> None:
    writing(person)
    person.press_keys("Ctrl+L")
    person.wait_to_see("unlock_screen")
    assert not person.sees("visit_form")
    assert person.field("unlock_password").text() == ""
    person.unlock()
    person.wait_to_see("visit_form")
    assert person.field("visit_complaint").text() == "咳嗽"
    assert person.focus_name() == "visit_complaint"


def test_the_lock_puts_what_is_typed_on_the_disk(person: PersonAtDesk, desk: FakeDesk) -> None:
    writing(person)
    person.click("lock_button")
    person.rest()
    (draft,) = desk.memory.drafts.values()
    assert draft["fields"]["complaint"] == "咳嗽"


def test_a_wrong_password_after_the_lock_keeps_it_locked(person: PersonAtDesk) -> None:
    person.click("lock_button")
    person.unlock("no")
    person.wait_to_see("unlock_problem")
    assert not person.sees("workplace")
    person.field("unlock_password").clear()
    person.unlock(PASSWORD)
    person.wait_to_see("reception_screen")


def test_another_user_gets_a_desk_of_their_own(person: PersonAtDesk, desk: FakeDesk) -> None:
    writing(person)
    person.click("lock_button")
    person.find("unlock_user", QComboBox).setCurrentText("helper")
    person.unlock()
    person.wait_to_see("reception_screen")
    person.rest()
    assert desk.closed == 1
    assert len(desk.memory.drafts) == 1
    assert person.field("reception_box").text() == ""


def test_a_wrong_password_of_another_user_takes_nothing_from_whoever_is_in(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    writing(person)
    users = person.find("unlock_user", QComboBox)
    mine = users.currentText()
    person.press_keys("Ctrl+L")
    users.setCurrentText("helper")
    person.unlock("not this one")
    person.wait_to_read("unlock_problem", "密码不对")
    assert desk.closed == 0
    users.setCurrentText(mine)
    person.field("unlock_password").clear()
    person.unlock()
    person.wait_to_see("visit_form")
    assert (person.focus_name(), person.field("visit_complaint").text()) == ("visit_complaint", "咳嗽")


def test_a_window_left_alone_locks_itself(person: PersonAtDesk) -> None:
    person.window.findChildren(IdleWatch)[0].left_alone.emit()
    person.wait_to_see("unlock_screen")
    assert not person.sees("workplace")


def test_the_lock_gives_up_what_lies_over_it(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    slip = at_the_slip(person)
    person.click("slip_pdf")
    dialog = slip.findChild(QFileDialog)
    assert dialog and dialog.isVisible()
    person.window.lock()
    assert not dialog.isVisible(), "whoever comes by would save a patient's paper behind the lock"
    person.rest()
    assert [line.deed for line in desk.memory.trail if line.deed is Deed.SAVED_PDF] == []


def test_a_question_that_waits_for_its_answer_is_given_up_too(person: PersonAtDesk) -> None:
    answers: list[str] = []
    QTimer.singleShot(0, person.window, lambda: QTimer.singleShot(50, person.window, person.window.lock))
    answers.append(QFileDialog.getSaveFileName(person.window.workplace, "", "list.xlsx")[0])
    assert answers == [""]
    assert person.sees("unlock_screen")


def test_a_lock_asked_for_while_the_password_is_looked_at_stays_up(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    writing(person)
    person.window.lock()
    person.unlock()
    person.window.sleep_watch.falls_asleep.emit()
    person.rest()
    assert person.sees("unlock_screen")
    assert desk.rested > 0
    person.unlock()
    person.wait_to_see("visit_form")


def test_closing_the_window_keeps_the_draft_and_closes_the_files(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    writing(person)
    person.window.close()
    assert len(desk.memory.drafts) == 1
    assert desk.closed == 1


def test_a_password_is_not_shown(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    person.wait(lambda: person.field("unlock_password").isEnabled())
    person.type_into("unlock_password", "secret")
    assert "secret" not in person.field("unlock_password").displayText()
    person.press(Qt.Key.Key_Escape)
