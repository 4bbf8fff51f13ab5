"""What a visit notes now and then: folded away, said where the law wants it, kept and corrected."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox

from core.training.characters import Character
from core.visits.bedside import NOTHING, Bedside
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.wording.visits import visit_detail

PATIENT = township().characters[Character.ACTIVE].person


def choose(person: PersonAtDesk, name: str, code: str) -> None:
    box = person.find(name, QComboBox)
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())


def save(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")


def test_what_is_filled_in_reaches_the_ledger_and_comes_back_for_a_correction(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.receive(PATIENT.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    assert not person.sees("visit_pulse")
    assert not person.sees("visit_notifiable")
    person.press(Qt.Key.Key_F6)
    assert person.focus_name() == "visit_pulse"
    for name, text in (("pulse", "300x"), ("respiration", "18"), ("weight_tenths", "62.5")):
        person.type_into(f"visit_{name}", text)
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "“脉搏”看不懂")
    person.field("visit_pulse").setText("301")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "“脉搏”超出可能的范围")
    person.field("visit_pulse").setText("88")
    person.find("visit_symptom_cough", QCheckBox).click()
    person.find("visit_home_visit", QCheckBox).click()
    choose(person, "visit_destination", "referred")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "还没有写转往哪里")
    person.type_into("visit_referred_to", "县医院内科")
    person.type_into("visit_referral_reason", "血压控制不住")
    person.press(Qt.Key.Key_F6)
    assert "脉搏 88 次/分；呼吸 18 次/分；体重 62.5 kg；症状 咳嗽；上门出诊；去向 转诊" in person.reads(
        "visit_more_said"
    )
    save(person)
    state = desk.memory.visits[-1]
    kept = Bedside(88, 18, 625, None, ("cough",), "", True, "referred", "县医院内科", "血压控制不住")
    assert state.visit.bedside == kept
    assert "转诊原因 血压控制不住" in visit_detail(state)

    person.click("place_visits")
    person.rest()
    person.click("visits_correct")
    person.wait_to_see("visit_form")
    person.rest()
    person.press(Qt.Key.Key_F6)
    assert person.field("visit_weight_tenths").text() == "62.5"
    person.field("visit_weight_tenths").clear()
    person.press(Qt.Key.Key_F9)
    person.wait(lambda: desk.memory.visits[-1].visit.bedside.weight_tenths is None)
    assert desk.memory.visits[-1].visit.bedside.pulse == 88


def test_an_ordinary_visit_says_nothing_of_it(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(PATIENT.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    save(person)
    visit = desk.memory.visits[-1].visit
    assert (visit.bedside, "bedside" in visit.to_plain()) == (NOTHING, False)
