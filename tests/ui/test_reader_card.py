"""设置, 读卡器: what was found, what went wrong last, and a test that shows nobody's data in full."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QWidget

from core.errors import Hindrance, Refusal, Stop
from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.desk import CardSeen, ReaderFound, ReaderStanding

Sit = Callable[..., PersonAtDesk]
ONE = township().characters[Character.ACTIVE].person
SAM = ReaderFound("sam", "COM3", "0102030405")


@dataclass
class FakeReader:
    """A reader that is there, or not."""

    standing: ReaderStanding = field(default_factory=lambda: ReaderStanding(SAM))
    stop: Stop | None = None

    def __call__(self) -> CardSeen:
        if self.stop is not None:
            raise self.stop
        return CardSeen(ONE.id_number, ONE.name, "sam:COM3")

    def look(self) -> ReaderStanding:
        return self.standing


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture
def in_settings(sit_down: Sit, desk: FakeDesk, reader: FakeReader) -> PersonAtDesk:
    somebody = sit_down(desk, reader)
    somebody.come_in()
    somebody.click("place_settings")
    somebody.rest()
    return somebody


def test_the_page_says_which_reader_is_there_and_its_last_problem(
    in_settings: PersonAtDesk, reader: FakeReader
) -> None:
    in_settings.click("reader_look")
    in_settings.wait_to_read("reader_standing", "COM3")
    assert "0102030405" in in_settings.reads("reader_standing")
    assert "另有" not in in_settings.reads("reader_standing")
    reader.standing = ReaderStanding(SAM, beside=ReaderFound("pcsc", "ACS ACR39"))
    in_settings.click("reader_look")
    in_settings.wait_to_read("reader_standing", "另有社保卡读卡器（PC/SC）：ACS ACR39")
    reader.standing = ReaderStanding(None, Hindrance("reader_library_broke"))
    in_settings.click("reader_look")
    in_settings.wait_to_read("reader_standing", "没有找到能用的读卡器")
    assert "驱动程序出错退出了" in in_settings.reads("reader_standing")


def test_a_test_shows_nobodys_whole_name_or_number(in_settings: PersonAtDesk, desk: FakeDesk) -> None:
    in_settings.click("reader_test")
    in_settings.wait_to_read("reader_news", "读出来了")
    said = in_settings.reads("reader_news")
    assert ONE.id_number[-4:] in said
    assert ONE.name not in said
    assert ONE.id_number[-5:] not in said
    assert desk.memory.beside == []


def test_a_test_that_fails_says_why_and_can_be_tried_again(
    in_settings: PersonAtDesk, reader: FakeReader
) -> None:
    reader.stop = Refusal("card_not_there")
    in_settings.click("reader_test")
    in_settings.wait_to_read("reader_news", "没有身份证")
    reader.stop = None
    in_settings.click("reader_test")
    in_settings.wait_to_read("reader_news", "读出来了")


def test_where_no_reader_can_be_looked_for_there_is_no_such_card(sit_down: Sit, desk: FakeDesk) -> None:
    somebody = sit_down(desk, lambda: CardSeen(ONE.id_number, ONE.name, "reader"))
    somebody.come_in()
    somebody.click("place_settings")
    assert not somebody.window.findChildren(QWidget, "reader_card")


def test_the_view_stays_at_the_card_while_the_reader_works(in_settings: PersonAtDesk) -> None:
    for name in ("reader_look", "reader_test"):
        in_settings.click(name)
        assert in_settings.focus_name() == name
        in_settings.rest()
        assert in_settings.focus_name() == name
