"""Every printed form: inside its paper, alike on every machine, on the paper that was chosen for it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QComboBox

from core.catalogue.items import FeeClass, ItemKind
from core.clinic import ClinicPlace
from core.coverage.enrolment import ChronicDisease
from core.errors import Hindrance
from core.events import ResultKind
from core.followup.follow_up import FollowUp
from core.followup.form import Kind, Values
from core.followup.form_files import forms
from core.followup.judgement import Classification, Step
from core.ids import ClinicCode, EventId, TownshipCode, UserId
from core.money import Fen
from core.outreach.village import Approached, Household
from core.ports import VisitState
from core.services.follow_up_sheet import FollowUpsOnSheet
from core.services.outpatient_log import LogLine
from core.services.price_board import PriceBoard
from core.services.state_month import DaySheet, MonthSheet
from core.statement import Tally, ToldVisit, statement_of
from core.training.catalogue import training_catalogue
from core.visits.bedside import Bedside
from core.visits.payment import WAYS, Payment
from tests.core.outreach.test_unenrolled import entry, listed
from tests.helpers.township_talk import a_visit
from tests.ui.fake_desk import FakeDesk
from tests.ui.person import PersonAtDesk
from tests.ui.test_audited import at_the_slip
from ui.preferences import Preferences
from ui.printing.follow_up import FollowUpSheet
from ui.printing.log import OutpatientLog
from ui.printing.outreach import OutreachSheet
from ui.printing.page import A4, A5, page_for
from ui.printing.paper import PrintedForm, draw_page, print_on, write_pdf
from ui.printing.prices import PriceSheet
from ui.printing.referral import ReferralNote
from ui.printing.sheet import MARGIN, Sheet
from ui.printing.sums import DayClose, MonthStatement

PLACE = ClinicPlace(TownshipCode("T"), "青石镇卫生院", ClinicCode("V01"), "上村卫生室", training=True)
DAY = date(2026, 5, 6)
RETURNED = (ResultKind.NEEDS_CORRECTION, {"reason": "诊断与用药不符，请写明合并用药的理由" * 3})


def told(count: int) -> list[ToldVisit]:
    return [ToldVisit(EventId(f"{number:032x}"), a_visit(), (RETURNED,)) for number in range(count)]


def day_close() -> PrintedForm:
    sums = statement_of(PLACE.clinic, PLACE.clinic_name, DAY.isoformat(), told(3))
    return DayClose(PLACE, DaySheet(DAY, sums, Tally(2, Fen(500)), False, True), "王医生", "2026-05-06 18:00")


def month(count: int = 80) -> MonthStatement:
    sums = statement_of(PLACE.clinic, PLACE.clinic_name, "2026-05", told(count))
    names = {one.event_id: "测试甲" for one in sums.visits}
    return MonthStatement(PLACE, MonthSheet(sums, names), "王医生", "2026-06-01 09:00")


def log(count: int = 40) -> OutpatientLog:
    visit = a_visit(visited_at=datetime(2026, 5, 6, tzinfo=UTC), complaint="头晕、头胀三天，加重一天" * 3)
    state = VisitState(EventId("ab" * 16), 1, bytes(32), visit, "saved", None, "")
    lines = [LogLine(state, "某县某镇上村二组18号", "00012345678")] * count
    return OutpatientLog(PLACE, (DAY, DAY), lines, True, "王医生  2026-05-06 18:00 制表")


def follow_ups() -> FollowUpSheet:
    form = forms()[ChronicDisease.DIABETES, "newer"]
    texts = {field.key: "苯磺酸氨氯地平片" for field in form.fields if field.kind is Kind.TEXT}
    values: Values = {**texts, "symptoms": (2, 3), "weight": 725, "weight_target": 650}
    one = FollowUp(
        patient=a_visit().patient,
        disease="diabetes",
        version="newer",
        on=DAY,
        visited_at=datetime(2026, 5, 6, tzinfo=UTC),
        doctor=UserId("wang"),
        doctor_name="王医生",
        values=values,
        classification=Classification(1),
        computed=None,
        step=Step(1),
        dangers=(),
        next_on=DAY,
    )
    return FollowUpSheet(PLACE, FollowUpsOnSheet(form, [one] * 3), "王医生  2026-11-30 制表")


def prices() -> PriceSheet:
    kinds = (ItemKind.SERVICE, ItemKind.DRUG)
    services, drugs = ([one for one in training_catalogue() if one.kind is kind] for kind in kinds)
    return PriceSheet(PLACE, PriceBoard(services, drugs * 2, "3"), "王医生  2026-11-30 制表")


def referral() -> ReferralNote:
    bedside = Bedside(destination="referred", referred_to="县医院内科", referral_reason="血压控制不住" * 6)
    visit = replace(a_visit(lines=a_visit().lines * 9), bedside=bedside, complaint="头晕、头胀三天" * 9)
    return ReferralNote(PLACE, visit, "ab" * 6, "某县某镇上村二组18号", "00012345678")


def outreach() -> OutreachSheet:
    name, address = (
        "阿卜杜热合曼·买买提吐尔逊·阿卜杜热依木江" * 3,
        "某自治区某自治旗某镇上村民委员会第十二村民小组" * 3,
    )
    one = listed(entry(), 2027)
    person = replace(one.entry.person, name=name, address=address)
    members = (Approached(replace(one, entry=replace(one.entry, person=person))),) * 9
    return OutreachSheet(PLACE, "王医生", Household(members), DAY, DAY)


FORMS: list[tuple[Callable[[], PrintedForm], int]] = [
    (day_close, 1),
    (month, 4),
    (log, 3),
    (follow_ups, 2),
    (prices, 4),
    (referral, 1),
    (outreach, 5),
]


def test_a_day_of_every_kind_of_visit_ends_above_the_signatures(qapp: QApplication) -> None:
    line = a_visit().lines[0]
    lines = tuple(replace(line, fee_class=one) for one in FeeClass)
    told = [
        ToldVisit(EventId(f"{place:032x}"), a_visit(lines=lines, payment=Payment(way, Fen(100))), ())
        for place, way in enumerate(WAYS)
    ]
    sums = statement_of(PLACE.clinic, PLACE.clinic_name, DAY.isoformat(), told)
    form = DayClose(PLACE, DaySheet(DAY, sums, Tally(2, Fen(500)), False, True), "王医生", "2026-05-06 18:00")
    image = QImage(148, 210, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sheet = Sheet(painter, form.page)
    form._draw_sheet(sheet, 0)
    painter.end()
    assert len(sums.fee_classes) == len(FeeClass) and len(sums.ways) == len(WAYS) + 1
    assert sheet.y < form.page.height - MARGIN - form.foot_mm


def painted(form: PrintedForm, number: int = 0) -> QImage:
    image = QImage(round(form.page.width * 3), round(form.page.height * 3), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    draw_page(painter, QRectF(image.rect()), form, number)
    painter.end()
    return image


def is_blank(image: QImage, left: float, top: float, right: float, bottom: float) -> bool:
    """Tell whether nothing is drawn in a part of a sheet, given in millimetres."""
    part = image.copy(round(left * 3), round(top * 3), round((right - left) * 3), round((bottom - top) * 3))
    white = QImage(part.size(), part.format())
    white.fill(0xFFFFFFFF)
    return part == white


@pytest.mark.parametrize(("make", "least"), FORMS)
def test_a_form_stays_inside_the_margins_of_every_sheet(
    qapp: QApplication, make: Callable[[], PrintedForm], least: int
) -> None:
    form = make()
    assert form.pages >= least
    wide, high = form.page.width, form.page.height
    for number in {0, form.pages - 1}:
        image = painted(form, number)
        assert is_blank(image, 0, 0, 10, high)
        assert is_blank(image, wide - 10, 0, wide, high)
        assert is_blank(image, 0, high - 8, wide, high)
        assert not is_blank(image, 10, 10, wide - 10, 40)


def test_a_pdf_brings_its_letters_along_and_lies_on_the_paper_that_was_chosen(
    qapp: QApplication, tmp_path: Path
) -> None:
    for page, size in ((None, rb"4(19|20)[.\d]* 59[45]"), (A4, rb"59[45][.\d]* 84[12]")):
        write_pdf(day_close(), tmp_path / "day.pdf", page)
        data = (tmp_path / "day.pdf").read_bytes()
        assert re.search(rb"/MediaBox \[0 0 " + size, data)
        assert b"DroidSansFallback" in data and b"/FontFile2" in data
    write_pdf(log(3), tmp_path / "log.pdf")
    assert re.search(rb"/MediaBox \[0 0 84[12][.\d]* 59[45]", (tmp_path / "log.pdf").read_bytes())


def test_a_follow_up_stands_with_its_codes_and_what_is_aimed_at_behind_a_slash() -> None:
    rows = {row[1].partition("\n")[0]: list(row[2:]) for row in follow_ups()._rows}
    assert rows["体重（kg）"] == ["72.5 / 65.0"] * 3 + [""]
    assert rows["症状"][0] == "2 多饮、3 多食"
    assert rows["随访医生签名"] == ["王医生"] * 3 + [""]
    assert "身高（cm）" not in rows, "the paper has no such item"


def test_chosen_paper_lies_as_the_form_lies() -> None:
    across = page_for(replace(A4, width=A4.height, height=A4.width), "A5")
    assert (across.width, across.height) == (A5.height, A5.width)
    assert page_for(A5, "no such paper") == A5


def test_the_page_is_set_again_after_a_dialog_chose_another(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageLayout(A4.layout())
    print_on(day_close(), printer)
    assert re.search(rb"/MediaBox \[0 0 4(19|20)", (tmp_path / "out.pdf").read_bytes())


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_is_gone_is_a_hindrance(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "nowhere" / "out.pdf"))
    with pytest.raises(Hindrance, match="printer_gone"):
        print_on(day_close(), printer)


class NoPrinters:
    """A PC without a printer."""

    @staticmethod
    def availablePrinterNames() -> list[str]:
        return []


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_is_gone_is_told_and_paper_is_kept_by_form(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = at_the_slip(person)
    monkeypatch.setattr("ui.screens.paper.QPrinterInfo", NoPrinters)
    person.press_keys("Ctrl+P")
    person.wait_to_read("slip_problem", "没有安装打印机")
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "nowhere" / "out.pdf"))
    screen.print_to(printer)
    person.wait_to_read("slip_problem", "打印机没有响应")
    assert len(desk.memory.visits) == 1
    sizes = person.find("slip_size", QComboBox)
    assert sizes.currentText() == "A5"
    sizes.setCurrentText("A4")
    sizes.activated.emit(sizes.currentIndex())
    screen.save_pdf(str(tmp_path / "slip.pdf"))
    person.rest()
    assert re.search(rb"/MediaBox \[0 0 59[45]", (tmp_path / "slip.pdf").read_bytes())
    kept = Preferences(person.window._parts.preferences)
    assert (kept.paper_of("slip"), kept.paper_of("day_close")) == ("A4", "")
