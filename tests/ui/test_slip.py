"""The slip: one drawing for preview and PDF, everything inside the paper, marked where it is practice."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from core.errors import Hindrance
from core.identity.identity_check import CheckMethod
from core.services.bring_in_visits import line_from
from core.services.receive_patient import check_identity, receive_person
from core.services.record_visit import record_visit
from core.services.visit_form import VisitForm
from core.training.catalogue import training_catalogue
from core.training.characters import Character
from core.visits.visit import Diagnosis
from tests.ui.fake_desk import PASSWORD, FakeDesk, township
from ui.printing.paper import draw_page, write_pdf
from ui.printing.slip import LINES_A_PAGE, Slip, slip_of_saved, slip_of_state


@pytest.fixture
def slip(qapp: QApplication) -> Slip:
    desk = FakeDesk()
    clinic = desk.unlock(township().clinics[0].user, PASSWORD).clinic
    reception = receive_person(clinic, township().characters[Character.WAITING_LATE].person.person_id)
    lines = tuple(line_from(item, 2, 3) for item in training_catalogue()[:3])
    form = VisitForm("头痛", (Diagnosis("I10.x00", "原发性高血压", True),), lines)
    saved = record_visit(clinic, reception, check_identity(clinic, CheckMethod.CARD_SEEN), form)
    made = slip_of_saved(clinic.place, saved)
    assert slip_of_state(clinic.place, desk.memory.visits[0]) == made
    return made


def painted(slip: Slip, page: int = 0) -> QImage:
    image = QImage(592, 840, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    draw_page(painter, QRectF(image.rect()), slip, page)
    painter.end()
    return image


def inked(image: QImage, left: float, top: float, right: float, bottom: float) -> bool:
    """Tell whether anything is drawn in a part of the picture, given in shares of its sides."""
    columns = range(int(image.width() * left), int(image.width() * right))
    rows = range(int(image.height() * top), int(image.height() * bottom))
    return any(image.pixelColor(x, y).lightness() < 200 for y in rows for x in columns)


def test_a_pdf_of_one_a5_page_is_written(slip: Slip, tmp_path: Path) -> None:
    file = tmp_path / "slip.pdf"
    write_pdf(slip, file)
    data = file.read_bytes()
    assert data.startswith(b"%PDF-")
    assert slip.pages == 1
    assert re.search(rb"/MediaBox \[0 0 4(19|20)[.\d]* 59[45][.\d]*\]", data)


def test_a_folder_that_is_not_there_is_a_hindrance_and_leaves_nothing(slip: Slip, tmp_path: Path) -> None:
    with pytest.raises(Hindrance, match="pdf_not_written"):
        write_pdf(slip, tmp_path / "nowhere" / "slip.pdf")
    assert list(tmp_path.iterdir()) == []


def test_many_lines_go_on_to_more_sheets(slip: Slip, tmp_path: Path) -> None:
    many = replace(slip, visit=replace(slip.visit, lines=slip.visit.lines[:1] * (2 * LINES_A_PAGE + 1)))
    assert many.pages == 3
    write_pdf(many, tmp_path / "many.pdf")
    assert (tmp_path / "many.pdf").read_bytes().count(b"/Type /Page\n") == 3


def test_nothing_is_drawn_in_the_margin_and_the_foot_is_there(slip: Slip) -> None:
    full = replace(slip, visit=replace(slip.visit, lines=slip.visit.lines[:1] * LINES_A_PAGE))
    image = painted(full)
    assert not inked(image, 0, 0, 0.06, 1)
    assert not inked(image, 0.94, 0, 1, 1)
    assert not inked(image, 0, 0.97, 1, 1)
    assert inked(image, 0.07, 0.88, 0.9, 0.97)


def test_practice_is_marked_across_the_sheet_and_real_visits_are_not(slip: Slip) -> None:
    real = replace(slip.place, training=False)
    assert painted(slip) != painted(replace(slip, place=real))


def test_the_real_split_or_that_nothing_is_paid_takes_the_place_of_the_estimate(slip: Slip) -> None:
    split = {"fund": 300, "account": 0, "cash": 200}
    sheets = [slip, replace(slip, settled=split), replace(slip, not_paid=True)]
    painted_sheets = [painted(one) for one in sheets]
    assert all(painted_sheets[one] != painted_sheets[other] for one, other in ((0, 1), (0, 2), (1, 2)))


def test_a_very_long_name_stays_inside(slip: Slip) -> None:
    patient = replace(slip.visit.patient, name="长" * 200)
    image = painted(replace(slip, visit=replace(slip.visit, patient=patient)))
    assert not inked(image, 0.94, 0, 1, 1)
