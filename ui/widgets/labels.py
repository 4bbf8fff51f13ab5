"""Small builders every screen uses: plain-text labels, cards, labelled fields, named buttons."""

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget


def unit(widget: QWidget) -> int:
    """Give the measure of spaces and margins: the size of the letters in pixels."""
    return QFontInfo(widget.font()).pixelSize()


def label(text: str = "", role: str = "", name: str = "") -> QLabel:
    """Make a label that never reads markup; it wraps, and can be selected by nobody by accident."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    if name:
        made.setObjectName(name)
    return made


def one_line(text: str = "", role: str = "", name: str = "") -> QLabel:
    """Make a plain-text label that stays on one line."""
    made = label(text, role, name)
    made.setWordWrap(False)
    return made


def caption(text: str, field: QWidget, name: str) -> QLabel:
    """Name a field: buddy label, accessible name and the name tests and scripts find it by."""
    made = one_line(text, "muted")
    name_field(field, text, name)
    made.setBuddy(field)
    return made


def name_field(field: QWidget, accessible: str, name: str) -> None:
    """Give a field without a visible label its two names."""
    field.setObjectName(name)
    field.setAccessibleName(accessible)


def tip(widget: QWidget, text: str) -> None:
    """Give a tip that shows text as it is: Qt takes any tip that looks like markup for markup."""
    widget.setToolTip(f"<span>{html.escape(text)}</span>" if text else "")


def button(text: str, name: str, role: str = "") -> QPushButton:
    """Make a button that Enter presses only when the focus is on it."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    return made


def card(name: str = "") -> tuple[QFrame, QVBoxLayout]:
    """Make a white card and the column inside it."""
    frame = QFrame()
    frame.setProperty("role", "card")
    if name:
        frame.setObjectName(name)
    column = QVBoxLayout(frame)
    em = unit(frame)
    column.setContentsMargins(em, round(em * 0.7), em, round(em * 0.7))
    column.setSpacing(round(em * 0.4))
    return frame, column


def set_property(widget: QWidget, key: str, value: str) -> None:
    """Change a property the style sheet looks at, and let it look again."""
    if widget.property(key) == value:
        return
    widget.setProperty(key, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
