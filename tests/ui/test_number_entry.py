"""A number is taken in the same way wherever it is asked for: its kind where it is open, and how it came."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from core.identity.identity_check import CheckMethod
from core.identity.person import Person
from core.training.card import training_card
from core.training.characters import Character
from core.visits.visit import Visit
from tests.ui.fake_desk import TODAY, FakeDesk, township
from tests.ui.person import PersonAtDesk
from tests.ui.test_corrections import take_up
from tests.ui.test_named_later import take_up_somebody_unconscious
from tests.ui.test_scans import Hands
from ui.devices.sam_frames import Status, framed, text_and_photo
from ui.screens.visit_form import VisitFormScreen
from ui.widgets.scanned_field import ScannedField

Sit = Callable[..., PersonAtDesk]
ONE = township().characters[Character.ACTIVE].person
OTHER = township().characters[Character.EMPLOYEE].person
PERMIT = "12345678"
TOKEN = "A1B2C3D4E5F6G7H8J9K0L1M2N3P4"  # the form of a code, not one
FRAME = framed(Status.DONE.value + text_and_photo(training_card(ONE, TODAY, None), bytes(1024))).hex().upper()

NO_NUMBERS = {
    TOKEN: "医保码请在“接诊”扫",
    "83000012345678901234": "药品追溯码",
    FRAME[:-6]: "传来的数据有误",
}


def scanner_at(person: PersonAtDesk, name: str) -> Hands:
    field = person.find(name, ScannedField)
    field.setFocus()
    return Hands(field)


def kinds_at(person: PersonAtDesk, name: str) -> Sequence[str]:
    if not person.sees(name):
        return ()
    box = person.find(name, QComboBox)
    return [box.itemText(place) for place in range(box.count())]


def in_sight(person: PersonAtDesk, name: str) -> bool:
    """Tell whether the whole of a choice stands where nothing hides it."""
    box = person.find(name, QComboBox)
    return box.visibleRegion().boundingRect() == box.rect()


def saved(person: PersonAtDesk, desk: FakeDesk) -> Visit:
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")
    return desk.memory.visits[-1].visit


def looked_up(desk: FakeDesk) -> list[str]:
    """Give how the trail says the one was found."""
    clinic = desk.unlock(township().clinics[0].user, desk.password).clinic
    return [line.facts["how"] for line in clinic.audit.of_person(ONE.person_id, 5)]


def put_aside_and_take_up(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_Escape)
    person.rest()
    take_up(person)


def with_guardian(person: PersonAtDesk, patient: Person = ONE) -> None:
    """Begin a visit of somebody a guardian came with."""
    person.receive(patient.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.find("visit_companion", QComboBox).setCurrentText("监护人")


def test_the_kind_is_chosen_with_the_keyboard_in_a_correction_and_stays_in_its_draft(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    take_up_somebody_unconscious(person)
    person.type_into("correction_number", PERMIT)
    assert kinds_at(person, "correction_number_kind") == (), "while one types nothing is asked"
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_problem", "别的证件请先选证件种类")
    assert kinds_at(person, "correction_number_kind") == ["哪种证件？", "台胞证", "护照", "军官证"]
    assert person.focus_name() == "correction_number_kind"
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Return)
    assert person.focus_name() == "correction_name"
    person.write("林来宾")
    person.press(Qt.Key.Key_Escape)
    person.rest()
    take_up(person)
    assert person.find("correction_number_kind", QComboBox).currentText() == "台胞证"
    visit = saved(person, desk)
    assert (visit.patient.number_kind, visit.patient.name) == ("taiwan_permit", "林来宾")
    assert visit.identity_check.method is CheckMethod.NUMBER_TYPED


def test_tab_and_enter_lead_to_the_kind_where_it_is_open_and_past_it_where_it_is_not(
    person: PersonAtDesk,
) -> None:
    take_up_somebody_unconscious(person)
    for number, next_one in ((PERMIT, "correction_number_kind"), (ONE.id_number, "correction_name")):
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return):
            person.field("correction_number").clear()
            person.type_into("correction_number", number)
            person.press(key)
            assert person.focus_name() == next_one
    assert not person.sees("correction_number_kind")


def test_a_number_of_another_kind_that_somebody_brings_is_joined(person: PersonAtDesk) -> None:
    person.window.resize(1024, 600)
    person.receive(ONE.id_number)
    person.click("other_number_open")
    person.type_into("other_number_field", "TK1234567")
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("joined_problem", "别的证件请先选证件种类")
    assert kinds_at(person, "other_number_field_kind") == ["哪种证件？", "护照", "军官证"]
    person.wait(lambda: in_sight(person, "other_number_field_kind"))
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Return)
    assert person.focus_name() == "other_number_now"
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("suspect_0")
    assert person.focus_name() == "start_visit", "and not on the way back"
    assert "护照 *****4567" in person.reads("suspect_0")
    person.click("suspect_0_join")
    person.wait_to_see("joined_0")


def test_what_a_passport_may_share_with_a_permit_can_be_chosen_and_need_not(person: PersonAtDesk) -> None:
    person.click("reception_outside")
    person.write("外来人")
    person.type_into("outside_number", "M12345678")
    assert kinds_at(person, "outside_number_kind") == ["回乡证", "护照"]
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("verdict_person_facts", "回乡证")


def test_a_number_whose_kind_is_open_goes_from_the_box_into_the_form_as_it_came(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    scanner_at(person, "reception_box").keys(PERMIT)
    person.wait_to_read("reception_hint", "没有找到")
    person.click("reception_outside")
    assert person.field("outside_number").text() == PERMIT
    person.write("林来宾")
    person.click("outside_go")
    person.wait_to_read("reception_problem", "选证件")
    person.find("outside_number_kind", QComboBox).setCurrentIndex(1)
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    check = saved(person, desk).identity_check
    assert (check.method, check.reader) == (CheckMethod.CARD_SEEN, "scanner")


def test_a_scan_in_a_correction_is_a_document_seen(person: PersonAtDesk, desk: FakeDesk) -> None:
    take_up_somebody_unconscious(person)
    hands = scanner_at(person, "correction_number")
    hands.keys(ONE.id_number)
    hands.enter()
    person.wait_to_read("visit_person_name", ONE.name)
    assert person.focus_name() == "correction_name"
    assert looked_up(desk) == ["card_seen"], "however many ways it is told that the number stands"
    check = saved(person, desk).identity_check
    assert (check.method, check.reader) == (CheckMethod.CARD_SEEN, "scanner")


def test_a_scan_that_is_put_aside_comes_back_as_one_and_a_typed_number_can_still_be_scanned(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    take_up_somebody_unconscious(person)
    person.type_into("correction_number", ONE.id_number)
    put_aside_and_take_up(person)
    scanner_at(person, "correction_number").keys(ONE.id_number)
    person.wait(lambda: person.focus_name() == "correction_name")
    put_aside_and_take_up(person)
    check = saved(person, desk).identity_check
    assert (check.method, check.reader) == (CheckMethod.CARD_SEEN, "scanner")


def test_what_is_no_number_is_told_by_whichever_way_one_goes_on(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.click("reception_outside")
    person.write("外来人")
    for pasted, said in (*NO_NUMBERS.items(), (ONE.id_number * 2, "医保码请在“接诊”扫")):
        field = person.field("outside_number")
        field.setText(pasted)
        field.setFocus()
        person.press(Qt.Key.Key_Tab)
        person.wait_to_read("reception_problem", said)
        assert (person.focus_name(), field.text()) == ("outside_go", pasted)
        person.click("outside_go")
        person.rest()
        assert person.sees("outside_form"), "nobody is received without the number that was meant"
    person.press(Qt.Key.Key_Escape)
    with_guardian(person)
    person.type_into("visit_companion_name", OTHER.name)
    person.field("visit_companion_number").setText(TOKEN)
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "医保码请在“接诊”扫")
    person.type_into("visit_companion_number", "")
    person.field("visit_companion_number").clear()
    person.field("visit_companion_name").clear()
    person.type_into("visit_companion_name", TOKEN)
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "姓名里是一串号码")
    person.type_into("visit_complaint", TOKEN)
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("visit_problem", "医保码请在“接诊”扫")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    assert not desk.memory.visits
    assert TOKEN not in str(desk.memory.drafts)


def test_a_number_changed_by_hand_behind_a_scan_was_typed(person: PersonAtDesk, desk: FakeDesk) -> None:
    take_up_somebody_unconscious(person)
    hands = scanner_at(person, "correction_number")
    hands.keys(OTHER.id_number)
    person.wait_to_read("visit_person_name", OTHER.name)
    hands.box.selectAll()
    hands.now += 1
    person.type_into("correction_number", ONE.id_number)
    person.press(Qt.Key.Key_Return)
    person.wait_to_read("visit_person_name", ONE.name)
    assert saved(person, desk).identity_check.method is CheckMethod.NUMBER_TYPED


def test_a_reader_that_types_a_whole_card_reads_it_into_the_correction(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    take_up_somebody_unconscious(person)
    scanner_at(person, "correction_number").commit(FRAME)
    person.wait_to_read("correction_named", f"已读证件：{ONE.name}")
    assert person.field("correction_number").text() == ""
    check = saved(person, desk).identity_check
    assert (check.method, check.reader) == (CheckMethod.CARD_CHIP, "typed")


def test_a_scan_of_another_number_goes_on_by_itself_and_its_line_says_how(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    person.receive(OTHER.id_number)
    person.click("other_number_open")
    scanner_at(person, "other_number_field").keys(ONE.id_number)
    person.wait_to_see("suspect_0")
    person.click("other_number_open")
    scanner_at(person, "other_number_field").commit(FRAME)
    person.wait(lambda: not person.sees("other_number_field"))
    assert sorted(looked_up(desk)) == ["card_chip", "card_seen"]


def test_a_guardian_is_scanned_and_stays_so_in_draft_and_correction(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    with_guardian(person)
    person.type_into("visit_companion_name", OTHER.name)
    scanner_at(person, "visit_companion_number").keys(OTHER.id_number)
    person.wait(lambda: person.focus_name() != "visit_companion_number")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("reception_screen")
    person.receive(ONE.id_number)
    person.start_visit()
    person.wait(lambda: person.field("visit_companion_number").text() == OTHER.id_number)
    first = saved(person, desk).companion
    assert first is not None
    assert first.method is CheckMethod.CARD_SEEN
    take_up(person)
    person.type_into("visit_remark", "复诊")
    assert saved(person, desk).companion == first


def test_a_guardian_with_a_passport_or_a_card_on_a_typing_reader(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    with_guardian(person, OTHER)
    person.type_into("visit_companion_name", "外籍监护人")
    person.type_into("visit_companion_number", "TK1234567")
    person.press(Qt.Key.Key_Return)
    assert person.focus_name() == "visit_companion_number_kind"
    person.press(Qt.Key.Key_Down)
    companion = saved(person, desk).companion
    assert companion is not None
    assert companion.number_kind == "passport"
    take_up(person)
    scanner_at(person, "visit_companion_number").commit(FRAME)
    person.wait(lambda: person.field("visit_companion_name").text() == ONE.name)
    companion = saved(person, desk).companion
    assert companion is not None
    assert (companion.id_number, companion.method) == (ONE.id_number, CheckMethod.CARD_CHIP)


def test_what_is_no_number_is_told_and_stays_nowhere(person: PersonAtDesk, desk: FakeDesk) -> None:
    take_up_somebody_unconscious(person)
    person.type_into("visit_remark", "复诊")
    hands = scanner_at(person, "correction_number")
    for scanned, said in NO_NUMBERS.items():
        hands.commit(scanned)
        person.find("visit_form", VisitFormScreen).keep_draft()
        person.wait_to_read("visit_problem", said)
        assert hands.box.text() == ""
        person.rest()
        kept = [draft for key, draft in desk.memory.drafts.items() if key.startswith("correction:")]
        assert [draft["number_since"] for draft in kept] == [""]


def test_a_letter_that_became_chinese_is_told_where_it_was_scanned(person: PersonAtDesk) -> None:
    person.receive(ONE.id_number)
    person.click("other_number_open")
    hands = scanner_at(person, "other_number_field")
    hands.commit("我", *"30012345")
    person.wait_to_read("joined_problem", "请按 Shift 切到英文再扫一次")
    assert QApplication.focusWidget() is hands.box
