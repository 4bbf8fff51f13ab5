"""The demonstration's hands do what a person can do on the window, and say what is not there."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit

from core.errors import Hindrance
from core.training.characters import Character
from tests.ui.fake_desk import township
from tests.ui.person import PersonAtDesk
from ui.demonstration.hands import Hands


@pytest.fixture
def hands(person: PersonAtDesk) -> Hands:
    return Hands(person.window)


def test_what_is_typed_is_in_the_field_chinese_too(hands: Hands) -> None:
    hands.type_into("reception_box", "王xiu兰 1")
    assert hands.typed("reception_box") == "王xiu兰 1"


def test_keys_and_eyes_carry_a_patient_to_the_verdict(hands: Hands, person: PersonAtDesk) -> None:
    patient = township().characters[Character.ACTIVE].person
    assert hands.sees("reception_box")
    assert not hands.sees("verdict_screen")
    hands.type_into("reception_box", patient.id_number)
    hands.press(Qt.Key.Key_Return)
    person.wait(lambda: hands.sees("verdict_screen") and hands.rests())
    assert "可享受" in hands.reads("verdict_headline")
    hands.click("verdict_back")
    person.wait(lambda: hands.sees("reception_box"))


def test_a_table_is_read_as_it_stands(hands: Hands, person: PersonAtDesk) -> None:
    hands.click("place_visits")
    person.rest()
    assert hands.rows("visits_table") == []


@pytest.mark.parametrize("name", ["no_such_widget", "verdict_back"])
def test_a_button_that_cannot_be_pressed_is_not_clicked(hands: Hands, name: str) -> None:
    assert not hands.can_press(name)
    with pytest.raises(Hindrance) as caught:
        hands.click(name)
    assert (caught.value.code, caught.value.facts) == ("demo_widget_missing", {"widget": name})


def test_a_widget_that_is_not_there_is_named(hands: Hands) -> None:
    with pytest.raises(Hindrance) as caught:
        hands.find("no_such_widget", QLineEdit)
    assert (caught.value.code, caught.value.facts) == ("demo_widget_missing", {"widget": "no_such_widget"})


def test_a_picture_shows_the_window(hands: Hands, tmp_path: Path) -> None:
    hands.take_picture(tmp_path / "one.png")
    picture = QImage(str(tmp_path / "one.png"))
    assert (picture.width(), picture.height()) == (hands.window.width(), hands.window.height())


def test_a_picture_that_cannot_be_kept_is_named(hands: Hands, tmp_path: Path) -> None:
    with pytest.raises(Hindrance) as caught:
        hands.take_picture(tmp_path / "nowhere" / "one.png")
    assert (caught.value.code, caught.value.facts) == ("demo_picture_not_saved", {"picture": "one.png"})


def test_keys_go_to_the_window_even_while_another_program_has_the_keyboard(
    hands: Hands, person: PersonAtDesk
) -> None:
    patient = township().characters[Character.ACTIVE].person
    elsewhere = QLineEdit()
    elsewhere.show()
    elsewhere.activateWindow()
    person.wait(elsewhere.isActiveWindow)
    hands.type_into("reception_box", patient.id_number)
    hands.press(Qt.Key.Key_Return)
    person.wait(lambda: hands.sees("verdict_screen") and hands.rests())
    elsewhere.close()
