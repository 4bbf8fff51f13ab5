"""就诊记录 as one place: the list, the day's close, the month's statement, and their paper."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.clinic import Clinic
from core.dates import CHINA, china_day
from core.errors import Stop
from core.roles import Right
from core.services.outpatient_log import outpatient_log
from core.services.state_month import DaySheet, MonthSheet
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.log import OutpatientLog
from ui.printing.sums import DayClose, MonthStatement
from ui.screens.day_close import DayCloseScreen
from ui.screens.month import FORM as MONTH_FORM
from ui.screens.month import MonthScreen
from ui.screens.sheets import SheetScreen
from ui.screens.visits import VisitsScreen
from ui.tasks import Lane
from ui.wording import sums as words
from ui.wording.reasons import sentence_for

_DAY_FORM = "day_close"
_LOG_FORM = "outpatient_log"


def _logged(clinic: Clinic, days: tuple[date, date], made: str) -> OutpatientLog:
    lines = outpatient_log(clinic, *days)
    return OutpatientLog(clinic.place, days, lines, clinic.staff.may(Right.SEE_NUMBERS), made)


class VisitsPlace(QStackedWidget):
    """Walk from the list to the day, the month or a sheet, and back.

    Signals: `day_closed` when an event was written; `news_told(sentence)` for the toast.
    """

    day_closed = Signal()
    news_told = Signal(str)

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("visits_place")
        self._desk = desk
        self._store = store
        self.list = VisitsScreen(desk, store)
        self.day = DayCloseScreen(desk, store)
        self.month = MonthScreen(desk, store)
        self.paper = SheetScreen(desk, store, preferences)
        self._asked_from: QWidget = self.list
        for screen in (self.list, self.day, self.month, self.paper):
            self.addWidget(screen)
        self.list.day_asked.connect(self._to_day)
        self.list.month_asked.connect(self._to_month)
        self.day.day_closed.connect(self._closed)
        self.day.paper_asked.connect(self._day_on_paper)
        self.month.paper_asked.connect(self._month_on_paper)
        for screen in (self.day, self.month):
            screen.left.connect(self.show_place)
            screen.log_asked.connect(self._log_on_paper)
        self.paper.left.connect(self._from_paper)

    @Slot()
    def show_place(self) -> None:
        """Show the list, fresh."""
        self.setCurrentWidget(self.list)
        self.list.show_page()

    def refresh(self) -> None:
        """Load again what is being looked at, where the township may have said something about it."""
        self.list.refresh()
        if self.day.isVisible():
            self.day.refresh()

    def _today(self) -> date:
        return china_day(self._desk.clinic.clock.now())

    @Slot()
    def _to_day(self) -> None:
        self.setCurrentWidget(self.day)
        self.day.show_day(self._today())

    @Slot()
    def _to_month(self) -> None:
        self.setCurrentWidget(self.month)
        self.month.show_month(self._today())

    @Slot(str)
    def _closed(self, sentence: str) -> None:
        self.news_told.emit(sentence)
        self.day_closed.emit()

    def _made(self) -> tuple[str, str]:
        clinic = self._desk.clinic
        return clinic.staff.name, f"{clinic.clock.now().astimezone(CHINA):%Y-%m-%d %H:%M}"

    @Slot(object)
    def _day_on_paper(self, sheet: DaySheet) -> None:
        form = DayClose(self._desk.clinic.place, sheet, *self._made())
        self._show_paper(form, {"form": _DAY_FORM, "day": sheet.day.isoformat()})

    @Slot(object)
    def _month_on_paper(self, sheet: MonthSheet) -> None:
        form = MonthStatement(self._desk.clinic.place, sheet, *self._made())
        self._show_paper(form, {"form": MONTH_FORM, "month": sheet.sums.month})

    @Slot(object, object)
    def _log_on_paper(self, first: date, last: date) -> None:
        made = words.made_said(*self._made())
        job = partial(_logged, self._desk.clinic, (first, last), made)
        self._store.run(job, self._log_known, self._failed)

    @Slot(object)
    def _log_known(self, log: OutpatientLog) -> None:
        first, last = (day.isoformat() for day in log.days)
        self._show_paper(log, {"form": _LOG_FORM, "first": first, "last": last})

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self.news_told.emit(sentence_for(stop))

    def _show_paper(self, form: DayClose | MonthStatement | OutpatientLog, facts: dict[str, str]) -> None:
        self._asked_from = self.currentWidget()
        self.setCurrentWidget(self.paper)
        self.paper.show_form(form, facts)

    @Slot()
    def _from_paper(self) -> None:
        self.setCurrentWidget(self._asked_from)
