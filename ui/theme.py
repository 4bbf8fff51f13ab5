"""Colours, type scale and the style sheet; every length follows the size of the letters."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

FAMILIES: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "sans-serif")
"""First that is installed wins; fonts of Windows are used where they are, never shipped."""
SMALLEST_TEXT: Final = 14
LARGEST_TEXT: Final = 22

PAPER: Final = "#F3F5F2"
SURFACE: Final = "#FFFFFF"
SUNKEN: Final = "#E9EDE8"
INK: Final = "#1C2A2B"
MUTED: Final = "#4C5C5B"
LINE: Final = "#CBD4CE"
FIELD_LINE: Final = "#7B8A85"
ACCENT: Final = "#0B5F5A"
ACCENT_DARK: Final = "#084843"
ACCENT_SOFT: Final = "#DDEDE8"
ON_ACCENT: Final = "#FFFFFF"
NAV: Final = "#12393A"
NAV_TEXT: Final = "#DCEAE6"
NAV_CHOSEN: Final = "#1F5755"
GOOD: Final = "#1B6B3A"
GOOD_SOFT: Final = "#E2F1E6"
WARN: Final = "#7A4A00"
WARN_SOFT: Final = "#FBEFD6"
BAD: Final = "#9A1F1F"
BAD_SOFT: Final = "#FAE6E3"
BLUE: Final = "#1C4E8F"
BLUE_SOFT: Final = "#E3ECF8"
VIOLET: Final = "#563A86"
VIOLET_SOFT: Final = "#ECE7F6"
SLATE: Final = "#3D4B53"
SLATE_SOFT: Final = "#E6EBEE"
EARTH: Final = "#65472A"
EARTH_SOFT: Final = "#F3EADF"

TEXT_PAIRS: Final = (
    *((INK, PAPER), (INK, SURFACE), (INK, SUNKEN), (MUTED, PAPER), (MUTED, SURFACE), (MUTED, SUNKEN)),
    *(
        (ACCENT, SURFACE),
        (ACCENT, PAPER),
        (ACCENT, ACCENT_SOFT),
        (ON_ACCENT, ACCENT),
        (ON_ACCENT, ACCENT_DARK),
    ),
    *((NAV_TEXT, NAV), (ON_ACCENT, NAV_CHOSEN), (GOOD, GOOD_SOFT), (WARN, WARN_SOFT), (BAD, BAD_SOFT)),
    *((BLUE, BLUE_SOFT), (VIOLET, VIOLET_SOFT), (SLATE, SLATE_SOFT), (EARTH, EARTH_SOFT)),
    *(
        (GOOD, SURFACE),
        (WARN, SURFACE),
        (BAD, SURFACE),
        (BLUE, SURFACE),
        (INK, ACCENT_SOFT),
        (INK, GOOD_SOFT),
    ),
    *((INK, WARN_SOFT), (INK, BAD_SOFT), (INK, BLUE_SOFT), (INK, VIOLET_SOFT), (INK, SLATE_SOFT)),
    *((INK, EARTH_SOFT), (MUTED, GOOD_SOFT), (MUTED, WARN_SOFT), (MUTED, BLUE_SOFT), (MUTED, SLATE_SOFT)),
    *((MUTED, BAD_SOFT), (MUTED, VIOLET_SOFT), (MUTED, EARTH_SOFT), (WARN, GOOD_SOFT), (WARN, BLUE_SOFT)),
    *((WARN, SLATE_SOFT), (WARN, BAD_SOFT), (WARN, EARTH_SOFT)),
)
"""Every pair of letters and ground that is used; a test measures their contrast."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of letters in pixels; `text` is also the measure of spaces."""

    small: int
    text: int
    heading: int
    title: int
    verdict: int


def scale_of(font: QFont) -> Scale:
    """Measure the scale of a font as it is on this screen."""
    pixels = QFontInfo(font).pixelSize()
    return Scale(
        small=round(pixels * 0.88),
        text=pixels,
        heading=round(pixels * 1.18),
        title=round(pixels * 1.45),
        verdict=round(pixels * 1.85),
    )


def text_font(points: int) -> QFont:
    """Give the font of the program in a size, kept inside what the screens are laid out for."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSize(min(max(points, SMALLEST_TEXT), LARGEST_TEXT))
    return font


def palette() -> QPalette:
    """Give the light palette."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, PAPER),
        (roles.WindowText, INK),
        (roles.Base, SURFACE),
        (roles.AlternateBase, SUNKEN),
        (roles.Text, INK),
        (roles.Button, SURFACE),
        (roles.ButtonText, INK),
        (roles.Highlight, ACCENT),
        (roles.HighlightedText, ON_ACCENT),
        (roles.PlaceholderText, MUTED),
        (roles.ToolTipBase, SURFACE),
        (roles.ToolTipText, INK),
        (roles.Link, ACCENT),
        (roles.Mid, LINE),
    ):
        made.setColor(role, QColor(colour))
    return made


def dress(application: QApplication, points: int) -> None:
    """Put palette, font and style sheet on the whole program."""
    font = text_font(points)
    application.setPalette(palette())
    application.setFont(font)
    application.setStyleSheet(sheet(scale_of(font)))


def sheet(size: Scale) -> str:
    """Write the style sheet for a scale."""
    gap, half, radius = round(size.text * 0.55), round(size.text * 0.2), round(size.text * 0.35)
    return "\n".join(
        (
            _texts(size),
            _fields(half, gap, radius, size.heading),
            _buttons(half, gap, radius, size.small),
            _frames(size, radius),
        )
    )


def _texts(size: Scale) -> str:
    half, corner = size.text // 2, size.text // 3
    return f"""
QLabel {{ background: transparent; color: {INK}; }}
QLabel[role="title"] {{ font-size: {size.title}px; font-weight: 600; }}
QLabel[role="brand"] {{ color: {ON_ACCENT}; font-size: {size.title}px; font-weight: 600;
  padding: {size.text // 2}px {size.text // 2}px {size.text}px {size.text // 2}px; }}
QLabel[role="name"] {{ font-size: {size.title}px; font-weight: 600; }} QLabel[role="heading"] {{ font-size:
{size.heading}px; font-weight: 600; }} QLabel[role="strong"] {{ font-weight: 600; }} QLabel[role="muted"] {{
color: {MUTED}; }} QLabel[role="small"] {{ color: {MUTED}; font-size: {size.small}px; }}
QLabel[role="verdict"] {{ font-size: {size.verdict}px; font-weight: 700; }} QLabel[role="challenge"] {{
font-size: {size.verdict}px; font-weight: 700; letter-spacing: {size.small // 8}px; }}
QLabel[role="confirm"] {{ color: {WARN}; font-weight: 600; }} QLabel[role="total"] {{ font-size:
{size.title}px; font-weight: 600; }} QLabel[role="good"] {{ color: {GOOD}; }} QLabel[role="problem"] {{
color: {BAD}; background: {BAD_SOFT}; border-radius: {corner}px;
  padding: {corner}px; }}
QLabel[role="warning"] {{ color: {WARN}; background: {WARN_SOFT}; border-radius: {corner}px;
  padding: {corner}px; }}
QLabel[role="toast"] {{ color: {ON_ACCENT}; background: {GOOD}; border-radius: {half}px;
  padding: {corner}px {half}px; }}
QLabel[role="training"] {{ color: {WARN}; background: {WARN_SOFT}; border-radius: {corner}px;
  padding: 2px {half}px; font-weight: 600; }}
QToolTip {{ color: {INK}; background: {SURFACE}; border: 1px solid {LINE}; padding: 4px; }}
"""


def _fields(half: int, gap: int, radius: int, heading: int) -> str:
    return f"""
QLineEdit, QComboBox, QSpinBox, QDateEdit, QPlainTextEdit {{
  background: {SURFACE}; color: {INK}; border: 1px solid {FIELD_LINE}; border-radius: {radius}px;
  padding: {half}px {gap}px; selection-background-color: {ACCENT}; selection-color: {ON_ACCENT}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus {{
  border: 2px solid {ACCENT}; padding: {half - 1}px {gap - 1}px; }}
QLineEdit[role="box"] {{ font-size: {heading}px; padding: {gap}px {gap}px; }}
QLineEdit:read-only {{ background: {SUNKEN}; }}
QLineEdit[faulty="true"] {{ border: 2px solid {BAD}; padding: {half - 1}px {gap - 1}px; }}
QComboBox::drop-down {{ border: none; width: {gap * 2}px; }}
QComboBox QAbstractItemView {{ background: {SURFACE}; border: 1px solid {FIELD_LINE}; }}
QListView, QTableView {{ background: {SURFACE}; color: {INK}; border: 1px solid {LINE};
  border-radius: {radius}px;
  outline: none; selection-background-color: {ACCENT_SOFT}; selection-color: {INK};
  gridline-color: {SUNKEN}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {ACCENT}; }}
QTableView::item {{ padding: 0 {gap // 2}px; }}
QListView[role="popup"] {{ border: 2px solid {ACCENT}; }}
QListView[role="popup"]::item {{ padding: {half - 1}px {gap}px; }}
QListView[role="popup"]::item:selected {{ background: {ACCENT}; color: {ON_ACCENT}; }}
QHeaderView::section {{ background: {SUNKEN}; color: {MUTED}; border: none; border-bottom: 1px solid {LINE};
  padding: {half}px {gap // 2}px; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {gap + 4}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {gap + 4}px; margin: 0; }}
QScrollBar::handle {{ background: {FIELD_LINE}; border-radius: {(gap + 4) // 2 - 2}px; margin: 2px;
  min-height: {gap * 3}px;
  min-width: {gap * 3}px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: none;
  width: 0; height: 0; }}
"""


def _buttons(half: int, gap: int, radius: int, small: int) -> str:
    return f"""
QPushButton {{ background: {SURFACE}; color: {ACCENT}; border: 1px solid {ACCENT}; border-radius: {radius}px;
  padding: {half}px {gap * 2}px; }}
QPushButton:hover {{ background: {ACCENT_SOFT}; }}
QPushButton:focus {{ border: 2px solid {INK}; padding: {half - 1}px {gap * 2 - 1}px; }}
QPushButton:disabled {{ color: {MUTED}; border-color: {LINE}; background: {SUNKEN}; }}
QPushButton[role="primary"] {{ background: {ACCENT}; color: {ON_ACCENT}; font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: {ACCENT_DARK}; }}
QPushButton[role="primary"]:disabled {{ background: {SUNKEN}; color: {MUTED}; border-color: {LINE}; }}
QPushButton[role="quiet"] {{ border: 1px solid transparent; background: transparent;
  padding: {half}px {gap}px; }}
QPushButton[role="quiet"]:hover {{ background: {ACCENT_SOFT}; }}
QPushButton[role="quiet"]:focus {{ border: 2px solid {ACCENT}; padding: {half - 1}px {gap - 1}px; }}
QPushButton[role="day"] {{ padding: {half}px {gap}px; }}
QPushButton[role="day"]:checked {{ background: {ACCENT}; color: {ON_ACCENT}; }}
QPushButton[role="chip"] {{ font-size: {small}px; border-radius: {gap + half}px; background: {SURFACE};
  color: {INK}; border: 1px solid {LINE};
  padding: {half}px {gap + half}px; text-align: left; }}
QPushButton[role="chip"]:focus {{ border: 2px solid {ACCENT}; padding: {half - 1}px {gap + half - 1}px; }}
QPushButton[role="chip"][mood="warn"] {{ background: {WARN_SOFT}; color: {WARN}; border-color: {WARN}; }}
QPushButton[role="chip"][mood="good"] {{ background: {GOOD_SOFT}; color: {GOOD}; border-color: {GOOD}; }}
QPushButton[role="place"] {{ background: transparent; color: {NAV_TEXT}; border: 2px solid transparent;
  border-radius: 0;
  border-left: {half}px solid transparent; text-align: left;
  padding: {gap * 3 // 4}px {half + 4}px; }}
QPushButton[role="place"]:hover {{ background: {NAV_CHOSEN}; }}
QPushButton[role="place"]:checked {{ background: {NAV_CHOSEN}; color: {ON_ACCENT}; font-weight: 600;
  border-left: {half}px solid {GOOD_SOFT}; }}
QPushButton[role="place"]:focus {{ border: 2px solid {NAV_TEXT}; }}
"""


def _frames(size: Scale, radius: int) -> str:
    return f"""
QFrame[role="card"] {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: {radius * 2}px; }}
QFrame[role="bar"] {{ background: {SURFACE}; border: none; border-bottom: 1px solid {LINE}; }}
QFrame[role="navigation"] {{ background: {NAV}; border: none; }}
QFrame[role="order"] {{ background: {PAPER}; border: 1px solid {LINE}; border-radius: {radius}px; }}
QProgressBar {{ background: {SUNKEN}; border: none; border-radius: {size.text // 5}px;
  max-height: {size.text // 2}px;
  min-height: {size.text // 2}px; }}
QProgressBar::chunk {{ background: {ACCENT}; border-radius: {size.text // 5}px; }}
"""
