"""处方 and 收据 of a saved visit: by key, on the right sheet, and what is on them adds up."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox

from core.catalogue.items import FeeClass, ItemKind
from core.clinic import ClinicPlace
from core.ids import ClinicCode, EventId, TownshipCode
from core.money import Fen
from core.ports import VisitState
from core.services.outpatient_log import LogLine
from core.visits.bedside import Bedside
from core.visits.herb_sheet import HerbSheet
from core.visits.visit import OrderLine, Visit
from tests.helpers.township_talk import a_visit
from tests.ui.fake_desk import FakeDesk
from tests.ui.person import PersonAtDesk
from tests.ui.test_audited import at_the_slip
from tests.ui.test_paper import is_blank, painted
from ui.preferences import Preferences
from ui.printing.paper import draw_page, write_pdf
from ui.printing.prescription import Prescription
from ui.printing.receipt import PREPRINTED, Receipt
from ui.printing.referral import ReferralNote
from ui.screens.slip import SlipScreen
from ui.wording import receipt as receipt_words
from ui.wording import referral
from ui.wording.ages import age_said
from ui.wording.outpatient_log import COLUMNS, cells
from ui.wording.prescription import SheetKind, doses, herb, kind_of, valid

PLACE = ClinicPlace(TownshipCode("T"), "青石镇卫生院", ClinicCode("V01"), "上村卫生室", training=False)
DRUG = a_visit().lines[0]


def line(code: str, price: int, kind: ItemKind = ItemKind.DRUG, fee: FeeClass = FeeClass.A) -> OrderLine:
    return replace(DRUG, code=code, unit_price=Fen(price), quantity=1, kind=kind, fee_class=fee)


def visit_with(*lines: OrderLine, born: date = date(1970, 1, 1)) -> Visit:
    visit = a_visit(lines=lines)
    return replace(visit, patient=replace(visit.patient, birth_date=born))


def prescription(visit: Visit, kind: SheetKind | None = None) -> Prescription:
    return Prescription(PLACE, visit, "ab" * 6, kind or kind_of(visit), "某镇上村二组", 5)


def receipt(visit: Visit, offset: tuple[int, int] = (0, 0)) -> Receipt:
    return Receipt(PLACE, visit, "ab" * 6, preprinted=True, offset=offset)


# --- the referral note


def test_a_referral_tells_what_was_seen_and_done_and_where_to() -> None:
    noted = Bedside(destination="referred", referred_to="县医院内科", referral_reason="胸痛", pulse=98)
    visit = replace(visit_with(DRUG), bedside=noted, allergies=("青霉素",))
    assert "转入 县医院内科。转诊原因：胸痛" in referral.sent(visit)
    assert referral.asked(visit)[0] == "县医院内科："
    told = dict(referral.told(visit))
    assert (
        visit.complaint in told["主要现病史（转出原因）："] and "脉搏 98" in told["主要现病史（转出原因）："]
    )
    assert (told["主要既往史："], DRUG.name in told["治疗经过："]) == ("过敏：青霉素", True)


# --- the log


def test_the_log_has_what_a_visit_notes_now_and_then() -> None:
    noted = Bedside(
        symptoms=("fever", "cough"), destination="referred", referred_to="县医院", crowd="农民", phone="000"
    )
    visit = replace(visit_with(DRUG), bedside=replace(noted, emergency=True, reported=True), remark="陪同")
    state = VisitState(EventId("ab" * 16), 1, bytes(32), visit, "saved", None, "")
    said = dict(zip(COLUMNS, cells(1, LogLine(state, "某村", "111"), True), strict=True))
    assert said["主诉和症状"] == f"{visit.complaint}；发热、咳嗽"
    assert (said["人群分类"], said["去向"], said["住址"], said["电话"]) == (
        "农民",
        "转诊 县医院",
        "某村",
        "000",
    )
    assert said["备注"] == "陪同；急诊；传染病报告卡已报"


# --- the prescription


@pytest.mark.parametrize(
    ("drugs", "herbs", "sheets"), [(1, 0, 1), (5, 0, 1), (6, 0, 2), (5, 3, 2), (0, 9, 1), (11, 25, 5)]
)
def test_a_sheet_holds_so_many_drugs_as_the_rules_say_and_herbs_have_their_own(
    drugs: int, herbs: int, sheets: int
) -> None:
    lines = [line("X1", 100)] * drugs + [line("T1", 100)] * herbs
    form = prescription(visit_with(*lines, line("9999", 100, ItemKind.SERVICE)))
    assert form.pages == sheets
    assert [sum(len(sheet) for sheet in form._sheets)] == [drugs + herbs], "services are on no prescription"


@pytest.mark.parametrize(
    ("born", "kind"),
    [
        (date(2012, 5, 6), SheetKind.ORDINARY),
        (date(2012, 5, 7), SheetKind.CHILD),
        (date(1970, 1, 1), SheetKind.ORDINARY),
    ],
)
def test_a_child_has_the_sheet_for_children(born: date, kind: SheetKind) -> None:
    assert kind_of(visit_with(DRUG, born=born)) is kind


def test_an_emergency_has_its_sheet_at_any_age() -> None:
    visit = replace(visit_with(DRUG, born=date(2020, 1, 1)), bedside=Bedside(emergency=True))
    assert kind_of(visit) is SheetKind.EMERGENCY


def test_drugs_of_a_group_stand_together_on_one_sheet() -> None:
    lines = [
        replace(line(f"X{place}", 100), group=group) for place, group in enumerate((0, 1, 0, 0, 2, 1, 2))
    ]
    sheets = prescription(visit_with(*lines))._sheets
    assert [[one.code for one in sheet] for sheet in sheets] == [["X0", "X1", "X5", "X2", "X3"], ["X4", "X6"]]


def test_herbs_say_what_is_boiled_apart_how_many_doses_and_how_they_are_taken() -> None:
    herbs = [replace(line("T1", 6), dose="10g", route="口服"), replace(line("T2", 9), handling="先煎")]
    visit = visit_with(*herbs)
    assert doses(visit, herbs) == f"共 {DRUG.days} 剂，口服"
    told = replace(visit, herbs=HerbSheet(7, "水煎服，分两次温服"))
    assert doses(told, herbs) == "共 7 剂，水煎服，分两次温服"
    assert [herb(one).endswith("（先煎）") for one in herbs] == [False, True]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((0, 0), ""),
        ((1, 1), "当日有效"),
        ((1, 3), "当日有效；医师注明延长的，最长 3 天"),
        ((2, 2), "2 日内有效"),
    ],
)
def test_how_long_a_sheet_is_good_follows_the_rules(days: tuple[int, int], said: str) -> None:
    assert valid(*days) == said


def test_sheets_have_their_colours_and_their_label_at_the_top_right(qapp: QApplication) -> None:
    sheets = {kind: painted(prescription(visit_with(DRUG), kind)) for kind in SheetKind}
    corner = {kind: image.pixelColor(3, 3) for kind, image in sheets.items()}
    white, green, yellow = (corner[kind] for kind in SheetKind)
    assert white == QColor("#FFFFFF")
    assert green.green() > green.red() and green.green() > green.blue()
    assert min(yellow.red(), yellow.green()) > yellow.blue()
    assert is_blank(sheets[SheetKind.ORDINARY], 119, 10, 138, 20), "an ordinary sheet has no label"
    label = sheets[SheetKind.CHILD].copy(360, 33, 50, 25)
    assert label != _plain(label, green)


def test_a_printer_in_black_alone_leaves_coloured_paper_as_it_is(qapp: QApplication) -> None:
    corner = {}
    for mode in (QPrinter.ColorMode.Color, QPrinter.ColorMode.GrayScale):
        image = QImage(148, 210, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        form = prescription(visit_with(DRUG), SheetKind.CHILD)
        draw_page(painter, QRectF(image.rect()), form, 0, mode is QPrinter.ColorMode.Color)
        painter.end()
        corner[mode] = image.pixelColor(3, 3)
    assert corner[QPrinter.ColorMode.GrayScale] == QColor("#FFFFFF") != corner[QPrinter.ColorMode.Color]


def _plain(like: QImage, colour: QColor) -> QImage:
    plain = QImage(like.size(), like.format())
    plain.fill(colour)
    return plain


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1970, 1, 1), "56岁"),
        (date(2023, 5, 6), "3岁"),
        (date(2024, 8, 7), "1岁8月"),
        (date(2025, 12, 1), "5月"),
        (date(2026, 4, 7), "29天"),
        (date(2026, 5, 6), "0天"),
        (None, ""),
    ],
)
def test_the_age_of_the_very_young_is_told_in_months_and_days(born: date | None, said: str) -> None:
    assert age_said(born, date(2026, 5, 6)) == said


# --- the receipt


def test_fees_are_summed_by_their_class_and_no_line_is_lost() -> None:
    service, general = ItemKind.SERVICE, FeeClass.GENERAL_CONSULTATION
    lines = (line("X1", 10), line("X2", 5), line("Z1", 100), line("T1", 1_000), line("0", 10_000))
    services = (line("99", 7, service), line("99", 900_000, service, general))
    sums = receipt_words.fees((*lines, *services))
    assert list(sums.values()) == [10_015, 100, 1_000, 7, 900_000]
    assert sum(sums.values()) == sum(one.amount for one in (*lines, *services))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (1_250, "⊗⊗⊗⊗壹贰伍零"),
        (0, "⊗⊗⊗⊗⊗⊗⊗零"),
        (12_345_678, "壹贰叁肆伍陆柒捌"),
    ],
)
def test_each_digit_stands_in_its_own_box(amount: int, said: str) -> None:
    assert "".join(receipt_words.boxes(amount)) == said
    assert "".join(receipt_words.boxes(10**8)) == "", "no digit is left out silently"


def test_what_was_settled_takes_the_place_of_the_estimate() -> None:
    visit = visit_with(DRUG)
    told = {"fund": 1000, "account": 200, "institution": 5, "cash": 1295}
    assert Receipt(PLACE, visit, "", split=told).shares == (1000, 200, 5, 1295)
    assert Receipt(PLACE, visit, "").shares == (1500, 0, 0, 1000)
    assert Receipt(PLACE, visit, "", not_paid=True).shares == (0, 0, 0, visit.total)


def test_values_on_pre_printed_paper_move_by_the_offset_and_nothing_else_is_drawn(
    qapp: QApplication, tmp_path: Path
) -> None:
    here, moved = painted(receipt(visit_with(DRUG))), painted(receipt(visit_with(DRUG), (100, 50)))
    width, height = here.width() - 30, here.height() - 15
    assert moved.copy(30, 15, width, height) == here.copy(0, 0, width, height), "10 mm right, 5 mm down"
    assert is_blank(here, 0, 0, 241, 18)
    write_pdf(receipt(visit_with(DRUG)), tmp_path / "receipt.pdf")
    size = [PREPRINTED.width / 25.4 * 72, PREPRINTED.height / 25.4 * 72]
    found = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", (tmp_path / "receipt.pdf").read_bytes())
    assert found and [float(one) for one in found.groups()] == pytest.approx(size, abs=1.5)


# --- by key, after the visit was saved


def form_on(screen: SlipScreen) -> object:
    paper = screen._paper
    assert paper is not None
    return paper.form


def forms_offered(person: PersonAtDesk) -> Sequence[str]:
    choice = person.find("slip_paper", QComboBox)
    return [choice.itemText(place) for place in range(choice.count())]


def test_the_papers_of_a_visit_are_a_key_away_and_noted_by_their_name(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path
) -> None:
    screen = at_the_slip(person)
    person.press(Qt.Key.Key_F7)
    person.rest()
    assert not isinstance(form_on(screen), Prescription), "nothing was prescribed"
    slip = screen._slip
    assert slip is not None
    screen.show_slip(replace(slip, event_id="cd" * 16, visit=replace(slip.visit, lines=(DRUG,))))
    person.press(Qt.Key.Key_F7)
    person.rest()
    assert isinstance(form_on(screen), Prescription)
    assert screen._paper is not None and screen._paper.key == "prescription"
    person.press(Qt.Key.Key_F9)
    person.rest()
    assert isinstance(form_on(screen), Prescription), "nobody was sent on"
    sent = replace(
        slip.visit, lines=(DRUG,), bedside=Bedside(referred_to="县医院内科", referral_reason="胸痛")
    )
    screen.show_slip(replace(slip, event_id="cd" * 16, visit=sent))
    person.press(Qt.Key.Key_F9)
    person.rest()
    assert isinstance(form_on(screen), ReferralNote)
    assert screen._paper is not None and screen._paper.key == "referral"
    person.press(Qt.Key.Key_F8)
    assert isinstance(form_on(screen), Receipt)
    screen.save_pdf(str(tmp_path / "receipt.pdf"))
    person.rest()
    assert desk.memory.trail[-1].facts["form"] == "receipt"
    assert forms_offered(person)[-1] == "收据套打"
    choice = person.find("slip_paper", QComboBox)
    choice.setCurrentIndex(4)
    choice.activated.emit(4)
    person.find("slip_right", QDoubleSpinBox).setValue(2.5)
    form = form_on(screen)
    assert isinstance(form, Receipt) and (form.preprinted, form.offset) == (True, (25, 0))
    assert Preferences(person.window._parts.preferences).offset_of("receipt_preprinted") == (25, 0)
