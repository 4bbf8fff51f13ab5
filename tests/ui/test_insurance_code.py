"""医保码 in the box: whoever shows it is received; whatever does not come, the doctor goes on at once."""

import threading

import pytest
from PySide6.QtCore import Qt

from core.errors import Hindrance, Refusal, Stop
from core.identity.identity_check import CheckMethod
from core.insurance_code import CodeHolder
from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.fake_outputs import FakeCodes
from tests.ui.person import PersonAtDesk
from tests.ui.test_scans import Hands, check_of_next_visit
from tests.ui.test_scans import hands as hands
from ui.screens.code_reading import LONGEST_WAIT_MS, CodeReading
from ui.wording import screens as words
from ui.wording.reasons import sentence_for

ONE = township().characters[Character.ACTIVE].person
CODE = "6901A-9f3c0d2e4b5a69788796"


@pytest.fixture
def reading(hands: Hands, person: PersonAtDesk) -> CodeReading:
    assert hands.box.isVisible()
    found = person.window.findChild(CodeReading)
    assert isinstance(found, CodeReading)
    return found


@pytest.fixture
def codes(reading: CodeReading) -> FakeCodes:
    fake = reading._codes()
    assert isinstance(fake, FakeCodes)
    return fake


def test_a_scanned_code_seats_whose_it_is_as_a_card_does(
    hands: Hands, person: PersonAtDesk, desk: FakeDesk, codes: FakeCodes
) -> None:
    codes.holders[CODE] = CodeHolder(ONE.id_number, ONE.name)
    hands.keys(CODE)
    person.wait_to_see("verdict_screen")
    assert ONE.id_number[-4:] in person.reads("verdict_person_facts")
    assert codes.done == ["ask in store", "carry in asking", "hear in store"]
    assert check_of_next_visit(person, desk) == (CheckMethod.INSURANCE_CODE, "")


def test_the_code_leaves_the_box_at_once_and_nothing_brings_it_back(
    hands: Hands, person: PersonAtDesk, codes: FakeCodes
) -> None:
    codes.hold, codes.holders[CODE] = threading.Event(), Refusal("insurance_code_refused")
    hands.keys(CODE)
    hands.enter()
    person.wait(lambda: person.reads("reception_problem") == words.READING_CODE)
    box = hands.box
    box.undo()
    assert (box.text(), box.rhythm.run, box.isUndoAvailable()) == ("", "", False)
    codes.hold.set()
    person.wait(lambda: "医保平台不认" in person.reads("reception_problem"))


@pytest.mark.parametrize(
    "stop",
    [
        Hindrance("insurance_code_no_line"),
        Hindrance("insurance_code_too_slow"),
        Refusal("insurance_code_refused"),
        Hindrance("insurance_code_platform_away"),
        Hindrance("insurance_code_not_offered"),
        Hindrance("insurance_code_busy"),
    ],
)
def test_what_is_not_told_is_a_sentence_that_says_what_to_do_and_care_goes_on(
    hands: Hands, person: PersonAtDesk, codes: FakeCodes, stop: Stop
) -> None:
    codes.holders[CODE] = stop
    hands.keys(CODE)
    person.wait(lambda: person.reads("reception_problem") == sentence_for(stop))
    assert "身份证" in sentence_for(stop)
    person.receive(ONE.id_number)
    assert ONE.id_number[-4:] in person.reads("verdict_person_facts")


def test_who_is_typed_meanwhile_is_received_and_a_late_answer_is_nobodys(
    hands: Hands, person: PersonAtDesk, reading: CodeReading, codes: FakeCodes
) -> None:
    other = township().characters[Character.NAMESAKE_OLDER].person
    codes.hold, codes.holders[CODE] = threading.Event(), CodeHolder(other.id_number, other.name)
    hands.keys(CODE)
    person.wait(lambda: "carry in asking" in codes.done)
    person.type_into("reception_box", ONE.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("verdict_screen")  # no rest: the line is busy until the answer is let go
    assert not reading._wait.isActive(), "nobody is told later that it took too long"
    codes.hold.set()
    person.wait(lambda: not person.window.lanes.busy())
    assert ONE.id_number[-4:] in person.reads("verdict_person_facts")
    assert "hear in store" not in codes.done


def test_nobody_waits_longer_than_for_a_card(
    hands: Hands, person: PersonAtDesk, reading: CodeReading, codes: FakeCodes
) -> None:
    codes.hold, codes.holders[CODE] = threading.Event(), CodeHolder(ONE.id_number, ONE.name)
    assert reading._wait.interval() == LONGEST_WAIT_MS
    reading._wait.setInterval(1)
    hands.keys(CODE)
    person.wait(lambda: "没有及时识别" in person.reads("reception_problem"))
    codes.hold.set()
    person.wait(lambda: not person.window.lanes.busy())
    person.receive(ONE.id_number)


def test_a_number_of_the_platform_that_is_none_here_is_a_sentence(
    hands: Hands, person: PersonAtDesk, codes: FakeCodes
) -> None:
    codes.holders[CODE] = CodeHolder("?", "某某")
    hands.keys(CODE)
    person.wait(lambda: person.reads("reception_problem") not in ("", words.READING_CODE))
    person.receive(ONE.id_number)
