"""What a scanner or a typing reader sends into the one box, also through a Chinese input method."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.identity.identity_check import CheckMethod
from core.training.card import training_card
from core.training.characters import Character
from tests.ui.fake_desk import TODAY, FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.devices.sam_frames import Status, framed, text_and_photo
from ui.widgets.scanned_field import ScannedField

ONE = township().characters[Character.ACTIVE].person
TRACE = "83000012345678901234"
SCANNERS, FINGERS = 0.005, 0.2
NO_KEY, PLAIN = 0, Qt.KeyboardModifier.NoModifier


@dataclass
class Hands:
    """Whoever sends keys into a field, each so long after the other."""

    box: ScannedField
    pace: float = SCANNERS
    now: float = 0.0

    def __post_init__(self) -> None:
        self.box.rhythm.seconds = self.seconds

    def seconds(self) -> float:
        self.now += self.pace
        return self.now

    def keys(self, text: str, held: bool = False) -> None:
        for sign in text:
            key = QKeyEvent(QEvent.Type.KeyPress, NO_KEY, PLAIN, sign, held)
            key.setTimestamp(1)  # as a device's keys have one
            QApplication.sendEvent(self.box, key)

    def enter(self) -> None:
        QApplication.sendEvent(self.box, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, PLAIN, "\r"))

    def commit(self, *pieces: str) -> None:
        """Let an input method hand over what it took."""
        for piece in pieces:
            event = QInputMethodEvent()
            event.setCommitString(piece)
            QApplication.sendEvent(self.box, event)

    def compose(self, letters: str) -> None:
        """Let an input method hold letters back."""
        QApplication.sendEvent(self.box, QInputMethodEvent(letters, []))


@pytest.fixture
def hands(person: PersonAtDesk) -> Hands:
    return Hands(person.find("reception_box", ScannedField))


def check_of_next_visit(person: PersonAtDesk, desk: FakeDesk) -> tuple[CheckMethod, str]:
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    check = desk.memory.visits[-1].visit.identity_check
    return check.method, check.reader


def leave_open(person: PersonAtDesk) -> None:
    """Begin a visit with one drug and put it aside."""
    person.receive(ONE.id_number)
    person.start_visit()
    person.pick("visit_drug", "bhsaldpp")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")


def test_a_scanned_number_goes_on_by_itself_and_is_a_document_seen(
    hands: Hands, person: PersonAtDesk, desk: FakeDesk
) -> None:
    hands.keys(ONE.id_number)
    person.wait_to_see("verdict_screen")
    assert check_of_next_visit(person, desk) == (CheckMethod.CARD_SEEN, "scanner")


def test_the_same_number_from_fingers_waits_for_enter_and_was_typed(
    hands: Hands, person: PersonAtDesk, desk: FakeDesk
) -> None:
    hands.pace = FINGERS
    hands.keys(ONE.id_number)
    person.wait_to_see("reception_candidates")
    hands.enter()
    person.wait_to_see("verdict_screen")
    assert check_of_next_visit(person, desk) == (CheckMethod.NUMBER_TYPED, "")


def test_what_was_put_there_or_comes_from_a_held_key_is_no_scan(qtbot: QtBot) -> None:
    hands = Hands(ScannedField())
    qtbot.addWidget(hands.box)
    hands.box.insert(ONE.id_number)
    assert not hands.box.by_machine
    hands.box.clear()
    hands.keys("1" * 18, held=True)
    assert hands.box.text() == "1" * 18
    assert not hands.box.by_machine


@pytest.mark.parametrize("shift", [0, 0xFEE0], ids=["plain digits", "digits of full width"])
def test_an_input_method_that_hands_the_digits_over_changes_nothing(
    hands: Hands, person: PersonAtDesk, shift: int
) -> None:
    hands.commit(*(chr(ord(digit) + shift) for digit in ONE.id_number))
    person.wait_to_see("verdict_screen")
    assert ONE.id_number[-4:] in person.reads("verdict_person_facts")


def test_a_last_letter_that_the_input_method_keeps_is_taken_from_it(
    hands: Hands, person: PersonAtDesk
) -> None:
    hands.commit(*"11010519491231002")
    hands.compose("x")
    person.wait_to_see("outside_form")  # nobody here has that number: the name is asked for
    assert person.field("outside_number").text() == "11010519491231002X"


def test_a_certificate_is_read_and_a_letter_that_became_chinese_is_told(
    hands: Hands, person: PersonAtDesk
) -> None:
    hands.compose("W")
    hands.compose("W23001")
    hands.commit("W230012345")
    person.wait_to_see("outside_form")
    assert person.field("outside_number").text() == "W230012345"
    person.press(Qt.Key.Key_Escape)
    hands.now += 1
    hands.compose("w")
    hands.commit("我", *"30012345")
    person.wait_to_read("reception_problem", "请按 Shift 切到英文再扫一次")
    assert hands.box.selectedText() == "我30012345"


def test_a_scan_behind_something_older_stands_alone(hands: Hands, person: PersonAtDesk) -> None:
    hands.pace = FINGERS
    hands.keys("wx")
    hands.seconds()
    hands.pace = SCANNERS
    hands.now += 1
    hands.keys(ONE.id_number)
    person.wait_to_see("verdict_screen")
    assert ONE.id_number[-4:] in person.reads("verdict_person_facts")


@pytest.mark.parametrize(
    ("older", "scan"),
    [("12", ONE.id_number), ("", ONE.id_number * 2), ("wx", "A1B2C3D4E5F6G7H8J9K0L1M2N3P4")],
    ids=["as long as a drug's code", "scanned twice in one go", "a code behind letters"],
)
def test_what_was_scanned_is_not_taken_together_with_what_stood_there(
    qtbot: QtBot, older: str, scan: str
) -> None:
    hands = Hands(ScannedField())
    qtbot.addWidget(hands.box)
    hands.pace = FINGERS
    hands.keys(older)
    hands.pace = SCANNERS
    hands.now += 1
    hands.keys(scan)
    assert hands.box.keep_scan()
    assert (hands.box.text(), hands.box.by_machine) == (scan[:18] if older == "" else scan, True)


def test_a_scan_that_stumbles_is_not_cut(qtbot: QtBot) -> None:
    hands = Hands(ScannedField())
    qtbot.addWidget(hands.box)
    hands.keys(TRACE[:2])
    hands.now += 0.2
    hands.keys(TRACE[2:])
    assert hands.box.keep_scan()
    assert hands.box.text() == TRACE


def test_a_birth_certificate_is_scanned_and_the_visit_keeps_what_it_is(
    hands: Hands, person: PersonAtDesk, desk: FakeDesk
) -> None:
    hands.keys("W230012345")
    hands.enter()
    person.wait_to_see("outside_form")
    person.write("新生儿")
    person.click("outside_go")
    person.wait_to_read("verdict_person_facts", "出生医学证明 ******2345")
    assert check_of_next_visit(person, desk) == (CheckMethod.CARD_SEEN, "scanner")
    assert desk.memory.visits[-1].visit.patient.number_kind == "birth_certificate"


def test_a_reader_that_types_its_whole_answer_reads_the_chip_and_lost_keys_are_told(
    hands: Hands, person: PersonAtDesk, desk: FakeDesk
) -> None:
    frame = framed(Status.DONE.value + text_and_photo(training_card(ONE, TODAY, None), bytes(1024)))
    hands.commit(frame.hex().upper()[:-6])
    person.wait_to_read("reception_problem", "传来的数据有误")
    assert person.field("reception_box").text() == ""
    hands.now += 1
    hands.commit(frame.hex().upper())
    person.wait_to_see("verdict_screen")
    assert check_of_next_visit(person, desk) == (CheckMethod.CARD_CHIP, "typed")


def test_a_drugs_code_is_offered_to_the_open_visit_and_taken_there(
    hands: Hands, person: PersonAtDesk
) -> None:
    hands.keys(TRACE)
    person.wait_to_read("reception_problem", "药品追溯码")
    person.rest()
    assert not person.sees("trace_offer")
    person.press(Qt.Key.Key_Escape)
    leave_open(person)
    hands.keys(TRACE)
    person.wait_to_read("trace_offer_said", ONE.name)
    hands.pace = FINGERS
    hands.keys("w")
    assert not person.sees("trace_offer"), "typing on takes the offer back"
    person.press(Qt.Key.Key_Escape)
    hands.pace = SCANNERS
    hands.now += 1
    hands.keys(TRACE)
    person.wait_to_read("trace_offer_said", ONE.name)
    person.click("trace_offer_go")
    person.wait(lambda: person.focus_name() == "line_1_trace")
    assert person.field("line_1_trace").text() == TRACE
    person.press(Qt.Key.Key_Return)
    assert person.field("line_1_trace").text() == ""


def test_a_drugs_code_scanned_into_the_drug_picker_goes_to_its_line(person: PersonAtDesk) -> None:
    person.receive(ONE.id_number)
    person.start_visit()
    person.type_into("visit_drug", TRACE)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_problem", "请先选药品")
    person.pick("visit_drug", "bhsaldpp")
    person.type_into("visit_drug", TRACE)
    person.press(Qt.Key.Key_Return)
    assert (person.focus_name(), person.field("line_1_trace").text()) == ("line_1_trace", TRACE)


def test_a_drugs_code_is_not_offered_to_a_correction_that_lies_aside(
    hands: Hands, person: PersonAtDesk, desk: FakeDesk
) -> None:
    desk.memory.drafts["correction:" + "0" * 32] = {"kept_at": desk.clock.moment.isoformat()}
    hands.keys(TRACE)
    person.wait_to_read("reception_problem", "药品追溯码")
    person.rest()
    assert not person.sees("trace_offer")
