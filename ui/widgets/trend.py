"""The picture of pressure and glucose over the follow-ups, with the bounds of control as dashed lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.followup.follow_up import FollowUp
from core.followup.form import DIASTOLIC, GLUCOSE, SYSTOLIC, Form
from ui import theme
from ui.wording import follow_up as words

_ROWS = 9.0
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class Line:
    """One value over the days, as it is written; where `bound` is known it is drawn dashed."""

    points: tuple[tuple[date, float], ...]
    colour: str
    bound: float | None
    square: bool = False
    """The lower pressure has square marks: never colour alone."""


def lines_of(past: Sequence[FollowUp], form: Form, age: int | None) -> tuple[Sequence[Line], Sequence[Line]]:
    """Give the lines of pressure and of glucose, oldest day first, with the bounds of somebody's age."""

    def line(key: str, colour: str, square: bool = False) -> Sequence[Line]:
        places = field.places if (field := form.field(key)) else 0
        told = sorted((one.on, one.values.get(key)) for one in past if isinstance(one.values.get(key), int))
        points = tuple((on, value / 10**places) for on, value in told if isinstance(value, int))
        return [Line(points, colour, form.limit(key, age), square)] if points else []

    pressure = [*line(SYSTOLIC, theme.BAD), *line(DIASTOLIC, theme.BLUE, square=True)]
    return pressure, line(GLUCOSE, theme.VIOLET)


class TrendPicture(QWidget):
    """Draw what was measured at former follow-ups, from font metrics alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_up_trend")
        self._charts: tuple[tuple[str, Sequence[Line]], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_past(self, past: Sequence[FollowUp], form: Form, age: int | None) -> None:
        """Draw other follow-ups of a form, and the bounds it sets for somebody's age."""
        pressure, sugar = lines_of(past, form, age)
        titled = ((words.PRESSURE_AXIS, pressure), (words.GLUCOSE_AXIS, sugar))
        self._charts = tuple(one for one in titled if one[1])
        counts = [len(lines[0].points) if lines else 0 for lines in (pressure, sugar)]
        self.setAccessibleName(words.trend_said(*counts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Follow the text."""
        em = self.fontMetrics().height()
        return QSize(em * 12, round(em * (_ROWS if self._charts else 3.2)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if not self._charts:
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), words.NO_TREND)
        height = area.height() / max(1, len(self._charts))
        for place, (title, lines) in enumerate(self._charts):
            part = QRectF(area.left(), area.top() + place * height, area.width(), height)
            _Chart(painter, part, self.font(), lines).draw(title)
        painter.end()


class _Chart:
    """One axis with its lines: where things stand, from the area and the font."""

    def __init__(self, painter: QPainter, area: QRectF, font: QFont, lines: Sequence[Line]) -> None:
        self._painter = painter
        self._lines = lines
        self._small = QFont(font)
        self._small.setPixelSize(max(1, round(QFontInfo(font).pixelSize() * 0.8)))
        self._em = QFontMetricsF(self._small).height()
        gutter = QFontMetricsF(self._small).horizontalAdvance("000.0") + self._em * 0.3
        self._plot = area.adjusted(gutter, self._em * 1.4, -self._em * 1.4, -self._em * 1.4)
        self._area = area
        values = [value for line in lines for _, value in line.points]
        values += [line.bound for line in lines if line.bound is not None]
        room = (max(values) - min(values)) * 0.12 or 1.0
        self._low, self._high = min(values) - room, max(values) + room
        days = [day for line in lines for day, _ in line.points]
        self._first, self._last = min(days), max(days)

    def draw(self, title: str) -> None:
        """Draw frame, bounds, lines and the last values."""
        painter = self._painter
        painter.setFont(self._small)
        painter.setPen(QColor(theme.MUTED))
        painter.drawText(
            QRectF(self._area.left(), self._area.top(), self._area.width(), self._em * 1.3), _LEFT, title
        )
        painter.setPen(QPen(QColor(theme.LINE), 1))
        painter.drawRect(self._plot)
        for line in self._lines:
            if line.bound is not None:
                self._bound(line.bound)
        for line in self._lines:
            self._line(line)
        self._days()

    def _bound(self, bound: float) -> None:
        y = self._y(bound)
        painter = self._painter
        painter.setPen(QPen(QColor(theme.MUTED), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self._plot.left(), y), QPointF(self._plot.right(), y))
        gutter = self._plot.left() - self._area.left() - 4
        place = QRectF(self._area.left(), y - self._em / 2, gutter, self._em)
        painter.drawText(place, _RIGHT, f"{bound:g}")

    def _line(self, line: Line) -> None:
        painter, half = self._painter, self._em * 0.2
        points = [QPointF(self._x(day), self._y(value)) for day, value in line.points]
        painter.setPen(QPen(QColor(line.colour), 2))
        painter.drawPolyline(points)
        painter.setBrush(QColor(line.colour))
        for point in points:
            mark = QRectF(point.x() - half, point.y() - half, half * 2, half * 2)
            if line.square:
                painter.drawRect(mark)
            else:
                painter.drawEllipse(mark)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        said = f"{line.points[-1][1]:g}"
        width = QFontMetricsF(self._small).horizontalAdvance(said) + 2
        left = min(points[-1].x() - width / 2, self._area.right() - width)
        painter.drawText(QRectF(left, points[-1].y() - self._em * 1.25, width, self._em), _LEFT, said)

    def _days(self) -> None:
        painter = self._painter
        painter.setPen(QColor(theme.MUTED))
        row = QRectF(self._plot.left(), self._plot.bottom() + 2, self._plot.width(), self._em * 1.2)
        painter.drawText(row, _LEFT, f"{self._first:%Y-%m-%d}")
        if self._last > self._first:
            painter.drawText(row, _RIGHT, f"{self._last:%Y-%m-%d}")

    def _x(self, day: date) -> float:
        span = (self._last - self._first).days
        inside = self._plot.adjusted(self._em * 0.5, 0, -self._em * 0.5, 0)
        return (
            inside.center().x()
            if not span
            else inside.left() + inside.width() * ((day - self._first).days / span)
        )

    def _y(self, value: float) -> float:
        return self._plot.bottom() - self._plot.height() * (value - self._low) / (self._high - self._low)
