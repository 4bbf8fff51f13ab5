"""The visit form: what is typed is never lost, what is wrong is said beside it, Enter moves on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from core.errors import Hindrance
from core.training.characters import Character
from core.visits.visit import OrderLine
from tests.ui.fake_desk import TODAY, FakeDesk, township
from tests.ui.person import PersonAtDesk

PATIENT = township().characters[Character.ACTIVE].person
TRACE = "8" + "1234567890123456789"


@pytest.fixture
def writing(person: PersonAtDesk) -> PersonAtDesk:
    person.receive(PATIENT.id_number)
    person.start_visit()
    return person


def save(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")


def line(desk: FakeDesk, place: int = 0) -> OrderLine:
    return desk.memory.visits[-1].visit.lines[place]


def test_enter_walks_through_the_fields_in_reading_order(writing: PersonAtDesk) -> None:
    walked = []
    for _ in range(9):
        walked.append(writing.focus_name())
        writing.press(Qt.Key.Key_Return)
    names = ("complaint", "onset", "temperature", "systolic", "diastolic", "remark", "diagnosis", "drug")
    assert walked == [*(f"visit_{name}" for name in names), "visit_service"]
    assert writing.focus_name() == "visit_save"


def test_enter_never_lands_on_a_button_that_removes(writing: PersonAtDesk, desk: FakeDesk) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "asplcrp")
    writing.wait(lambda: writing.focus_name() == "line_1_quantity")
    walked = []
    for _ in range(8):
        walked.append(writing.focus_name())
        writing.press(Qt.Key.Key_Return)
    fields = ("quantity", "dose", "frequency", "route", "days", "trace")
    assert walked[:6] == [f"line_1_{field}" for field in fields]
    writing.field("visit_diagnosis").setFocus()
    writing.press(Qt.Key.Key_Return)
    assert writing.focus_name() == "visit_drug"
    save(writing)
    visit = desk.memory.visits[-1].visit
    assert (len(visit.diagnoses), len(visit.lines)) == (1, 1)


def test_every_field_reaches_the_ledger(writing: PersonAtDesk, desk: FakeDesk) -> None:
    for name, text in (
        ("complaint", "头晕"),
        ("onset", "3天前"),
        ("temperature", "36.8"),
        ("systolic", "152"),
        ("diastolic", "94"),
        ("remark", "复诊"),
    ):
        writing.type_into(f"visit_{name}", text)
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "bhsaldpp")
    writing.wait(lambda: writing.focus_name() == "line_1_quantity")
    writing.write("2")
    save(writing)
    visit = desk.memory.visits[-1].visit
    assert visit.complaint == "头晕"
    assert visit.onset_date is not None and (TODAY - visit.onset_date).days == 3
    assert (visit.temperature_tenths, visit.systolic, visit.diastolic) == (368, 152, 94)
    assert visit.remark == "复诊"
    assert visit.main_diagnosis.code == "I10.x00"
    assert (line(desk).quantity, line(desk).days, line(desk).frequency) == (2, 3, "每日一次")
    assert line(desk).no_trace_reason
    assert visit.estimate is not None and visit.estimate.total == visit.total


def test_what_is_typed_is_kept_and_taken_up_again(writing: PersonAtDesk, desk: FakeDesk) -> None:
    writing.type_into("visit_complaint", "咳嗽")
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "asplcrp")
    writing.wait(lambda: any(draft["lines"] for draft in desk.memory.drafts.values()))
    writing.press(Qt.Key.Key_Escape)
    writing.wait_to_see("reception_screen")
    writing.receive(PATIENT.id_number)
    writing.start_visit()
    writing.wait_to_read("visit_problem", "接着")
    assert writing.field("visit_complaint").text() == "咳嗽"
    writing.wait_to_see("line_1_quantity")
    assert writing.sees("diagnosis_1")
    save(writing)
    assert desk.memory.drafts == {}


def test_locking_while_a_visit_is_being_saved_leaves_no_draft_behind_it(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    writing.type_into("visit_complaint", "咳嗽")
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.press(Qt.Key.Key_F9)
    writing.window.lock()
    writing.rest()
    writing.wait(lambda: len(desk.memory.visits) == 1)
    writing.rest()
    assert desk.memory.drafts == {}


def test_every_field_comes_back_as_it_was_typed(writing: PersonAtDesk, desk: FakeDesk) -> None:
    writing.pick("visit_diagnosis", "jxshxdgr")
    writing.pick("visit_drug", "amxljn")
    writing.wait(lambda: writing.focus_name() == "line_1_quantity")
    typed = {
        **{"visit_complaint": "咳嗽、流", "visit_onset": "3天", "visit_temperature": "37."},
        **{"visit_systolic": "15", "visit_diastolic": "9", "visit_remark": "复", "visit_diagnosis": "yfx"},
        **{"visit_drug": "bhs", "visit_service": "yb", "line_1_quantity": "", "line_1_days": ""},
        **{"line_1_dose": "半", "line_1_trace": "83"},
    }
    for name, text in typed.items():
        writing.field(name).setFocus()
        writing.field(name).selectAll()
        writing.press(Qt.Key.Key_Backspace)
        writing.write(text)
    writing.press(Qt.Key.Key_Escape)  # closes an open list, if there is one
    if writing.sees("visit_form"):
        writing.press(Qt.Key.Key_Escape)
    writing.wait_to_see("reception_screen")
    writing.rest()
    writing.receive(PATIENT.id_number)
    writing.start_visit()
    assert {name: writing.field(name).text() for name in typed} == typed
    assert "急性上呼吸道感染" in str(next(iter(desk.memory.drafts.values()))["diagnoses"])


def test_somebody_who_never_pauses_is_kept_all_the_same(writing: PersonAtDesk, desk: FakeDesk) -> None:
    for _ in range(100):
        writing.write("啊")
        QTest.qWait(20)
        if desk.memory.drafts:
            break
    assert desk.memory.drafts


def test_a_form_nobody_wrote_in_leaves_no_draft(writing: PersonAtDesk, desk: FakeDesk) -> None:
    writing.press(Qt.Key.Key_Escape)
    writing.wait_to_see("reception_screen")
    writing.rest()
    assert desk.memory.drafts == {}


def test_without_a_diagnosis_nothing_is_saved_and_the_reason_stands_there(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", "诊断")
    assert desk.memory.visits == []
    assert writing.find("visit_save", QPushButton).isEnabled()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("onset", "很久", "发病"),
        ("temperature", "4", "体温"),
        ("systolic", "120", "血压"),
        ("onset", "2030-1-1", "晚于今天"),
    ],
)
def test_what_cannot_be_read_is_said_before_saving(
    writing: PersonAtDesk, desk: FakeDesk, field: str, text: str, said: str
) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.type_into(f"visit_{field}", text)
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_read("visit_problem", said)
    assert desk.memory.visits == []


def test_a_full_disk_is_a_sentence_and_the_form_and_draft_stay(writing: PersonAtDesk, desk: FakeDesk) -> None:
    desk.memory.broken = Hindrance("disk_full")
    writing.type_into("visit_complaint", "咳嗽")
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("visit_problem")
    writing.rest()
    assert writing.field("visit_complaint").text() == "咳嗽"
    assert len(desk.memory.drafts) == 1
    desk.memory.broken = None
    save(writing)
    assert len(desk.memory.visits) == 1


def test_f9_twice_saves_once(writing: PersonAtDesk, desk: FakeDesk) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.press(Qt.Key.Key_F9)
    writing.press(Qt.Key.Key_F9)
    writing.wait_to_see("slip_screen")
    writing.rest()
    assert len(desk.memory.visits) == 1


def test_a_removed_line_is_gone_and_the_others_are_numbered_anew(
    writing: PersonAtDesk, desk: FakeDesk
) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "asplcrp")
    writing.pick("visit_service", "ybzlf")
    writing.click("line_1_remove")
    assert writing.reads("visit_total") == "合计 10.00 元"
    writing.wait_to_see("line_1_quantity")
    save(writing)
    assert [one.name for one in desk.memory.visits[-1].visit.lines] == ["一般诊疗费"]


def test_another_diagnosis_can_be_made_the_main_one(writing: PersonAtDesk, desk: FakeDesk) -> None:
    for letters in ("yfxgxy", "糖尿病"):
        writing.pick("visit_diagnosis", letters)
    writing.wait_to_see("diagnosis_2_main")
    writing.click("diagnosis_2_main")
    save(writing)
    visit = desk.memory.visits[-1].visit
    assert [one.main for one in visit.diagnoses] == [False, True]


def test_a_scanned_box_travels_with_its_line(writing: PersonAtDesk, desk: FakeDesk) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "asplcrp")
    writing.type_into("line_1_trace", TRACE)
    writing.press(Qt.Key.Key_Return)
    assert writing.field("line_1_trace").text() == ""
    writing.type_into("line_1_trace", "123")
    writing.press(Qt.Key.Key_Return)
    assert writing.field("line_1_trace").property("faulty") == "true"
    save(writing)
    assert line(desk).trace_codes == (TRACE,)
    assert line(desk).no_trace_reason == ""


@pytest.mark.parametrize(
    ("typed", "codes", "reason", "split", "said"),
    [
        (("1", TRACE), (TRACE,), "", True, "已扫 1 盒，拆零"),
        (("1",), (), "split_pack", True, "拆零"),
        (("1", "1"), (), "not_scanned", False, ""),
        ((TRACE, "2"), (), "not_on_box", False, "盒上没有码"),
        (("3",), (), "not_readable", False, "码扫不出"),
        (("",), (), "not_scanned", False, "没有扫码，基金可能不付（1 拆零  2 盒上没有码  3 扫不出）"),
    ],
)
def test_a_digit_says_why_a_drug_has_no_code_and_whoever_passes_by_hears_what_may_come_of_it(
    writing: PersonAtDesk,
    desk: FakeDesk,
    typed: tuple[str, ...],
    codes: tuple[str, ...],
    reason: str,
    split: bool,
    said: str,
) -> None:
    writing.pick("visit_diagnosis", "yfxgxy")
    writing.pick("visit_drug", "asplcrp")
    for one in typed:
        writing.type_into("line_1_trace", one)
        writing.press(Qt.Key.Key_Return)
    assert writing.reads("line_1_trace_said") == said
    save(writing)
    kept = line(desk)
    assert (kept.trace_codes, kept.no_trace_reason, kept.split) == (codes, reason, split)


def test_a_patient_in_the_wait_pays_all_and_is_told_so(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.WAITING_LATE].person.id_number)
    person.start_visit()
    person.pick("visit_drug", "asplcrp")
    person.wait_to_read("visit_estimate", "基金 0.00")
    assert "现金 5.80" in person.reads("visit_estimate")


def test_the_estimate_tells_its_steps_to_who_asks(writing: PersonAtDesk) -> None:
    writing.pick("visit_drug", "bhsaldpp")
    writing.wait_to_read("visit_estimate", "基金")
    estimate = writing.find("visit_estimate", QLabel)
    assert "以结算为准" in estimate.toolTip() and "报销" in estimate.toolTip()
    assert estimate.accessibleDescription() == estimate.toolTip()


def test_somebody_outside_the_roster_gets_no_invented_estimate(person: PersonAtDesk) -> None:
    person.click("reception_outside")
    person.write("外来人")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    person.start_visit()
    person.pick("visit_drug", "asplcrp")
    person.wait_to_read("visit_estimate", "不能推算")


def test_the_list_under_a_picker_closes_with_escape_before_the_form_does(writing: PersonAtDesk) -> None:
    writing.type_into("visit_drug", "a")
    writing.wait_to_see("visit_drug_list")
    writing.press(Qt.Key.Key_Escape)
    assert not writing.sees("visit_drug_list")
    assert writing.sees("visit_form")


def test_a_picker_with_no_match_keeps_what_was_typed(writing: PersonAtDesk) -> None:
    writing.type_into("visit_drug", "qqqq")
    writing.press(Qt.Key.Key_Return)
    writing.rest()
    assert writing.field("visit_drug").text() == "qqqq"


def test_markup_in_a_complaint_and_a_name_stays_text(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.click("reception_outside")
    person.write("<b>x</b>")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    name = person.find("verdict_person_name", QLabel)
    assert name.text() == "<b>x</b>"
    assert name.textFormat() is Qt.TextFormat.PlainText


def test_enter_on_letters_that_find_nothing_says_so(writing: PersonAtDesk) -> None:
    writing.type_into("visit_service", "asplcrp")
    writing.press(Qt.Key.Key_Return)
    writing.wait_to_read("visit_problem", "没有找到“asplcrp”")
    assert writing.field("visit_service").text() == "asplcrp"
