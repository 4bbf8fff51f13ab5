"""The letters of every printed form: fonts the program brings, so that paper is alike on every machine."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from core.reference.typefaces import HAN, LATIN
from ui.theme import FAMILIES

FINE: Final = 10
"""Steps of drawing in a millimetre: letters have whole sizes only, so a millimetre is too coarse."""
WRAPPED: Final = int(
    Qt.AlignmentFlag.AlignLeft
    | Qt.AlignmentFlag.AlignTop
    | Qt.TextFlag.TextWordWrap
    | Qt.TextFlag.TextWrapAnywhere
)


@cache
def _families() -> Sequence[str]:
    """Load the fonts when the first form is drawn; the machine's own come in for what they lack."""
    numbers = [QFontDatabase.addApplicationFont(str(file)) for file in (LATIN, HAN)]
    brought = [family for one in numbers for family in QFontDatabase.applicationFontFamilies(one)]
    return (*brought, *FAMILIES)


def letters(millimetres: float) -> QFont:
    """Give the letters of a size; they come in one weight."""
    font = QFont()
    font.setFamilies(list(_families()))
    font.setPixelSize(round(millimetres * FINE))
    return font


def width_of(text: str, size: float) -> float:
    """Measure a line in millimetres."""
    return QFontMetricsF(letters(size)).horizontalAdvance(text) / FINE


def height_in(width: float, text: str, size: float) -> float:
    """Measure in millimetres how high a text becomes that is so wide."""
    room = QRectF(0, 0, width * FINE, 20_000)
    return QFontMetricsF(letters(size)).boundingRect(room, WRAPPED, text).height() / FINE


def fine(area: QRectF) -> QRectF:
    """Turn millimetres into steps of drawing."""
    return QRectF(area.x() * FINE, area.y() * FINE, area.width() * FINE, area.height() * FINE)
