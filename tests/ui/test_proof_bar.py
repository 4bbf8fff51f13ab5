"""Where the region demands a stronger proof the form asks for one word about it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from core.identity.identity_check import CheckMethod
from core.training.characters import Character
from tests.core.services.test_prove_identity import demanding
from tests.ui import fake_desk
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk

WANG = township().characters[Character.ACTIVE].person


@pytest.fixture
def demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = demanding("document_seen")
    monkeypatch.setattr(fake_desk, "shelf", lambda: shelf)


@pytest.mark.usefixtures("demanded")
def test_the_visit_is_saved_once_a_word_about_the_proof_is_said(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(WANG.id_number)
    person.start_visit()
    assert person.sees("visit_proof")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("visit_problem")
    assert "诊断" in person.reads("visit_problem")
    person.pick("visit_diagnosis", "jxshxdgr")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "先核验证件")
    assert person.focus_name() == "visit_proof"
    person.find("visit_proof", QComboBox).setCurrentText("已看证件")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    assert desk.memory.visits[-1].visit.identity_check.method is CheckMethod.CARD_SEEN
