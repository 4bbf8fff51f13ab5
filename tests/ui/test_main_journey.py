"""From the lock to the synced list, with keys alone where a doctor would use keys."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.screens.slip import SlipScreen


def test_a_doctor_receives_writes_saves_prints_and_syncs(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path
) -> None:
    patient = township().characters[Character.ACTIVE_CHRONIC].person
    person.receive(patient.name)
    assert "可享受" in person.reads("verdict_headline")
    assert person.reads("verdict_person_name") == patient.name

    person.start_visit()
    assert person.focus_name() == "visit_complaint"
    person.write("头痛")
    person.press(Qt.Key.Key_Return)
    assert person.focus_name() == "visit_onset"
    person.write("3")
    person.pick("visit_diagnosis", "yfxgxy")
    person.wait(lambda: person.focus_name() == "visit_drug")
    person.pick("visit_drug", "bhsaldpp")
    person.wait(lambda: person.focus_name() == "line_1_quantity")
    person.write("2")
    person.pick("visit_drug", "asplcrp")
    person.pick("visit_service", "ybzlf")
    person.wait(lambda: "基金" in person.reads("visit_estimate"))
    assert person.reads("visit_total") == "合计 24.20 元"
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    assert len(desk.memory.visits) == 1
    assert desk.memory.drafts == {}

    file = tmp_path / "slip.pdf"
    person.find("slip_screen", SlipScreen).save_pdf(str(file))
    person.rest()
    assert file.read_bytes().startswith(b"%PDF-")

    person.click("place_sync")
    person.rest()
    assert "1 笔" in person.reads("sync_waiting")
    person.click("sync_now")
    person.wait_to_read("sync_note", "同步完成")
    person.rest()
    person.click("place_visits")
    person.rest()
    table = person.find("visits_table", QTableView)
    row = [str(table.model().index(0, column).data()) for column in range(table.model().columnCount())]
    assert row[1] == patient.name
    assert row[3] == "已送达"
    assert desk.memory.threads == {"store-lane", "net-lane"}
