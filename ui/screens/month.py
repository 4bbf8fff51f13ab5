"""月结算: what a month came to, estimated and settled, and every visit somebody will ask about."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.dates import china_day, end_of_month, first_of_month, month_of, read_month
from core.errors import Refusal, Stop
from core.services.export_list import ListOrder, export_list
from core.services.state_month import MonthSheet, month_sheet
from ui.desk import OpenDesk
from ui.models.text_table import TextTable
from ui.tasks import Lane
from ui.widgets.labels import button, label, name_field, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.period_head import PeriodHead
from ui.widgets.reason_strip import ReasonWords
from ui.widgets.sheet_strip import SheetJob, SheetStrip
from ui.widgets.sums_board import SumsBoard
from ui.widgets.tables import WideTable
from ui.wording import sums as words
from ui.wording import visit_list as list_words

_FIGURES = range(3, 7)
_LETTERS = (2.9, 3.2, 4.2, 3.6, 4.1, 4.1, 4.1, 4.0)
_GROWING = (7,)
FORM = "month_statement"


class MonthStrip(SheetStrip):
    """Write every visit of the month that is shown into a sheet."""

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        said = (list_words.EXPORT, list_words.REASON, list_words.REASON_HINT, list_words.EXPORT)
        super().__init__(desk, store, ReasonWords("month_export", *said))
        self._sheet: MonthSheet | None = None

    def show_sheet(self, sheet: MonthSheet) -> None:
        """Offer this month."""
        self._sheet = sheet
        self.offer_list()

    def file_name(self) -> str:
        """Name the file by the month."""
        return words.month_file(self._sheet.sums.month if self._sheet else "")

    def job(self, file: Path) -> SheetJob:
        """Write all visits of the month."""
        if self._sheet is None:
            raise Refusal("export_list_empty")
        sums, rows = self._sheet.sums, list(words.list_rows(self._sheet))
        month = read_month(sums.month)
        days = {"first": first_of_month(month).isoformat(), "last": end_of_month(month).isoformat()}
        name = words.MONTH_TITLE
        order = ListOrder(FORM, self.reason.text(), file, name, words.LIST_TITLES, rows, days)
        return partial(export_list, self._desk.clinic, order, self._desk.write_sheet)


class MonthScreen(QWidget):
    """Show a month's statement.

    Signals: `left`; `paper_asked(MonthSheet)`; `log_asked(date, date)`.
    """

    left = Signal()
    paper_asked = Signal(object)
    log_asked = Signal(object, object)

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__()
        self.setObjectName("month_screen")
        self._desk = desk
        self._store = store
        self._month = 0
        self._sheet: MonthSheet | None = None
        self._head = PeriodHead("month", words.EARLIER_MONTH, words.LATER_MONTH)
        self._total = label("", "heading", "month_total")
        self._note = label(words.BORNE_NOTE, "muted", "month_note")
        self._problem = message("month_problem")
        self._board = SumsBoard("month_sums")
        self._told = TextTable(words.LINE_TITLES, _FIGURES)
        self._table = WideTable(self._told, _LETTERS, _GROWING)
        self._detail = label("", "", "month_detail")
        name_field(self._table, words.TO_TALK_ABOUT, "month_lines")
        self.export = MonthStrip(desk, store)
        self._lines = button("", "month_one_by_one")
        self._lines.setCheckable(True)
        self._lay_out()
        self._lines.toggled.connect(self._swap)
        self._table.selectionModel().currentRowChanged.connect(self._show_reason)
        QShortcut("F9", self).activated.connect(self._lines.click)
        self.export.written.connect(self._exported)
        self.export.refused.connect(self._failed)
        self._head.moved.connect(self._go)
        self._head.paper_wanted.connect(self._ask_paper)
        self._head.log_wanted.connect(self._ask_log)
        self._head.left.connect(self.left)

    def show_month(self, day: date) -> None:
        """Show the month of a day as it stands now."""
        self._month = month_of(day)
        self._store.run(partial(month_sheet, self._desk.clinic, self._month), self._counted, self._failed)

    def _this_month(self) -> int:
        return month_of(china_day(self._desk.clinic.clock.now()))

    @Slot(int)
    def _go(self, months: int) -> None:
        self.show_month(first_of_month(min(self._month + months, self._this_month())))

    @Slot(object)
    def _counted(self, sheet: MonthSheet) -> None:
        self._sheet = sheet
        sums = sheet.sums
        say(self._problem, "")
        has_later = self._month < self._this_month()
        self._head.show_period(words.month_named(sums.month), has_later, bool(sums.visits))
        self._total.setText(words.total_said(sums) if sums.visits else words.NOTHING_THAT_MONTH)
        self._board.show_sections(words.of_month(sums))
        told = words.told_apart(sums)
        self._told.show_rows([words.line_cells(one, sheet.names.get(one.event_id, "")) for one in told])
        self._lines.setText(words.lines_button(len(told)))
        self._lines.setEnabled(bool(told))
        self._swap(self._lines.isChecked() and bool(told))
        self.export.show_sheet(sheet)
        self._head.print.setFocus()

    @Slot(bool)
    def _swap(self, one_by_one: bool) -> None:
        """Show the sums, or the visits somebody will ask about; there is not room for both."""
        self._lines.setChecked(one_by_one)
        for place in (self._board, self._note):
            place.setVisible(not one_by_one)
        for other in (self._table, self._detail):
            other.setVisible(one_by_one)
        if one_by_one:
            self._table.selectRow(0)
            self._table.setFocus()
            self._show_reason()

    @Slot()
    def _show_reason(self) -> None:
        """Say under the list what does not fit into the chosen row."""
        row = self._table.currentIndex().row()
        reason = self._told.index(row, self._told.columnCount() - 1).data() if row >= 0 else ""
        self._detail.setText(reason)

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)

    @Slot(str)
    def _exported(self, sentence: str) -> None:
        say(self._problem, sentence, "good")

    @Slot()
    def _ask_paper(self) -> None:
        if self._sheet is not None:
            self.paper_asked.emit(self._sheet)

    @Slot()
    def _ask_log(self) -> None:
        self.log_asked.emit(first_of_month(self._month), end_of_month(self._month))

    def _lay_out(self) -> None:
        em = unit(self)
        self._head.lay_out(self, (self._lines,), (self.export.opener,))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addWidget(self._head)
        for place in (self._problem, self._total, self._note):
            outer.addWidget(place)
        outer.addWidget(self._board, 1)
        outer.addWidget(self._table, 1)
        outer.addWidget(self._detail)
        outer.addWidget(self.export)
