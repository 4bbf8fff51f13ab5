"""What a person does at the desk stands in the audit trail, and what leaves it stands there first."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from core.audit import Deed
from core.errors import Hindrance
from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.idle import IdleWatch
from ui.screens.slip import SlipScreen
from ui.wording.audit import DEEDS, audit_page, deed_said

PATIENT = township().characters[Character.ACTIVE].person


def looked_up(desk: FakeDesk) -> list[tuple[str, str]]:
    return [(one.person, one.facts["how"]) for one in desk.memory.trail if one.deed == Deed.LOOKED_UP]


def at_the_slip(person: PersonAtDesk) -> SlipScreen:
    person.receive(PATIENT.id_number)
    person.start_visit()
    person.write("咳嗽")
    person.pick("visit_diagnosis", "jxshxdgr")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    return person.find("slip_screen", SlipScreen)


def test_opening_somebody_by_number_is_noted_with_the_person_and_the_proof(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.receive(PATIENT.id_number)
    assert looked_up(desk) == [(PATIENT.person_id, "number_typed")]


def test_opening_somebody_by_name_is_noted_and_searching_alone_is_not(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.type_into("reception_box", PATIENT.name)
    person.rest()
    assert looked_up(desk) == []
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("verdict_screen")
    assert looked_up(desk) == [(PATIENT.person_id, "known_to_doctor")]


def test_a_full_disk_keeps_nobody_from_being_opened(person: PersonAtDesk, desk: FakeDesk) -> None:
    desk.memory.broken = Hindrance("disk_full", file="ledger")
    person.receive(PATIENT.id_number)
    assert person.sees("verdict_screen")


def test_a_pdf_is_noted_with_its_visit(person: PersonAtDesk, desk: FakeDesk, tmp_path: Path) -> None:
    slip = at_the_slip(person)
    slip.save_pdf(str(tmp_path / "slip.pdf"))
    person.rest()
    assert (tmp_path / "slip.pdf").exists()
    last = desk.memory.trail[-1]
    assert (last.deed, last.person) == (Deed.SAVED_PDF, PATIENT.person_id)
    assert last.facts == {"form": "slip", "event": desk.memory.visits[0].event_id}


def test_a_pdf_that_cannot_be_noted_is_not_written(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path
) -> None:
    slip = at_the_slip(person)
    desk.memory.broken = Hindrance("disk_full", file="ledger")
    slip.save_pdf(str(tmp_path / "slip.pdf"))
    person.wait_to_read("slip_problem", "磁盘已满")
    assert list(tmp_path.glob("*.pdf")) == []


def test_every_deed_has_a_word() -> None:
    assert set(DEEDS) == set(Deed)


@pytest.mark.parametrize(
    ("deed", "facts", "said"),
    [
        (Deed.UNLOCKED, {"again": 1}, "登录（解除锁屏）"),
        (Deed.UNLOCKED, {"again": 0}, "登录"),
        (
            Deed.WRONG_PASSWORD,
            {"at": "2026-06-01T04:00:00+00:00", "tried": "li"},
            "此前有人输错密码（2026-06-01 12:00:00，li）",
        ),
        (Deed.WRONG_PASSWORD, {"more": 3}, "此前有人输错密码（另有 3 次）"),
        (Deed.LOOKED_UP, {"how": "card_chip"}, "打开人员资料（读卡）"),
        (Deed.LOOKED_UP, {"how": "card_chip", "why": "present"}, "打开人员资料（读卡，接诊）"),
        (Deed.SAW_NUMBER, {"why": "reason_of_tomorrow"}, "查看完整证件号（reason_of_tomorrow）"),
        (Deed.SAVED_PDF, {"form": "slip", "event": "e"}, "存为 PDF（就诊凭条）"),
        (Deed.VERIFIED, {"faults": 2}, "检查数据（2 处问题）"),
        (
            Deed.RIGHTS_CHANGED,
            {"user": "li", "before": "", "now": "assistant"},
            "权限变更（li：无 → 助理）",
        ),
        (Deed.USER_ADDED, {"user": "li"}, "新增用户（li）"),
        ("deed_of_tomorrow", {}, "deed_of_tomorrow"),
    ],
)
def test_a_deed_is_said_with_what_is_known_of_it(deed: str, facts: dict[str, object], said: str) -> None:
    assert deed_said(deed, facts) == said


def test_a_page_of_the_trail_is_a_line_a_deed() -> None:
    line = {
        **{"position": 7, "at": "2026-06-01T04:00:00+00:00", "user": "wang", "deed": Deed.LOOKED_UP},
        **{"person": "p000001", "reason": "", "facts": {"how": "card_chip"}},
    }
    said = "     7  2026-06-01 12:00:00  wang  打开人员资料（读卡）  人员 p000001"
    assert audit_page({"lines": [line]}) == said
    assert audit_page({"lines": []}) == "没有审计记录。"


def masked(person: PersonAtDesk) -> bool:
    return PATIENT.id_number not in person.reads("verdict_person_facts")


def test_a_number_is_masked_until_it_is_asked_for_and_noted(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(PATIENT.id_number)
    assert masked(person)
    person.click("verdict_show_number")
    person.click("verdict_why_number_papers")
    person.rest()
    assert not masked(person)
    last = desk.memory.trail[-1]
    assert (last.deed, last.person) == (Deed.SAW_NUMBER, PATIENT.person_id)
    person.press(Qt.Key.Key_Escape)
    person.receive(PATIENT.id_number)
    assert masked(person)


def test_a_number_that_cannot_be_noted_stays_masked(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.receive(PATIENT.id_number)
    desk.memory.broken = Hindrance("disk_full", file="ledger")
    person.click("verdict_show_number")
    person.click("verdict_why_number_papers")
    person.wait_to_read("verdict_cautions", "磁盘已满")
    assert masked(person)


def test_another_time_before_the_idle_lock_is_noted(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.click("place_settings")
    choice = person.find("settings_idle_minutes", QComboBox)
    choice.setCurrentIndex(choice.findData(30))
    person.rest()
    assert desk.memory.trail[-1].facts == {"setting": "idle_minutes", "now": 30}
    assert person.window.findChildren(IdleWatch)[0].minutes() == 30
