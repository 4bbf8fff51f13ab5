"""忘记密码 at the lock: as somebody does it with the telephone in one hand and the keys under the other."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from core.errors import Refusal
from core.training.characters import Character
from tests.ui.fake_access import ANSWER, OFFERED
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk

Sit = Callable[..., PersonAtDesk]
NEW = "qing shan yuan lu chang"


def forgot(person: PersonAtDesk) -> None:
    """Come to the screen with keys alone."""
    person.wait(lambda: person.find("unlock_forgotten", QPushButton).isEnabled())
    person.find("unlock_forgotten", QPushButton).setFocus()
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("recovery_screen")
    person.rest()


def challenge(person: PersonAtDesk) -> str:
    return person.reads("recovery_challenge").replace(" ", "")


def enter(person: PersonAtDesk, text: str) -> None:
    person.write(text)
    person.press(Qt.Key.Key_Return)


def test_a_forgotten_password_is_replaced_with_keys_alone(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    forgot(person)
    assert len(challenge(person)) == 15
    assert person.focus_name() == "recovery_answer"
    enter(person, ANSWER.lower().replace("-", " "))
    assert "答码完整" in person.reads("recovery_check")
    assert person.focus_name() == "recovery_password"
    enter(person, NEW)
    assert person.focus_name() == "recovery_again"
    enter(person, NEW)
    person.wait_to_see("reception_screen")
    person.wait_to_read("toast", "新密码已生效")
    assert desk.password == NEW
    assert person.field("recovery_answer").text() == ""
    assert person.field("recovery_password").text() == ""


def test_a_misheard_letter_is_told_while_it_is_typed_with_its_group(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    forgot(person)
    wrong = _slip(ANSWER, 7)
    person.write(wrong[:-1])
    assert "已输入 21 个" in person.reads("recovery_check")
    person.write(wrong[-1])
    assert "第 2 组" in person.reads("recovery_check")
    person.type_into("recovery_again", NEW)
    person.click("recovery_go")
    assert person.focus_name() == "recovery_answer"
    assert desk.password != NEW


def _slip(text: str, at: int) -> str:
    return text[:at] + ("2" if text[at] != "2" else "3") + text[at + 1 :]


def test_a_wrong_answer_changes_nothing_and_can_be_typed_again(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    forgot(person)
    person.write("0" * 22)
    for name in ("recovery_password", "recovery_again"):
        person.type_into(name, NEW)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("recovery_problem", "没有打开")
    assert person.sees("recovery_screen")
    person.field("recovery_answer").clear()
    person.type_into("recovery_answer", ANSWER)
    person.click("recovery_go")
    person.wait_to_see("reception_screen")


def test_two_different_new_passwords_and_a_weak_one_are_told_at_their_field(
    sit_down: Sit, desk: FakeDesk
) -> None:
    person = sit_down(desk)
    forgot(person)
    person.write(ANSWER)
    person.type_into("recovery_password", NEW)
    person.type_into("recovery_again", NEW + "x")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("recovery_problem", "两次输入")
    assert person.focus_name() == "recovery_password"
    for name in ("recovery_password", "recovery_again"):
        person.field(name).clear()
        person.type_into(name, "short")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("recovery_problem", "密码太短")
    assert person.field("recovery_answer").text() == ANSWER


def test_an_offered_password_is_shown_until_another_is_typed(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    forgot(person)
    person.write(ANSWER)
    person.click("recovery_offer")
    person.wait_to_read("recovery_offered", "红山")
    assert person.field("recovery_password").displayText() == OFFERED
    assert person.focus_name() == "recovery_go"
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("reception_screen")
    assert desk.password == OFFERED

    person.window.lock()
    forgot(person)
    person.click("recovery_offer")
    person.wait_to_see("recovery_offered")
    assert not person.sees("recovery_again")
    person.type_into("recovery_password", "x")
    assert not person.sees("recovery_offered")
    assert person.field("recovery_again").text() == ""
    assert OFFERED not in person.field("recovery_password").displayText()


def test_where_recovery_is_not_available_the_screen_says_why(sit_down: Sit, desk: FakeDesk) -> None:
    desk.access.stop = Refusal("recovery_not_held")
    person = sit_down(desk)
    forgot(person)
    person.wait_to_read("recovery_problem", "县里还没有确认")
    assert not person.field("recovery_answer").isEnabled()
    assert person.focus_name() == "recovery_back"
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("unlock_screen")
    assert person.focus_name() == "unlock_password"


def test_another_user_has_another_challenge(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    forgot(person)
    first = challenge(person)
    person.find("recovery_user", QComboBox).setCurrentText("helper")
    person.rest()
    assert challenge(person) != first
    assert desk.access.asked[-1] == "helper"


def test_escape_leads_back_and_forgets_what_was_typed(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk)
    forgot(person)
    person.write(ANSWER)
    person.type_into("recovery_password", NEW)
    assert NEW not in person.field("recovery_password").displayText()
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("unlock_screen")
    forgot(person)
    assert person.field("recovery_answer").text() == person.field("recovery_password").text() == ""


def test_from_a_locked_desk_the_draft_is_kept_and_the_files_are_closed_first(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.click("lock_button")
    forgot(person)
    assert desk.closed == 0
    person.write(ANSWER)
    for name in ("recovery_password", "recovery_again"):
        person.type_into(name, NEW)
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("reception_screen")
    assert desk.closed == 1


def test_a_wrong_answer_of_another_user_takes_nothing_from_whoever_is_in(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    person.start_visit()
    person.write("咳嗽")
    person.press_keys("Ctrl+L")
    forgot(person)
    person.find("recovery_user", QComboBox).setCurrentText("helper")
    person.rest()
    for answer, new, told in (("0" * 22, NEW, "没有打开"), (ANSWER, "short", "密码太短")):
        for name, text in (("answer", answer), ("password", new), ("again", new)):
            person.field(f"recovery_{name}").clear()
            person.type_into(f"recovery_{name}", text)
        person.click("recovery_go")
        person.wait_to_read("recovery_problem", told)
        assert desk.closed == 0
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("unlock_screen")
    person.unlock()
    person.wait_to_see("visit_form")
    assert person.field("visit_complaint").text() == "咳嗽"


def test_a_full_disk_is_not_passed_over(sit_down: Sit, desk: FakeDesk) -> None:
    desk.access.rekeyed = False
    person = sit_down(desk)
    forgot(person)
    person.write(ANSWER)
    for name in ("recovery_password", "recovery_again"):
        person.type_into(name, NEW)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("toast", "磁盘空间不够")
