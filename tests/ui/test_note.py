"""The note a patient takes home: the verdict of the screen in words for the patient, on paper and in PDF."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton, QWidget

from core.audit import Deed
from core.coverage.verdict import Verdict, VerdictKind
from core.errors import Hindrance
from core.training.characters import Character
from tests.ui.fake_desk import TODAY, FakeDesk, township
from tests.ui.person import PersonAtDesk
from tests.ui.test_slip import inked
from ui.printing.note import VerdictNote
from ui.printing.paper import draw_page, write_pdf
from ui.screens.note import NoteScreen
from ui.wording import note as words

WAITING = township().characters[Character.WAITING_AFTER_BREAK].person


def at_the_note(person: PersonAtDesk, who: Character = Character.WAITING_AFTER_BREAK) -> NoteScreen:
    person.receive(township().characters[who].person.id_number)
    person.wait(lambda: person.find("verdict_note", QPushButton).isEnabled())
    person.click("verdict_note")
    person.wait_to_see("note_screen")
    return person.find("note_screen", NoteScreen)


def note_on(screen: NoteScreen) -> VerdictNote:
    paper = screen._paper
    assert paper is not None and isinstance(paper.form, VerdictNote)
    return paper.form


def painted(note: VerdictNote, page: int = 0) -> QImage:
    image = QImage(592, 840, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    draw_page(painter, QRectF(image.rect()), note, page)
    painter.end()
    return image


def test_the_note_holds_the_picture_and_goes_back_to_the_verdict(person: PersonAtDesk) -> None:
    note = note_on(at_the_note(person))
    assert note.timeline is not None and note.timeline.wait_start is not None
    assert note.reception.person_id == WAITING.person_id
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("verdict_screen")
    assert WAITING.name in person.reads("verdict_person_name")


def test_the_screen_and_the_paper_offer_the_same_repairs(person: PersonAtDesk) -> None:
    note = note_on(at_the_note(person, Character.WAITING_REPAIRED))
    person.press(Qt.Key.Key_Escape)
    assert "\n".join(words.offers(note.offers)) == person.reads("verdict_offers")


def test_ctrl_p_opens_the_note(person: PersonAtDesk) -> None:
    person.receive(WAITING.id_number)
    person.wait(lambda: person.find("verdict_note", QPushButton).isEnabled())
    person.press_keys("Ctrl+P")
    person.wait_to_see("note_screen")


def test_a_pdf_of_the_note_is_noted_with_its_person_and_named_by_the_day(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path
) -> None:
    screen = at_the_note(person)
    file = tmp_path / "note.pdf"
    screen.save_pdf(str(file))
    person.rest()
    assert file.read_bytes().startswith(b"%PDF-")
    last = desk.memory.trail[-1]
    assert (last.deed, last.person, last.facts) == (
        Deed.SAVED_PDF,
        WAITING.person_id,
        {"form": "verdict_note"},
    )
    assert screen._paper is not None and screen._paper.file_name == f"verdict_note-{TODAY.isoformat()}"


def test_printing_is_noted_and_done(person: PersonAtDesk, desk: FakeDesk, tmp_path: Path) -> None:
    screen, printer, done = at_the_note(person), QPrinter(), list[bool]()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    screen.printed.connect(lambda: done.append(True))
    screen.print_to(printer)
    person.wait(lambda: bool(done))
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")
    assert desk.memory.trail[-1].deed == Deed.PRINTED


def test_a_note_whose_file_cannot_be_written_says_so(person: PersonAtDesk, tmp_path: Path) -> None:
    screen = at_the_note(person)
    screen.save_pdf(str(tmp_path / "nowhere" / "note.pdf"))
    person.wait_to_read("note_problem", "PDF")
    assert list(tmp_path.glob("**/*.pdf")) == []


def test_many_reasons_go_on_to_more_sheets_inside_the_margins(person: PersonAtDesk, tmp_path: Path) -> None:
    note = note_on(at_the_note(person))
    assert note.pages == 2
    write_pdf(note, tmp_path / "note.pdf")
    assert (tmp_path / "note.pdf").read_bytes().count(b"/Type /Page\n") == 2
    for page in range(note.pages):
        image = painted(note, page)
        assert not inked(image, 0, 0, 0.06, 1)
        assert not inked(image, 0.945, 0, 1, 1)
        assert not inked(image, 0, 0.965, 1, 1)
        assert inked(image, 0.07, 0.84, 0.9, 0.965)


def test_the_years_are_drawn_on_the_paper(person: PersonAtDesk) -> None:
    note = note_on(at_the_note(person))
    assert painted(note) != painted(replace(note, timeline=None))


def test_practice_is_marked_and_real_notes_are_not(person: PersonAtDesk) -> None:
    note = note_on(at_the_note(person))
    assert note.place.training
    assert painted(note) != painted(replace(note, place=replace(note.place, training=False)))


def test_each_of_the_cast_can_take_a_note_home(person: PersonAtDesk) -> None:
    for character in Character:
        note = note_on(at_the_note(person, character))
        assert 1 <= note.pages <= 3, character
        assert inked(painted(note), 0.07, 0.2, 0.9, 0.3), character
        person.press(Qt.Key.Key_Escape)
        person.press(Qt.Key.Key_Escape)


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_the_patient_is_told_what_holds_today_and_nothing_about_recording(kind: VerdictKind) -> None:
    said = words.meaning(Verdict(kind, TODAY))
    assert said and all("记录。" not in line for line in said)


def test_without_a_disk_nothing_leaves_the_store(
    person: PersonAtDesk, desk: FakeDesk, tmp_path: Path
) -> None:
    screen = at_the_note(person)
    desk.memory.broken = Hindrance("disk_full", file="ledger")
    screen.save_pdf(str(tmp_path / "note.pdf"))
    person.wait_to_read("note_problem", "磁盘已满")
    assert list(tmp_path.glob("*.pdf")) == []
    assert person.find("note_preview", QWidget).accessibleName() == words.PREVIEW
