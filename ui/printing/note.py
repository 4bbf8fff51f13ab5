"""待遇说明单 (A5): the verdict in plain words for the patient to take home, with the picture of the years."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from core.clinic import ClinicPlace
from core.policy.timeline import Timeline
from core.policy.what_if import RepairOffer
from core.services.receive_patient import Reception
from ui.printing.blocks import GAP, Block, paged, paragraph, titled
from ui.printing.lettering import FINE, fine, letters
from ui.printing.page import A5, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.widgets.timeline import draw_timeline, rows_of
from ui.wording import note as words

_FOOT_MM: Final = 20.0
_INSIDE: Final = A5.width - 2 * MARGIN
_ROOM: Final = A5.height - 2 * MARGIN - _FOOT_MM
_HEAD_MM: Final = 38.0
_BODY: Final = 3.4


@dataclass(frozen=True, slots=True)
class VerdictNote:
    """What is printed: who asked where, the verdict and why, the years, and what paying would change."""

    place: ClinicPlace
    doctor: str
    reception: Reception
    timeline: Timeline | None = None
    offers: tuple[RepairOffer, ...] = ()

    @property
    def title(self) -> str:
        """Name the form."""
        return words.TITLE

    @property
    def page(self) -> Page:
        """Give its paper."""
        return A5

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return len(_paged(self))

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet."""
        if self.place.training:
            sheet.training_mark()
        pages = _paged(self)
        _head(sheet, self)
        for block in pages[number]:
            block.draw(sheet)
        _foot(sheet, self, f"{number + 1}/{len(pages)}" if len(pages) > 1 else "")


def _blocks(note: VerdictNote) -> Iterator[Block]:
    verdict = note.reception.verdict
    yield _paragraph(words.headline(verdict), 6.4, bold=True)
    for line in words.meaning(verdict):
        yield _paragraph(line, 3.8)
    if note.timeline is not None:
        yield _picture(note.timeline)
    sections = ((words.WHY, words.why(verdict)), (words.OFFERS, words.offers(note.offers)))
    for title, lines in sections:
        for place, line in enumerate(lines):
            said = _paragraph(line, _BODY)
            yield titled(_paragraph(title, 4.0, bold=True), said) if place == 0 else said


def _paged(note: VerdictNote) -> list[list[Block]]:
    return paged(_blocks(note), _ROOM - _HEAD_MM)


def _paragraph(text: str, size: float, bold: bool = False) -> Block:
    return paragraph(text, size, _INSIDE, bold)


def _picture(timeline: Timeline) -> Block:
    font = letters(3.0)
    height = QFontMetricsF(font).height() * rows_of(timeline) / FINE
    return Block(height + 2 * GAP, partial(_draw_picture, timeline=timeline, height=height))


def _draw_picture(sheet: Sheet, timeline: Timeline, height: float) -> None:
    sheet.y += GAP
    area = fine(QRectF(MARGIN, sheet.y, _INSIDE, height))
    draw_timeline(sheet.painter, area, timeline, letters(3.0))
    sheet.y += height + GAP


def _head(sheet: Sheet, note: VerdictNote) -> None:
    sheet.text(note.place.township_name, 3.4, 5, CENTRE)
    sheet.text(note.place.clinic_name, 5.0, 7.5, CENTRE, bold=True)
    sheet.text(words.TITLE, 4.2, 7.5, CENTRE)
    sheet.rule()
    verdict = note.reception.verdict
    sheet.pair(words.person(note.reception), words.day(verdict.on))
    sheet.text(words.number(note.reception), 3.4, 5.5, LEFT)
    sheet.rule()


def _foot(sheet: Sheet, note: VerdictNote, page: str) -> None:
    sheet.y = A5.height - MARGIN - _FOOT_MM + 2
    sheet.rule()
    sheet.paragraph(words.basis(note.reception.verdict), 2.9)
    sheet.pair(words.doctor(note.doctor), page, 2.9)
