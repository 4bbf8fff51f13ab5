"""Sections of figures on cards beside each other; they go below each other where the letters are large."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from ui.widgets.flow import FlowLayout
from ui.widgets.labels import one_line, unit
from ui.wording.sums import Section

_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LONG = 14
"""Letters of a reason that stay on one line."""


class SumsBoard(QScrollArea):
    """Show sections; nothing in it is changed by hand."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show other sections."""
        inside = QWidget()
        flow = FlowLayout(round(unit(self) * 0.6), from_top=True)
        for place, section in enumerate(sections):
            flow.addWidget(_card(section, f"{self.objectName()}_{place}"))
        inside.setLayout(flow)
        self.setWidget(inside)


def _card(section: Section, name: str) -> QFrame:
    frame = QFrame()
    frame.setObjectName(name)
    frame.setProperty("role", "card")
    em = unit(frame)
    grid = QGridLayout(frame)
    grid.setContentsMargins(em, round(em * 0.6), em, round(em * 0.6))
    grid.setHorizontalSpacing(round(em * 1.2))
    grid.setVerticalSpacing(round(em * 0.25))
    for column, title in enumerate(section.titles):
        grid.addWidget(_cell(title, column, "muted"), 0, column)
    for row, cells in enumerate(section.rows, start=1):
        for column, text in enumerate(cells):
            grid.addWidget(_cell(text, column, ""), row, column)
    return frame


def _cell(text: str, column: int, role: str) -> QLabel:
    made = one_line(text, role)
    if column:
        made.setAlignment(_AT_RIGHT)
    elif len(text) > _LONG:
        made.setMinimumWidth(unit(made) * _LONG)
        made.setWordWrap(True)
    return made
