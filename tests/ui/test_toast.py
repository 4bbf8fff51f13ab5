"""Good news lies below the places, covers nothing that is read, and goes with the screen it spoke of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QPushButton

from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk

Sit = Callable[..., PersonAtDesk]


def put_a_visit_aside(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    person.start_visit()
    person.write("头晕")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_read("toast", "草稿")


@pytest.mark.parametrize(("width", "height", "points"), [(1366, 768, 14), (1366, 768, 22), (1024, 600, 14)])
def test_the_toast_lies_below_the_places_and_is_whole(
    sit_down: Sit, desk: FakeDesk, tmp_path: Path, width: int, height: int, points: int
) -> None:
    (tmp_path / "preferences.ini").write_text(f"[General]\ntext_size={points}\n")
    person = sit_down(desk)
    person.window.resize(width, height)
    person.come_in()
    put_a_visit_aside(person)
    column, last, toast = (
        person.find("navigation", QFrame),
        person.find("place_settings", QPushButton),
        person.window.toast,
    )
    place = QRect(column.mapTo(person.window, QPoint(0, 0)), column.size())
    assert place.contains(toast.geometry())
    assert toast.y() > last.mapTo(person.window, QPoint(0, last.height())).y()
    assert toast.height() >= toast.heightForWidth(toast.width()) > toast.fontMetrics().height()
    toast.tell("这句话很长，左边放不下，" * 12)
    bar = person.find("top_bar", QFrame)
    assert QRect(bar.mapTo(person.window, QPoint(0, 0)), bar.size()).contains(toast.geometry())


def test_the_toast_goes_when_another_place_is_opened(person: PersonAtDesk) -> None:
    put_a_visit_aside(person)
    person.click("place_visits")
    assert not person.sees("toast")


def test_the_toast_goes_when_the_screen_is_locked(person: PersonAtDesk) -> None:
    put_a_visit_aside(person)
    person.click("lock_button")
    assert not person.sees("toast")
