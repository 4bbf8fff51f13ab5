"""The head of a screen that shows a day or a month: its name, before and after, paper, the way back."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.flow import FlowLayout
from ui.widgets.labels import button, one_line, unit
from ui.wording import sums as words


class PeriodHead(QWidget):
    """Go from one span of days to another, and from there to its papers; each button has its key.

    Signals: `moved(int)` by so many; `paper_wanted`; `log_wanted`; `left`.
    """

    moved = Signal(int)
    paper_wanted = Signal()
    log_wanted = Signal()
    left = Signal()

    def __init__(self, name: str, earlier: str, later: str) -> None:
        super().__init__()
        self._title = one_line("", "title", f"{name}_title")
        self.earlier, self.later = (
            button(earlier, f"{name}_earlier", "day"),
            button(later, f"{name}_later", "day"),
        )
        self.print = button(words.PRINT, f"{name}_print")
        self.log = button(words.LOG, f"{name}_log")
        self.back = button(words.BACK, f"{name}_back")
        self._keys = (
            (self.earlier, "PgUp", partial(self.moved.emit, -1)),
            (self.later, "PgDown", partial(self.moved.emit, 1)),
            (self.print, "Ctrl+P", self.paper_wanted.emit),
            (self.log, "F6", self._want_log),
            (self.back, "Esc", self.left.emit),
        )

    def lay_out(self, screen: QWidget, before: Sequence[QPushButton], after: Sequence[QPushButton]) -> None:
        """Put the buttons in a row, with those of the screen before print and behind log."""
        row = FlowLayout(round(unit(self) * 0.5))
        self.setLayout(row)
        row.addWidget(self._title)
        mine = (self.earlier, self.later, *before, self.print, self.log, *after, self.back)
        for made in mine:
            row.addWidget(made)
        for made, keys, slot in self._keys:
            made.clicked.connect(slot)
            QShortcut(keys, screen).activated.connect(slot)

    def show_period(self, said: str, has_later: bool, has_visits: bool) -> None:
        """Name another span."""
        self._title.setText(said)
        self.later.setEnabled(has_later)
        self.log.setEnabled(has_visits)

    @Slot()
    def _want_log(self) -> None:
        if self.log.isEnabled():
            self.log_wanted.emit()
