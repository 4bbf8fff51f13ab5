"""Another text size changes the spaces at once, as if the window had been opened with it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLayout, QLineEdit, QPushButton

from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk

Sit = Callable[..., PersonAtDesk]


def choose(person: PersonAtDesk, points: int) -> None:
    sizes = person.find("settings_text_size", QComboBox)
    sizes.setCurrentIndex(sizes.findData(points))


def spaces(person: PersonAtDesk) -> list[tuple[int, ...]]:
    """Measure every layout of the window that gives a space or a margin."""
    found: list[tuple[int, ...]] = []
    for layout in person.window.findChildren(QLayout):
        margins = layout.contentsMargins()
        gap = layout.horizontalSpacing() if isinstance(layout, QGridLayout) else layout.spacing()
        found.append((margins.left(), margins.top(), margins.right(), margins.bottom(), gap))
    return found


def test_spaces_become_those_of_a_window_opened_with_the_size(
    sit_down: Sit, desk: FakeDesk, tmp_path: Path
) -> None:
    (tmp_path / "preferences.ini").write_text("[General]\ntext_size=14\n")
    first = sit_down(desk)
    first.come_in()
    small = spaces(first)
    choose(first, 22)
    grown = spaces(first)
    choose(first, 14)
    assert spaces(first) == small
    first.window.close()
    (tmp_path / "preferences.ini").write_text("[General]\ntext_size=22\n")
    second = sit_down(FakeDesk())
    second.come_in()
    given = [(was, now, fresh) for was, now, fresh in zip(small, grown, spaces(second), strict=True)]
    far = [one for one in given if max(abs(a - b) for a, b in zip(one[1], one[2], strict=True)) > 4]
    assert far == []
    assert sum(map(sum, grown)) > sum(map(sum, small)) * 1.3


def test_fields_of_an_open_visit_grow_with_their_letters(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    person.start_visit()
    person.pick("visit_drug", "bhsaldpp")
    field = next(
        one for one in person.window.findChildren(QLineEdit) if one.objectName().endswith("quantity")
    )
    before, lock = field.width(), person.find("lock_button", QPushButton).iconSize()
    choose(person, 22)
    assert field.width() > before * 1.3
    assert person.find("lock_button", QPushButton).iconSize().width() > lock.width()
    person.press(Qt.Key.Key_Escape)
