"""The icons of the places, drawn for this project with a pen, so that they are crisp at any size."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap


def _person(path: QPainterPath) -> None:
    path.addEllipse(QPointF(12, 7.5), 3.8, 3.8)
    path.moveTo(4.5, 20.5)
    path.cubicTo(4.5, 12.5, 19.5, 12.5, 19.5, 20.5)
    path.closeSubpath()


def _sheet(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(5, 3, 14, 18), 2, 2)
    for y in (8, 12, 16):
        path.moveTo(8, y)
        path.lineTo(16, y)


def _pulse(path: QPainterPath) -> None:
    path.moveTo(2.5, 13)
    for x, y in ((7.5, 13), (9.8, 6), (13.6, 19), (16, 13), (21.5, 13)):
        path.lineTo(x, y)


def _house(path: QPainterPath) -> None:
    path.moveTo(3, 12)
    path.lineTo(12, 4)
    path.lineTo(21, 12)
    path.moveTo(5.5, 10)
    path.lineTo(5.5, 20.5)
    path.lineTo(18.5, 20.5)
    path.lineTo(18.5, 10)
    path.moveTo(10, 20.5)
    path.lineTo(10, 14.5)
    path.lineTo(14, 14.5)
    path.lineTo(14, 20.5)


def _box(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(3.5, 8, 17, 12.5), 1.5, 1.5)
    path.moveTo(3.5, 8.5)
    path.lineTo(6.5, 3.5)
    path.lineTo(17.5, 3.5)
    path.lineTo(20.5, 8.5)
    path.moveTo(12, 11)
    path.lineTo(12, 17.5)
    path.moveTo(8.7, 14.2)
    path.lineTo(15.3, 14.2)


def _arrows(path: QPainterPath) -> None:
    path.arcMoveTo(QRectF(4, 4, 16, 16), 20)
    path.arcTo(QRectF(4, 4, 16, 16), 20, 140)
    path.arcMoveTo(QRectF(4, 4, 16, 16), 200)
    path.arcTo(QRectF(4, 4, 16, 16), 200, 140)
    path.moveTo(1.6, 6.8)
    path.lineTo(4.4, 9.6)
    path.lineTo(8.0, 7.6)
    path.moveTo(22.4, 17.2)
    path.lineTo(19.6, 14.4)
    path.lineTo(16.0, 16.4)


def _sliders(path: QPainterPath) -> None:
    for y, knob in ((6, 9.0), (12, 15.0), (18, 8.0)):
        path.moveTo(3.5, y)
        path.lineTo(knob - 2.2, y)
        path.moveTo(knob + 2.2, y)
        path.lineTo(20.5, y)
        path.addEllipse(QPointF(knob, y), 2.2, 2.2)


def _lock(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(5, 10.5, 14, 10), 2, 2)
    path.moveTo(8, 10.5)
    path.lineTo(8, 8)
    path.arcTo(QRectF(8, 3.5, 8, 8), 180, -180)
    path.lineTo(16, 10.5)
    path.moveTo(12, 14)
    path.lineTo(12, 17)


_DRAWN: dict[str, Callable[[QPainterPath], None]] = {
    "reception": _person,
    "visits": _sheet,
    "follow_up": _pulse,
    "outreach": _house,
    "stock": _box,
    "sync": _arrows,
    "settings": _sliders,
    "lock": _lock,
}


def icon(name: str, colour: str, size: int) -> QIcon:
    """Draw an icon in a colour for a size in pixels; sharp up to twice that size."""
    pixels = QPixmap(size * 2, size * 2)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 12, size / 12)
    painter.setPen(QPen(QColor(colour), 1.9, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    path = QPainterPath()
    _DRAWN[name](path)
    painter.drawPath(path)
    painter.end()
    return QIcon(pixels)
