"""A month's statement on paper: a PDF that brings its font along, so that it looks alike everywhere."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core.dates import CHINA
from core.money import in_yuan
from core.reference.typefaces import HAN
from core.statement import ClinicStatement, Fate, Why
from sync.township.statements import words
from sync.township.statements.summary import Line, summary_of

_HAN, _LATIN = "DroidSansFallback", "Helvetica"
_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 18 * mm, _WIDTH - 18 * mm, _HEIGHT - 18 * mm, 22 * mm
_STEP = 6.2 * mm
_TEXT, _HEADING, _TITLE = 10.0, 11.0, 16.0
_MOST_LINES = 200
"""Visits told one by one on paper; the workbook has them all."""


def write_paper(
    township: str, statements: Sequence[ClinicStatement], now: datetime, word_for: Callable[[str], str]
) -> bytes:
    """Give the bytes of a PDF, each clinic beginning a page."""
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=A4, invariant=True)
    canvas.setTitle(f"{words.TITLE} {statements[0].month}" if statements else words.TITLE)
    canvas.setAuthor(township)
    for statement in statements:
        _Sheet(canvas, statement, township, now).draw(word_for)
    canvas.save()
    return packed.getvalue()


@cache
def _font() -> str:
    registerFont(TTFont(_HAN, str(HAN)))
    return _HAN


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into runs of one font: the one at hand for Chinese has no Latin letters."""
    for latin, letters in groupby(text, lambda letter: " " <= letter <= "~"):
        yield (_LATIN if latin else _font()), "".join(letters)


def text_width(text: str, size: float) -> float:
    """Measure a text."""
    return sum(stringWidth(run, font, size) for font, run in _runs(text))


def fitted(text: str, size: float, width: float) -> str:
    """Shorten a text to a width, and show that it was."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text}…"


class _Sheet:
    """The pages of one clinic."""

    def __init__(self, canvas: Canvas, statement: ClinicStatement, township: str, now: datetime) -> None:
        self._canvas = canvas
        self._statement = statement
        self._township = township
        self._now = now
        self._y = _TOP
        self._page = 0

    def draw(self, word_for: Callable[[str], str]) -> None:
        """Draw sums, then the visits somebody has to talk about, then where to sign."""
        self._begin()
        for group, lines in groupby(summary_of(self._statement, word_for), lambda line: line.group):
            self._section(group, list(lines))
        self._visits(word_for)
        self._need(3 * _STEP)
        self._y -= _STEP
        self._text(_LEFT, words.SIGN_TOWNSHIP)
        self._text(_WIDTH / 2, words.SIGN_CLINIC)
        self._end()

    def _section(self, group: str, lines: Sequence[Line]) -> None:
        self._need((min(len(lines), 3) + 1) * _STEP)
        self._heading(group)
        for line in lines:
            self._need(_STEP)
            self._text(_LEFT + 4 * mm, fitted(line.what, _TEXT, 105 * mm))
            if line.count is not None:
                self._right(_LEFT + 128 * mm, str(line.count))
            if line.sum is not None:
                self._right(_RIGHT, in_yuan(line.sum))
            self._y -= _STEP

    def _visits(self, word_for: Callable[[str], str]) -> None:
        """Tell the visits that were not settled as they were estimated."""
        told = [
            one
            for one in self._statement.visits
            if one.fate in (Fate.RETURNED, Fate.NOT_PAYABLE) or one.why not in (None, Why.AS_ESTIMATED)
        ]
        if not told:
            return
        self._need(3 * _STEP)
        self._heading(words.TO_TALK_ABOUT)
        for one in told[:_MOST_LINES]:
            self._need(_STEP)
            self._text(_LEFT + 4 * mm, f"{one.day:%m-%d}")
            self._text(_LEFT + 18 * mm, one.event_id[:12])
            self._text(_LEFT + 48 * mm, words.FATES[one.fate])
            why = words.why_told(one.why, one.reason, word_for)
            self._text(_LEFT + 68 * mm, fitted(why, _TEXT, 60 * mm))
            self._right(_LEFT + 150 * mm, in_yuan(one.total))
            self._right(_RIGHT, "" if one.difference is None else in_yuan(one.difference))
            self._y -= _STEP
        if len(told) > _MOST_LINES:
            self._need(_STEP)
            self._text(_LEFT + 4 * mm, words.more_told(len(told) - _MOST_LINES))
            self._y -= _STEP

    def _begin(self) -> None:
        self._page += 1
        self._y = _TOP
        title = words.TITLE
        self._text((_WIDTH - text_width(title, _TITLE)) / 2, title, _TITLE)
        self._y -= 1.5 * _STEP
        statement = self._statement
        self._text(_LEFT, f"{words.CLINIC}：{fitted(statement.name, _TEXT, 70 * mm)}")
        self._right(_RIGHT, f"{words.MONTH}：{statement.month}")
        self._y -= _STEP
        self._text(_LEFT, f"{words.TOWNSHIP}：{fitted(self._township, _TEXT, 70 * mm)}")
        self._right(_RIGHT, f"{words.MADE_AT}：{self._now.astimezone(CHINA):%Y-%m-%d %H:%M}")
        self._y -= 1.3 * _STEP

    def _end(self) -> None:
        self._y = _BOTTOM - _STEP
        self._right(_RIGHT, words.PAGE.format(number=self._page))
        self._canvas.showPage()

    def _need(self, height: float) -> None:
        if self._y - height < _BOTTOM:
            self._end()
            self._begin()

    def _heading(self, text: str) -> None:
        self._y -= 0.3 * _STEP
        self._text(_LEFT, text, _HEADING)
        self._canvas.setLineWidth(0.5)
        self._canvas.line(_LEFT, self._y - 1.4 * mm, _RIGHT, self._y - 1.4 * mm)
        self._y -= _STEP

    def _text(self, x: float, text: str, size: float = _TEXT) -> None:
        for font, run in _runs(text):
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, self._y, run)
            x += stringWidth(run, font, size)

    def _right(self, x: float, text: str) -> None:
        self._text(x - text_width(text, _TEXT), text)
