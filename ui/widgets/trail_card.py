"""The audit trail in the settings: read on purpose, by managers."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.errors import Stop
from core.roles import Right
from ui.desk import OpenDesk
from ui.models.trail_table import TrailTable
from ui.tasks import Lane
from ui.widgets.labels import button, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.tables import WideTable
from ui.wording import audit as words

_LETTERS = (9.5, 3.6, 6.2, 5.6, 5.2)
_DEED_COLUMN, _WHY_COLUMN = 2, 3
_ROWS = 8


class TrailCard(QFrame):
    """Offer the trail; whoever may not read it is told who may."""

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_trail")
        self.setProperty("role", "card")
        self._desk = desk
        self._lines = TrailTable(store, self)
        self._table = WideTable(self._lines, _LETTERS, (_DEED_COLUMN, _WHY_COLUMN))
        name_field(self._table, words.TITLE, "trail_table")
        self._table.keep_rows(_ROWS)
        self._detail = label("", "", "trail_detail")
        self._why_not = label(words.FOR_MANAGERS, "muted", "trail_why_not")
        self._problem = message("trail_problem")
        self._read = button(words.READ, "trail_read")
        em = unit(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(em, round(em * 0.7), em, round(em * 0.7))
        column.setSpacing(round(em * 0.4))
        column.addWidget(one_line(words.TITLE, "heading"))
        for widget in (self._why_not, self._problem, self._read, self._table, self._detail):
            column.addWidget(widget)
        self._read.clicked.connect(self._asked)
        self._table.selectionModel().currentRowChanged.connect(self._show_detail)
        self._lines.page_loaded.connect(self._shown)
        self._lines.load_failed.connect(self._failed)

    def show_rights(self) -> None:
        """Begin anew: nothing is shown before it is asked for."""
        may = self._desk.clinic.staff.may(Right.READ_TRAIL)
        self._lines.forget()
        self._table.hide()
        self._show_detail()
        self._read.setVisible(may)
        self._why_not.setVisible(not may)
        say(self._problem, "")

    @Slot()
    def _asked(self) -> None:
        self._lines.read(self._desk.clinic)

    @Slot()
    def _shown(self) -> None:
        say(self._problem, "")
        self._table.show()

    @Slot()
    def _show_detail(self) -> None:
        """Say under the list what does not fit into the chosen row."""
        row = self._table.currentIndex().row()
        self._detail.setText(words.trail_detail(self._lines.cells(row)) if row >= 0 else "")
        self._detail.setVisible(row >= 0)

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)
