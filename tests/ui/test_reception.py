"""The box: searching while typing, taking with Enter, the card, and people outside the roster."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QListView

from core.errors import Hindrance, Refusal
from core.events import EventType
from core.identity.credentials import read_credential
from core.identity.identity_check import CheckMethod
from core.sync_ports import Attempt
from core.training.characters import Character
from sync.codec import CborCodec
from tests.ui.fake_desk import NOW, TODAY, FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.desk import CardSeen
from ui.wording.screens import READING_CARD

Sit = Callable[..., PersonAtDesk]
OLDER = township().characters[Character.NAMESAKE_OLDER].person
YOUNGER = township().characters[Character.NAMESAKE_YOUNGER].person
STRANGER = township().strangers[0]


def candidates(person: PersonAtDesk) -> list[str]:
    model = person.find("reception_candidates", QListView).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def method_of(person: PersonAtDesk, desk: FakeDesk) -> CheckMethod:
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    return desk.memory.visits[-1].visit.identity_check.method


def test_candidates_appear_while_one_types_and_show_no_whole_number(person: PersonAtDesk) -> None:
    person.type_into("reception_box", OLDER.name)
    person.wait(lambda: len(candidates(person)) == 2)
    for line, one in zip(candidates(person), (OLDER, YOUNGER), strict=True):
        assert one.village in line
        assert one.id_number[-4:] in line
        assert one.id_number not in line


def test_enter_takes_the_first_and_arrow_down_the_second(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.type_into("reception_box", OLDER.name)
    person.wait(lambda: len(candidates(person)) == 2)
    person.press(Qt.Key.Key_Down)
    assert person.focus_name() == "reception_box"
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("verdict_screen")
    assert YOUNGER.id_number[-4:] in person.reads("verdict_person_facts")
    assert method_of(person, desk) is CheckMethod.KNOWN_TO_DOCTOR


def test_enter_faster_than_the_search_still_takes_the_first(person: PersonAtDesk) -> None:
    person.receive(OLDER.name)
    assert OLDER.id_number[-4:] in person.reads("verdict_person_facts")


def test_a_typed_number_is_a_stronger_check_than_a_name(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(OLDER.id_number)
    assert method_of(person, desk) is CheckMethod.NUMBER_TYPED


def test_nobody_found_says_what_to_do(person: PersonAtDesk) -> None:
    person.type_into("reception_box", "无此人")
    person.wait_to_read("reception_hint", "没有找到")
    person.press(Qt.Key.Key_Return)
    person.rest()
    assert person.sees("reception_screen")


def test_a_number_outside_the_roster_asks_for_the_name_and_goes_on(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.type_into("reception_box", STRANGER.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("outside_form")
    assert person.field("outside_number").text() == STRANGER.id_number
    assert person.focus_name() == "outside_name"
    person.write("外来人")
    person.press(Qt.Key.Key_Return)
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("verdict_screen")
    assert "不在名册" in person.reads("verdict_headline")
    assert method_of(person, desk) is CheckMethod.NUMBER_TYPED
    assert desk.memory.visits[-1].visit.patient.name == "外来人"


def test_another_document_is_chosen_where_its_number_does_not_tell_it(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.click("reception_outside")
    person.write("外来人")
    person.type_into("outside_number", "12345678")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("reception_problem", "位数不对")
    assert person.focus_name() == "outside_number_kind"
    person.find("outside_number_kind", QComboBox).setCurrentText("台胞证")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    assert "台胞证 ****5678" in person.reads("verdict_person_facts")
    assert method_of(person, desk) is CheckMethod.NUMBER_TYPED
    assert desk.memory.visits[-1].visit.patient.number_kind == "taiwan_permit"


def test_an_odd_number_of_a_stranger_asks_for_a_second_look(person: PersonAtDesk) -> None:
    person.click("reception_outside")
    person.write("外来人")
    person.type_into("outside_number", STRANGER.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("verdict_cautions", "地区代码不认识")


def test_somebody_without_a_number_is_treated_too(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.click("reception_outside")
    person.write("无证老人")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    assert method_of(person, desk) is CheckMethod.KNOWN_TO_DOCTOR
    assert desk.memory.visits[-1].visit.patient.id_number == ""


def test_a_wrong_number_is_refused_with_a_sentence(person: PersonAtDesk) -> None:
    wrong = OLDER.id_number[:-1] + ("1" if OLDER.id_number[-1] != "1" else "2")
    person.type_into("reception_box", wrong)
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("reception_problem")
    assert person.sees("reception_screen")
    person.press(Qt.Key.Key_Escape)
    assert person.field("reception_box").text() == ""
    assert not person.sees("reception_problem")


def test_f2_reads_the_card_behind_no_round_of_sync_and_notes_the_reader(
    sit_down: Sit, desk: FakeDesk
) -> None:
    person = sit_down(desk, lambda: CardSeen(OLDER.id_number, OLDER.name, "reader-7"))
    person.come_in()
    net, line_is_slow = person.window.lanes.net, threading.Event()
    net.run(partial(line_is_slow.wait, 10), lambda _: None, lambda _: None)
    person.press(Qt.Key.Key_F2)
    person.wait_to_see("verdict_screen")
    assert net.busy()
    line_is_slow.set()
    assert method_of(person, desk) is CheckMethod.CARD_CHIP
    assert desk.memory.visits[-1].visit.identity_check.reader == "reader-7"
    person.press(Qt.Key.Key_F2)  # the next one's card lies there already
    person.wait_to_see("verdict_screen")


def test_a_card_out_of_date_is_told_and_hinders_no_care(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk, lambda: CardSeen(OLDER.id_number, OLDER.name, "reader-7", expired=True))
    person.come_in()
    person.press(Qt.Key.Key_F2)
    person.wait_to_read("verdict_cautions", "证件已过有效期")
    assert method_of(person, desk) is CheckMethod.CARD_CHIP
    person.click("slip_next")
    person.receive(OLDER.id_number)
    assert not person.sees("verdict_cautions")


def test_a_chip_with_a_wrong_check_is_believed_and_the_visit_keeps_that_it_was(
    sit_down: Sit, desk: FakeDesk
) -> None:
    wrong = read_credential("110105194912310022", TODAY, from_chip=True)
    person = sit_down(desk, lambda: CardSeen(wrong.number, "外来人", "reader-7", True, wrong))
    person.come_in()
    person.press(Qt.Key.Key_F2)
    person.wait_to_read("verdict_cautions", "末位校验不符，已按芯片采用")
    assert method_of(person, desk) is CheckMethod.CARD_CHIP
    assert desk.memory.visits[-1].visit.identity_check.overridden == (
        "id_number_check_on_chip",
        "card_expired",
    )


def test_a_card_with_another_name_than_the_rosters_asks_for_a_second_look(
    sit_down: Sit, desk: FakeDesk
) -> None:
    person = sit_down(desk, lambda: CardSeen(OLDER.id_number, "另一人", "reader-7"))
    person.come_in()
    person.press(Qt.Key.Key_F2)
    person.wait_to_read("verdict_cautions", "姓名与名册上这个号码的姓名不一致")


@pytest.mark.parametrize("stop", [Refusal("name_missing"), Hindrance("township_unreachable")])
def test_a_card_that_cannot_be_read_is_a_sentence(sit_down: Sit, desk: FakeDesk, stop: Exception) -> None:
    def read() -> CardSeen:
        raise stop

    person = sit_down(desk, read)
    person.come_in()
    person.click("reception_read_card")
    person.rest()
    assert person.sees("reception_problem")
    assert person.sees("reception_read_card")
    person.click("reception_read_card")
    person.rest()


@dataclass
class SlowReader:
    """A reader whose card comes when the test lays it on, and that counts how often it was asked."""

    cards: list[CardSeen]
    laid_on: list[threading.Event]
    asked: int = 0

    def __call__(self) -> CardSeen:
        turn, self.asked = self.asked, self.asked + 1
        self.laid_on[turn].wait(10)
        return self.cards[turn]


def test_a_card_that_comes_after_somebody_else_was_received_is_nobodys(sit_down: Sit, desk: FakeDesk) -> None:
    reader = SlowReader([CardSeen(OLDER.id_number, OLDER.name, "reader-7")], [threading.Event()])
    person = sit_down(desk, reader)
    person.come_in()
    person.press(Qt.Key.Key_F2)
    person.type_into("reception_box", YOUNGER.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("verdict_screen")
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("visit_form")
    reader.laid_on[0].set()
    person.rest()
    assert person.sees("visit_form")
    assert YOUNGER.id_number[-4:] in person.reads("visit_person_facts")


def test_f2_after_a_card_was_given_up_asks_anew(sit_down: Sit, desk: FakeDesk) -> None:
    late = CardSeen(YOUNGER.id_number, YOUNGER.name, "old")
    mine = CardSeen(OLDER.id_number, OLDER.name, "reader-7")
    reader = SlowReader([late, mine], [threading.Event(), threading.Event()])
    person = sit_down(desk, reader)
    person.come_in()
    person.press(Qt.Key.Key_F2)
    person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_F2)
    reader.laid_on[0].set()
    person.wait(lambda: reader.asked == 2)
    assert person.sees("reception_screen") and person.reads("reception_problem") == READING_CARD
    reader.laid_on[1].set()
    person.wait_to_see("verdict_screen")
    assert method_of(person, desk) is CheckMethod.CARD_CHIP
    assert desk.memory.visits[-1].visit.identity_check.reader == "reader-7"


def test_a_card_shown_for_nothing_but_the_verdict_is_written_down(sit_down: Sit, desk: FakeDesk) -> None:
    person = sit_down(desk, lambda: CardSeen(OLDER.id_number, OLDER.name, "reader-7"))
    person.come_in()
    person.press(Qt.Key.Key_F2)
    person.wait_to_see("verdict_screen")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    person.rest()
    (told,) = desk.memory.beside
    assert (told.type, desk.memory.visits) == (EventType.IDENTITY_CHECKED, [])
    content = CborCodec().decode(told.body)
    assert content["patient"]["person_id"] == OLDER.person_id
    assert (content["identity_check"]["method"], content["identity_check"]["reader"]) == (
        "card_chip",
        "reader-7",
    )


def test_a_face_the_doctor_knows_is_no_check(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(OLDER.name)
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    person.rest()
    assert desk.memory.beside == []


def test_without_a_reader_there_is_no_button_for_one(person: PersonAtDesk) -> None:
    assert not person.sees("reception_read_card")


@pytest.mark.parametrize(("met", "told"), [(True, "名册和目录没有了"), (False, "还没有收到参保名册")])
def test_without_a_roster_the_box_says_so_and_what_to_do(
    sit_down: Sit, desk: FakeDesk, met: bool, told: str
) -> None:
    desk.dates = None
    if met:
        desk.memory.attempts.append(Attempt(NOW, "https", "done", 10, 10, 1.0))
    person = sit_down(desk)
    person.come_in()
    person.wait(lambda: told in person.reads("reception_lacking"))
    for text in ("立即同步", "U 盘", "登记名册以外的人"):
        assert text in person.reads("reception_lacking")
    person.type_into("reception_box", OLDER.name)
    person.wait(lambda: person.field("reception_box").text() == OLDER.name)
    assert told in person.reads("reception_lacking")
    assert person.sees("reception_outside")


def test_with_a_roster_the_box_tells_how_to_use_it(person: PersonAtDesk) -> None:
    assert not person.sees("reception_lacking")
    assert "读卡器" in person.reads("reception_hint")
