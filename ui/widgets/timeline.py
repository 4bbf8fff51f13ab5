"""The picture of the years: what each was, the bar of the wait, today, and the day benefits begin."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.policy.timeline import Timeline, TimelineYear, YearState
from ui import theme
from ui.wording import verdicts as words


@dataclass(frozen=True, slots=True)
class _Cell:
    ink: str
    ground: str
    hatched: bool = False
    dashed: bool = False


_PAID = _Cell(theme.GOOD, theme.GOOD_SOFT)
_OWN = _Cell(theme.VIOLET, theme.VIOLET_SOFT)
_QUIET = _Cell(theme.MUTED, theme.SUNKEN)
_CELLS: Final = {
    YearState.ON_TIME: _PAID,
    YearState.LATE: _Cell(theme.WARN, theme.WARN_SOFT),
    YearState.EXEMPT: _PAID,
    YearState.EMPLOYEE: _OWN,
    YearState.MILITARY: _OWN,
    YearState.MISSED: _Cell(theme.BAD, theme.BAD_SOFT, hatched=True),
    YearState.REPAIRED: _Cell(theme.BLUE, theme.BLUE_SOFT),
    YearState.NOT_COUNTED: _QUIET,
    YearState.NOT_PAID: _Cell(theme.BAD, theme.SURFACE, dashed=True),
    YearState.UNKNOWN: _Cell(theme.EARTH, theme.EARTH_SOFT, dashed=True),
    YearState.BEFORE_BIRTH: _QUIET,
}
_CENTRE: Final = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)
_ROWS: Final = 6.3
"""Height of the picture in lines of text: mark of today, year, cell, bar, mark of the benefit date."""
_ROWS_WITHOUT_DATE: Final = 4.9
_SMALLEST: Final = 0.5
"""How far letters may shrink to fit their column."""


class TimelinePicture(QWidget):
    """Draw a person's years from font metrics alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict_timeline")
        self._timeline: Timeline | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Draw other years; nothing where there are none to show."""
        self._timeline = timeline
        self.setVisible(timeline is not None)
        self.setAccessibleName(words.timeline_said(timeline) if timeline else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Follow the text."""
        em = self.fontMetrics().height()
        return QSize(em * 20, round(em * rows_of(self._timeline)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture."""
        if self._timeline is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_timeline(painter, QRectF(self.rect()), self._timeline, self.font())
        painter.end()


def rows_of(timeline: Timeline | None) -> float:
    """Give the height of the picture in lines of text."""
    return _ROWS if timeline is not None and timeline.benefit_date is not None else _ROWS_WITHOUT_DATE


def draw_timeline(painter: QPainter, area: QRectF, timeline: Timeline, font: QFont) -> None:
    """Draw a timeline into an area, for screen and paper alike."""
    _Picture(painter, area.adjusted(1, 0, -1, 0), timeline, font).draw()


class _Picture:
    """One drawing: where things stand, from the area and the font."""

    def __init__(self, painter: QPainter, area: QRectF, timeline: Timeline, font: QFont) -> None:
        self._painter = painter
        self._area = area
        self._timeline = timeline
        self._font = font
        self._size = QFontInfo(font).pixelSize()
        self._em = QFontMetricsF(font).height()
        self._column = area.width() / len(timeline.years)
        self._small = self._fitting()
        self._top = area.top() + self._em * 1.25
        self._cell_top = self._top + self._em * 1.2
        self._cell_height = self._em * 2.0
        self._bar_top = self._cell_top + self._cell_height + self._em * 0.15

    def draw(self) -> None:
        """Draw cells, bar and marks, the marks last."""
        self._title()
        for place, year in enumerate(self._timeline.years):
            self._year(place, year)
        start, benefit = self._timeline.wait_start, self._timeline.benefit_date
        if start and benefit and start < benefit:
            self._wait(start, benefit)
        if benefit and self._inside(benefit):
            self._benefit(benefit)
        self._today()

    def _title(self) -> None:
        self._painter.setFont(self._sized(self._size * 1.18, bold=True))
        self._painter.setPen(QColor(theme.INK))
        row = QRectF(self._area.left(), self._area.top(), self._area.width(), self._em * 1.25)
        side = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        self._painter.drawText(row, side, words.TIMELINE)

    def _fitting(self) -> QFont:
        """Shrink the letters until the longest word fits its column."""
        longest = max((words.YEAR_WORDS[year.state] for year in self._timeline.years), key=len)
        room, size = self._column - self._em * 0.3, self._size
        while size > self._size * _SMALLEST and self._width(longest, size) > room:
            size -= 1
        return self._sized(size)

    def _width(self, text: str, size: float) -> float:
        return QFontMetricsF(self._sized(size)).horizontalAdvance(text)

    def _sized(self, pixels: float, bold: bool = False) -> QFont:
        """Give letters by their height in steps of drawing: paper has no points of its own."""
        font = QFont(self._font)
        font.setPixelSize(max(1, round(pixels)))
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _x(self, day: date) -> float:
        first = self._timeline.first_day
        year_place = day.year - first.year
        length = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        within = (day - date(day.year, 1, 1)).days / length
        return self._area.left() + (year_place + within) * self._column

    def _inside(self, day: date) -> bool:
        return self._timeline.first_day <= day <= self._timeline.last_day

    def _year(self, place: int, year: TimelineYear) -> None:
        painter, look = self._painter, _CELLS[year.state]
        left = self._area.left() + place * self._column
        painter.setFont(self._small)
        painter.setPen(QColor(theme.MUTED))
        painter.drawText(QRectF(left, self._top, self._column, self._em * 1.2), _CENTRE, str(year.year))
        cell = QRectF(left + 2, self._cell_top, self._column - 4, self._cell_height)
        pen = QPen(QColor(look.ink), 1.4, Qt.PenStyle.DashLine if look.dashed else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(QColor(look.ground))
        painter.drawRoundedRect(cell, self._em * 0.25, self._em * 0.25)
        if look.hatched:
            colour = QColor(look.ink)
            colour.setAlphaF(0.16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(cell, self._em * 0.25, self._em * 0.25)
        self._words(cell, year, look)

    def _words(self, cell: QRectF, year: TimelineYear, look: _Cell) -> None:
        painter = self._painter
        painter.setPen(QColor(look.ink))
        size = self._small.pixelSize()
        painter.setFont(self._sized(size, bold=True))
        if year.paid_on is None:
            painter.drawText(cell, _CENTRE, words.YEAR_WORDS[year.state])
            return
        upper = QRectF(cell.left(), cell.top() + cell.height() * 0.06, cell.width(), cell.height() * 0.52)
        painter.drawText(upper, _CENTRE, words.YEAR_WORDS[year.state])
        painter.setFont(self._sized(size * 0.8))
        lower = QRectF(cell.left(), cell.top() + cell.height() * 0.52, cell.width(), cell.height() * 0.42)
        painter.drawText(lower, _CENTRE, words.paid_mark(year.paid_on))

    def _wait(self, start: date, benefit: date) -> None:
        left = (
            max(self._x(start), self._area.left()) if start >= self._timeline.first_day else self._area.left()
        )
        right = self._x(benefit) if self._inside(benefit) else self._area.right()
        bar = QRectF(left, self._bar_top, max(right - left, 4.0), self._em * 0.55)
        painter = self._painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.WARN))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(QBrush(QColor(theme.WARN_SOFT), Qt.BrushStyle.FDiagPattern))
        painter.drawRoundedRect(bar, 3, 3)

    def _benefit(self, benefit: date) -> None:
        x, foot = self._x(benefit), self._bar_top + self._em * 0.62
        painter = self._painter
        painter.setPen(QPen(QColor(theme.GOOD), 2))
        painter.drawLine(QPointF(x, self._bar_top - self._em * 0.1), QPointF(x, foot + self._em * 0.1))
        self._text(x, foot, words.benefit_mark(self._timeline), theme.GOOD)

    def _today(self) -> None:
        if not self._inside(self._timeline.today):
            return
        x = self._x(self._timeline.today)
        painter = self._painter
        painter.setPen(QPen(QColor(theme.INK), 2))
        painter.drawLine(QPointF(x, self._top), QPointF(x, self._bar_top + self._em * 0.55))
        half = self._em * 0.22
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.INK))
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x - half, self._top - half),
                    QPointF(x + half, self._top - half),
                    QPointF(x, self._top + half),
                ]
            )
        )
        self._text(x, self._area.top(), words.today_mark(self._timeline.today), theme.INK)

    def _text(self, x: float, top: float, text: str, colour: str) -> None:
        """Write a mark centred on its day, pushed back inside the picture where it would stick out."""
        painter = self._painter
        font = self._sized(self._small.pixelSize(), bold=True)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        width = QFontMetricsF(font).horizontalAdvance(text) + 4
        left = min(max(x - width / 2, self._area.left()), self._area.right() - width)
        painter.drawText(QRectF(left, top, width, self._em * 1.05), _CENTRE, text)
