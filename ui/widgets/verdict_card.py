"""The large verdict: a shape, a colour and words, so that none of them is needed alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.coverage.verdict import Verdict, VerdictKind
from ui import theme
from ui.widgets.labels import label, unit
from ui.wording import verdicts as words

_Draw = Callable[[QPainterPath], None]


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict looks: letters, ground, outline of the shape, and the sign inside it."""

    ink: str
    ground: str
    outline: _Draw
    sign: _Draw


def _circle(path: QPainterPath) -> None:
    path.addEllipse(QRectF(1.5, 1.5, 21, 21))


def _square(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2, 2, 20, 20), 4, 4)


def _diamond(path: QPainterPath) -> None:
    path.addPolygon(QPolygonF([QPointF(12, 0.5), QPointF(23.5, 12), QPointF(12, 23.5), QPointF(0.5, 12)]))
    path.closeSubpath()


def _octagon(path: QPainterPath) -> None:
    corners = ((8, 1.5), (16, 1.5), (22.5, 8), (22.5, 16), (16, 22.5), (8, 22.5), (1.5, 16), (1.5, 8))
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()


def _hexagon(path: QPainterPath) -> None:
    corners = ((6.5, 2), (17.5, 2), (23, 12), (17.5, 22), (6.5, 22), (1, 12))
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()


def _strokes(*lines: tuple[tuple[float, float], ...]) -> _Draw:
    def draw(path: QPainterPath) -> None:
        for line in lines:
            path.moveTo(*line[0])
            for point in line[1:]:
                path.lineTo(*point)

    return draw


def _question(path: QPainterPath) -> None:
    path.moveTo(8.8, 9.6)
    path.cubicTo(8.8, 5.0, 15.4, 5.0, 15.4, 9.4)
    path.cubicTo(15.4, 12.2, 12.0, 11.9, 12.0, 14.6)
    path.moveTo(12.0, 17.7)
    path.lineTo(12.0, 17.9)


def _clock(path: QPainterPath) -> None:
    path.addEllipse(QRectF(6, 6, 12, 12))
    path.moveTo(12, 8.6)
    path.lineTo(12, 12.2)
    path.lineTo(14.4, 13.6)


_CHECK = _strokes(((7, 12.4), (10.6, 16), (17, 8.6)))
_HOURGLASS = _strokes(
    ((7, 5.6), (17, 5.6)),
    ((7, 18.4), (17, 18.4)),
    ((9, 5.6), (9, 8), (15, 16), (15, 18.4)),
    ((15, 5.6), (15, 8), (9, 16), (9, 18.4)),
)
_CALENDAR = _strokes(
    ((7, 8), (17, 8), (17, 17.5), (7, 17.5), (7, 8)),
    ((7, 11), (17, 11)),
    ((9.5, 6), (9.5, 8)),
    ((14.5, 6), (14.5, 8)),
)
_BAR = _strokes(((7, 12), (17, 12)))
_CROSS = _strokes(((8, 8), (16, 16)), ((16, 8), (8, 16)))
_CASE = _strokes(
    ((6.5, 9), (17.5, 9), (17.5, 17), (6.5, 17), (6.5, 9)),
    ((9.8, 9), (9.8, 7), (14.2, 7), (14.2, 9)),
    ((6.5, 12.6), (17.5, 12.6)),
)
_ARROW = _strokes(((6.5, 12), (17, 12)), ((13, 8), (17, 12), (13, 16)))

LOOKS: Final = {
    VerdictKind.ACTIVE: Look(theme.GOOD, theme.GOOD_SOFT, _circle, _CHECK),
    VerdictKind.WAITING: Look(theme.WARN, theme.WARN_SOFT, _square, _HOURGLASS),
    VerdictKind.PENDING: Look(theme.BLUE, theme.BLUE_SOFT, _square, _CALENDAR),
    VerdictKind.ENDED: Look(theme.SLATE, theme.SLATE_SOFT, _square, _BAR),
    VerdictKind.NOT_ENROLLED: Look(theme.BAD, theme.BAD_SOFT, _octagon, _CROSS),
    VerdictKind.EMPLOYEE: Look(theme.VIOLET, theme.VIOLET_SOFT, _hexagon, _CASE),
    VerdictKind.ELSEWHERE: Look(theme.VIOLET, theme.VIOLET_SOFT, _circle, _ARROW),
    VerdictKind.NOT_IN_ROSTER: Look(theme.SLATE, theme.SLATE_SOFT, _circle, _question),
    VerdictKind.ROSTER_EXPIRED: Look(theme.EARTH, theme.EARTH_SOFT, _circle, _clock),
    VerdictKind.CANNOT_TELL: Look(theme.EARTH, theme.EARTH_SOFT, _diamond, _question),
}


class Symbol(QWidget):
    """The shape of a verdict, as large as three lines of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = LOOKS[VerdictKind.CANNOT_TELL]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_look(self, look: Look) -> None:
        """Draw another look."""
        self._look = look
        self.update()

    def sizeHint(self) -> QSize:
        """Follow the text."""
        side = round(self.fontMetrics().height() * 2.6)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw outline and sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 24, self.height() / 24)
        draw_symbol(painter, self._look)
        painter.end()


def draw_symbol(painter: QPainter, look: Look) -> None:
    """Draw the shape into a square of 24 by 24 units, for screen and paper alike."""
    outline, sign = QPainterPath(), QPainterPath()
    look.outline(outline)
    look.sign(sign)
    painter.fillPath(outline, QColor(look.ink))
    pen = QPen(QColor(theme.SURFACE), 1.9, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(sign)


class VerdictCard(QFrame):
    """Say the verdict large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict_card")
        self._look = LOOKS[VerdictKind.CANNOT_TELL]
        self._symbol = Symbol()
        self._headline = label("", "verdict", "verdict_headline")
        self._second = label("", "", "verdict_second_line")
        self._confirm = label("", "confirm", "verdict_confirm")
        self._as_of = label("", "small", "verdict_as_of")
        row = QHBoxLayout(self)
        em = unit(self)
        row.setContentsMargins(round(em * 1.4), em, round(em * 1.2), em)
        row.setSpacing(em)
        row.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(round(em * 0.25))
        for line in (self._headline, self._second, self._confirm, self._as_of):
            column.addWidget(line)
        row.addLayout(column, 1)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show another verdict."""
        self._look = LOOKS[verdict.kind]
        self._symbol.show_look(self._look)
        self._headline.setStyleSheet(f"color: {self._look.ink};")
        self._headline.setText(words.headline(verdict))
        self._second.setText(words.second_line(verdict))
        mind = "\n".join(one for one in (words.must_pay(verdict), words.doubt(verdict)) if one)
        self._confirm.setText(mind)
        self._confirm.setVisible(bool(mind))
        self._as_of.setText(words.as_of(verdict))
        self.setAccessibleName(words.headline(verdict))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the bar at the left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        em = self.fontMetrics().height()
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), em * 0.5, em * 0.5)
        painter.fillPath(ground, QColor(self._look.ground))
        painter.setClipPath(ground)
        painter.fillRect(QRectF(0, 0, em * 0.4, self.height()), QColor(self._look.ink))
        painter.end()
