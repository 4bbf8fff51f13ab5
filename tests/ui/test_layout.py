"""Layout facts of every screen: nothing outside, no one-line text cut, every input named, one window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk, parts_for
from ui.main_window import MainWindow

INPUTS = (QLineEdit, QComboBox, QPushButton, QAbstractItemView)


@pytest.fixture(
    params=[(1366, 768, 14), (1366, 768, 22), (1024, 600, 14)], ids=lambda s: "-".join(map(str, s))
)
def sized(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[PersonAtDesk]:
    width, height, points = request.param
    parts = parts_for(FakeDesk(), tmp_path)
    parts.preferences.write_text(f"[General]\ntext_size={points}\n")
    window = MainWindow(parts)
    window.resize(width, height)
    window.show()
    qtbot.waitExposed(window)
    yield PersonAtDesk(window, qtbot)
    window.close()
    window.deleteLater()


def walk(person: PersonAtDesk) -> Iterator[str]:
    """Go through every screen and stop at each."""
    person.wait(lambda: person.field("unlock_password").isEnabled())
    yield "unlock"
    person.unlock("wrong")
    person.wait_to_see("unlock_problem")
    yield "unlock, wrong"
    person.field("unlock_password").clear()
    person.unlock()
    person.wait_to_see("reception_screen")
    person.rest()
    yield "reception"
    person.type_into("reception_box", "王")
    person.wait_to_see("reception_candidates")
    person.click("reception_outside")
    yield "candidates"
    person.press(Qt.Key.Key_Escape)
    person.receive(township().characters[Character.WAITING_AFTER_BREAK].person.id_number)
    yield "verdict"
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.pick("visit_drug", "bhsaldpp")
    person.pick("visit_drug", "asplcrp")
    person.wait(lambda: bool(person.reads("visit_estimate")))
    yield "visit"
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    yield "slip"
    for place in ("visits", "sync", "settings"):
        person.click(f"place_{place}")
        person.rest()
        yield place


def visible(person: PersonAtDesk, kind: type[QWidget]) -> list[QWidget]:
    return [one for one in person.window.findChildren(kind) if one.isVisible()]


def cut(widget: QWidget) -> bool:
    """A label or button that is narrower or lower than its words."""
    if isinstance(widget, QLabel) and not widget.wordWrap():
        return widget.width() < widget.minimumSizeHint().width()
    if isinstance(widget, QLabel):
        return widget.height() < widget.heightForWidth(widget.width())
    return (
        widget.width() < widget.minimumSizeHint().width()
        or widget.height() < widget.minimumSizeHint().height()
    )


def name_of(widget: QWidget) -> str:
    return widget.objectName() or getattr(widget, "text", lambda: "")() or type(widget).__name__


def all_words(person: PersonAtDesk) -> list[str]:
    """Name what is cut, once the layouts have settled."""
    found = [one for kind in (QLabel, QPushButton) for one in visible(person, kind) if cut(one)]
    assert [f"{name_of(one)} {one.size().toTuple()}" for one in found] == []
    return []


def test_every_screen_fits_and_cuts_no_word(sized: PersonAtDesk) -> None:
    wanted = (sized.window.width(), sized.window.height())
    for place in walk(sized):
        sized.wait(lambda: all_words(sized) == [])
        assert (sized.window.width(), sized.window.height()) == wanted, place


def test_every_input_has_a_name_a_label_and_one_place(person: PersonAtDesk) -> None:
    person.click("lock_button")
    for place in walk(person):
        inputs = [one for kind in INPUTS for one in visible(person, kind)]
        inner = [one for one in inputs if not isinstance(one, QHeaderView)]
        assert [f"{place}: {type(one).__name__}" for one in inner if not one.objectName()] == []
        assert [f"{place}: {one.objectName()}" for one in inner if not one.accessibleName()] == []
        names = [one.objectName() for one in inner]
        assert sorted(set(names)) == sorted(names), place
        buddies = {label.buddy() for label in person.window.findChildren(QLabel) if label.buddy()}
        fields = [one for one in inner if isinstance(one, QLineEdit | QComboBox)]
        assert [f"{place}: {one.objectName()}" for one in fields if one not in buddies] == []


def test_names_from_outside_are_never_read_as_markup(person: PersonAtDesk) -> None:
    person.click("lock_button")
    for place in walk(person):
        rich = [one for one in visible(person, QLabel) if isinstance(one, QLabel)]
        plain = Qt.TextFormat.PlainText
        assert [f"{place}: {name_of(one)}" for one in rich if one.textFormat() is not plain] == []


@pytest.mark.parametrize("sized", [(1366, 768, 22)], indirect=True)
def test_the_longest_name_pushes_nothing_off_the_screen(sized: PersonAtDesk) -> None:
    width = sized.window.width()
    sized.come_in()
    sized.click("reception_outside")
    sized.write("阿卜杜拉·" * 10)
    sized.press(Qt.Key.Key_Tab)
    sized.write("11010519491231002X")
    sized.click("outside_go")
    sized.wait_to_see("verdict_screen")
    sideways = sized.find("verdict_screen", QWidget).findChildren(QScrollArea)[0].horizontalScrollBar()
    assert (sized.window.width(), sideways.maximum()) == (width, 0)
    sized.start_visit()
    assert sized.window.width() == width


class _Windows(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(watched.objectName() or type(watched).__name__)
        return False


def test_no_part_of_a_screen_flashes_as_a_window_of_its_own(
    sit_down: Callable[..., PersonAtDesk], desk: FakeDesk, qapp: QApplication
) -> None:
    windows = _Windows()
    qapp.installEventFilter(windows)
    person = sit_down(desk)
    for _place in walk(person):
        continue
    qapp.removeEventFilter(windows)
    assert set(windows.seen) == {"main_window"}


def test_another_text_size_is_put_on_at_once_and_kept(
    person: PersonAtDesk, qapp: QApplication, tmp_path: Path
) -> None:
    person.click("place_settings")
    sizes = person.find("settings_text_size", QComboBox)
    sizes.setCurrentIndex(sizes.findData(20))
    assert qapp.font().pointSize() == 20
    person.window.close()
    assert "text_size=20" in (tmp_path / "preferences.ini").read_text()
