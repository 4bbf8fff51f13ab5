"""Where the region demands a stronger proof the form asks for one word about it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core.identity.identity_check import CheckMethod, Lacking, ProofSaid
from core.policy.choices import Proof
from core.training.characters import Character
from tests.core.services.test_prove_identity import demanding
from tests.ui import fake_desk
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.widgets.proof_bar import ProofBar

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


def test_the_bar_offers_what_can_be_said_and_keeps_it_when_it_asks_again(qtbot: QtBot) -> None:
    bar = ProofBar()
    qtbot.addWidget(bar)
    (said,), (words,) = bar.findChildren(QComboBox), bar.findChildren(QLineEdit)
    bar.ask(Proof.DOCUMENT_SEEN)
    assert bar.proof() is None
    said.setCurrentText("已看证件")
    assert bar.proof() == ProofSaid()
    assert words.isHidden()
    bar.ask(Proof.CHIP)
    assert (said.findText("已看证件"), bar.proof()) == (-1, None), "a look is no card that was read"
    said.setCurrentText("其他")
    words.setText("卡在外地")
    assert not words.isHidden()
    bar.ask(Proof.DOCUMENT_SEEN)
    assert bar.proof() == ProofSaid(Lacking.OTHER, "卡在外地")
    kept = bar.typed()
    bar.show_typed({})
    assert bar.proof() is None
    bar.show_typed(kept)
    assert bar.proof() == ProofSaid(Lacking.OTHER, "卡在外地")
    said.setCurrentText("没有证件")
    assert words.isHidden()
    bar.ask(None)
    assert bar.proof() is None, "nothing is said where nothing is asked"
