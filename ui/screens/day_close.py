"""日结: what a day came to, said and signed off; a day that grew since is simply closed again."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.dates import china_day
from core.errors import Stop
from core.roles import Right
from core.services.close_day import DayClosed, close_day
from core.services.state_month import DaySheet, day_sheet
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.labels import button, label, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.period_head import PeriodHead
from ui.widgets.sums_board import SumsBoard
from ui.wording import sums as words


class DayCloseScreen(QWidget):
    """Show a day's sums and close it.

    Signals: `left`; `day_closed(sentence)`; `paper_asked(DaySheet)`; `log_asked(date, date)`.
    """

    left = Signal()
    day_closed = Signal(str)
    paper_asked = Signal(object)
    log_asked = Signal(object, object)

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__()
        self.setObjectName("day_screen")
        self._desk = desk
        self._store = store
        self._day = date.min
        self._sheet: DaySheet | None = None
        self._head = PeriodHead("day", words.EARLIER_DAY, words.LATER_DAY)
        self._standing = label("", "muted", "day_standing")
        self._total = label("", "heading", "day_total")
        self._cash = label("", "heading", "day_cash")
        self._problem = message("day_problem")
        self._board = SumsBoard("day_sums")
        self._close = button(words.CLOSE, "day_close", "primary")
        self._lay_out()
        self._close.clicked.connect(self._close_day)
        QShortcut("F9", self).activated.connect(self._close_day)
        self._head.moved.connect(self._go)
        self._head.paper_wanted.connect(self._ask_paper)
        self._head.log_wanted.connect(self._ask_log)
        self._head.left.connect(self.left)

    def show_day(self, day: date) -> None:
        """Show a day as it stands now."""
        self._day = day
        job = partial(day_sheet, self._desk.clinic, day)
        self._store.run(job, self._counted, self._failed)

    def refresh(self) -> None:
        """Count again."""
        self.show_day(self._day)

    def _today(self) -> date:
        return china_day(self._desk.clinic.clock.now())

    @Slot(int)
    def _go(self, days: int) -> None:
        self.show_day(min(self._day + timedelta(days=days), self._today()))

    @Slot(object)
    def _counted(self, sheet: DaySheet) -> None:
        if sheet.day != self._day:
            return
        self._sheet = sheet
        say(self._problem, "")
        has_visits = bool(sheet.sums.visits)
        self._head.show_period(words.day_named(sheet.day), sheet.day < self._today(), has_visits)
        said, role = words.standing_said(sheet)
        say(self._standing, said, role)
        self._total.setText(words.total_said(sheet.sums) if has_visits else words.NOTHING)
        self._cash.setText(words.cash_said(sheet.sums))
        self._cash.setVisible(has_visits)
        self._board.show_sections(words.of_day(sheet))
        self._close.setVisible(not sheet.closed and self._desk.clinic.staff.may(Right.RECORD))
        (self._head.back if sheet.closed else self._close).setFocus()

    @Slot()
    def _close_day(self) -> None:
        if self._close.isVisible():
            self._close.setEnabled(False)
            job = partial(close_day, self._desk.clinic, self._day)
            self._store.run(job, self._closed, self._failed)

    @Slot(object)
    def _closed(self, closed: DayClosed) -> None:
        self._close.setEnabled(True)
        self.day_closed.emit(words.closed_said(closed))
        self.refresh()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._close.setEnabled(True)
        say_stop(self._problem, stop)

    @Slot()
    def _ask_paper(self) -> None:
        if self._sheet is not None:
            self.paper_asked.emit(self._sheet)

    @Slot()
    def _ask_log(self) -> None:
        self.log_asked.emit(self._day, self._day)

    def _lay_out(self) -> None:
        em = unit(self)
        self._head.lay_out(self, (self._close,), ())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addWidget(self._head)
        for place in (self._problem, self._standing, self._total, self._cash):
            outer.addWidget(place)
        outer.addWidget(self._board, 1)
