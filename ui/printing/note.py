"""待遇说明单 (A5): the verdict in plain words for the patient to take home, with the picture of the years."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from core.clinic import ClinicPlace
from core.policy.timeline import Timeline
from core.policy.what_if import RepairOffer
from core.services.receive_patient import Reception
from ui.printing.lettering import FINE, fine, height_in, letters
from ui.printing.page import A5, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.widgets.timeline import draw_timeline, rows_of
from ui.wording import note as words

_FOOT_MM: Final = 20.0
_INSIDE: Final = A5.width - 2 * MARGIN
_ROOM: Final = A5.height - 2 * MARGIN - _FOOT_MM
_HEAD_MM: Final = 38.0
_BODY: Final = 3.4
_GAP: Final = 1.6


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
        return len(_paged(_blocks(self)))

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet."""
        if self.place.training:
            sheet.training_mark()
        paged = _paged(_blocks(self))
        _head(sheet, self)
        for block in paged[number]:
            block.draw(sheet)
        _foot(sheet, self, f"{number + 1}/{len(paged)}" if len(paged) > 1 else "")


@dataclass(frozen=True, slots=True)
class _Block:
    """Something that stays on one sheet."""

    height: float
    draw: Callable[[Sheet], None]


def _blocks(note: VerdictNote) -> Iterator[_Block]:
    verdict = note.reception.verdict
    yield _paragraph(words.headline(verdict), 6.4, bold=True)
    for line in words.meaning(verdict):
        yield _paragraph(line, 3.8)
    if note.timeline is not None:
        yield _picture(note.timeline)
    sections = ((words.WHY, words.why(verdict)), (words.OFFERS, words.offers(note.offers)))
    for title, lines in sections:
        for place, line in enumerate(lines):
            # A title alone at the foot of a sheet would tell nothing: it stays with its first line.
            yield _titled(title, line) if place == 0 else _paragraph(line, _BODY)


def _paged(blocks: Iterable[_Block]) -> list[list[_Block]]:
    pages: list[list[_Block]] = [[]]
    room = _ROOM - _HEAD_MM
    for block in blocks:
        if block.height > room and pages[-1]:
            pages.append([])
            room = _ROOM - _HEAD_MM
        pages[-1].append(block)
        room -= block.height
    return pages


def _paragraph(text: str, size: float, bold: bool = False) -> _Block:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(text, size, bold)
        sheet.y += _GAP

    return _Block(height_in(_INSIDE, text, size) + _GAP, draw)


def _titled(title: str, line: str) -> _Block:
    head, first = _paragraph(title, 4.0, bold=True), _paragraph(line, _BODY)

    def draw(sheet: Sheet) -> None:
        sheet.y += _GAP
        head.draw(sheet)
        first.draw(sheet)

    return _Block(_GAP + head.height + first.height, draw)


def _picture(timeline: Timeline) -> _Block:
    font = letters(3.0)
    height = QFontMetricsF(font).height() * rows_of(timeline) / FINE
    return _Block(height + 2 * _GAP, partial(_draw_picture, timeline=timeline, height=height))


def _draw_picture(sheet: Sheet, timeline: Timeline, height: float) -> None:
    sheet.y += _GAP
    area = fine(QRectF(MARGIN, sheet.y, _INSIDE, height))
    draw_timeline(sheet.painter, area, timeline, letters(3.0))
    sheet.y += height + _GAP


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
