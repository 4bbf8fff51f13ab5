"""Who may be the same person is suggested quietly; the doctor's word joins them, and undoes it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from core.events import EventType
from core.identity.identity_check import CheckMethod
from core.roles import Role
from core.services.receive_patient import check_identity, receive_number
from core.services.record_visit import record_visit
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.visits.visit import Diagnosis
from sync.codec import CborCodec
from tests.ui.fake_desk import PASSWORD, FakeDesk, township
from tests.ui.person import PersonAtDesk

CHILD = township().characters[Character.NEWBORN].person
CERTIFICATE = "T330112345"
COLD = VisitForm("", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())


def seen_under_a_certificate(desk: FakeDesk) -> None:
    """Let the child have been seen under a certificate of birth, before it had a number."""
    clinic = desk.unlock(township().clinics[0].user, PASSWORD).clinic
    child = receive_number(clinic, CERTIFICATE, CHILD.name)
    record_visit(clinic, child, check_identity(clinic, CheckMethod.CARD_SEEN), COLD)


@pytest.fixture
def seen_before(desk: FakeDesk) -> None:
    seen_under_a_certificate(desk)


def told(desk: FakeDesk, kind: EventType) -> list[dict[str, object]]:
    return [CborCodec().decode(one.body) for one in desk.memory.beside if one.type == kind]


def receive_child(person: PersonAtDesk) -> None:
    person.receive(CHILD.id_number)
    person.wait_to_see("suspect_0")


@pytest.mark.usefixtures("seen_before")
def test_a_join_is_suggested_made_and_taken_back(person: PersonAtDesk, desk: FakeDesk) -> None:
    receive_child(person)
    assert "出生医学证明" in person.reads("suspect_0")
    assert CERTIFICATE not in person.reads("suspect_0")
    assert "急性上呼吸道感染" not in person.reads("verdict_last_visits")
    assert told(desk, EventType.PERSONS_JOINED) == []
    person.click("suspect_0_join")
    person.wait_to_see("joined_0")
    person.rest()
    assert person.focus_name() == "start_visit", "the buttons that had the keyboard are gone"
    assert "证件尾号 2345" in person.reads("verdict_last_visits")
    assert not person.sees("suspect_0")
    assert len(told(desk, EventType.PERSONS_JOINED)) == 1
    person.click("joined_0_part")
    person.wait(lambda: len(told(desk, EventType.PERSONS_PARTED)) == 1)
    person.rest()
    assert not person.sees("joined_0")
    assert "急性上呼吸道感染" not in person.reads("verdict_last_visits")
    person.press(Qt.Key.Key_Escape)
    person.receive(CHILD.id_number)
    assert not person.sees("suspect_0"), "whom the doctor parted is not suggested again"


@pytest.mark.usefixtures("seen_before")
def test_who_goes_on_before_a_join_is_written_down_is_not_called_back(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    receive_child(person)
    person.click("suspect_0_join")
    person.press(Qt.Key.Key_Escape)
    person.wait(lambda: len(told(desk, EventType.PERSONS_JOINED)) == 1)
    person.rest()
    assert person.sees("reception_screen")


def test_a_number_somebody_brings_is_looked_at_before_it_is_joined(
    person: PersonAtDesk,
) -> None:
    other = township().characters[Character.ACTIVE].person
    person.receive(CHILD.id_number)
    person.click("other_number_open")
    for number, said in ((CHILD.id_number, "同一个档案"), ("123", "位数不对"), (other.id_number, "")):
        person.field("other_number_field").clear()
        person.type_into("other_number_field", number)
        person.click("other_number_now")
        person.wait_to_read("joined_problem", said)
    person.wait_to_see("suspect_0")
    assert other.name in person.reads("suspect_0")
    person.click("suspect_0_join")
    person.wait_to_see("joined_0")
    assert "出生日期不同" in person.reads("verdict_cautions")


@pytest.mark.usefixtures("seen_before")
def test_an_assistant_sees_it_and_decides_nothing(
    sit_down: Callable[..., PersonAtDesk], desk: FakeDesk
) -> None:
    desk.role = Role.ASSISTANT
    person = sit_down(desk)
    person.come_in()
    receive_child(person)
    assert not person.sees("suspect_0_join")
    assert not person.sees("other_number_open")
