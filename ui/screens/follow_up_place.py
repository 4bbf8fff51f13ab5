"""随访 as one place: the list of who is due, the form of one of them, and what was written on paper."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from core.clinic import Clinic
from core.dates import CHINA
from core.errors import Stop
from core.followup.care import Cared
from core.services.follow_up_sheet import follow_ups_on_sheet
from core.services.record_follow_up import FollowUpSeat, SavedFollowUp
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.follow_up import FollowUpSheet
from ui.screens.follow_up_form import FollowUpFormScreen
from ui.screens.follow_up_list import FollowUpListScreen
from ui.screens.sheets import SheetScreen
from ui.tasks import Lane
from ui.wording import follow_up as words
from ui.wording.sums import made_said

_FORM = "follow_up_sheet"


def _on_sheet(clinic: Clinic, cared: Cared) -> FollowUpSheet:
    made = made_said(clinic.staff.name, f"{clinic.clock.now().astimezone(CHINA):%Y-%m-%d %H:%M}")
    return FollowUpSheet(clinic.place, follow_ups_on_sheet(clinic, cared), made)


class FollowUpPlace(QStackedWidget):
    """Walk from the list to a form and back.

    Signals: `something_kept` when an event was written; `news_told(sentence)` for the toast.
    """

    something_kept = Signal()
    news_told = Signal(str)

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        super().__init__()
        self._desk = desk
        self._store = store
        self.setObjectName("follow_up_place")
        self.list = FollowUpListScreen(desk, store)
        self.form = FollowUpFormScreen(desk, store)
        self.addWidget(self.list)
        self.addWidget(self.form)
        self.paper = SheetScreen(desk, store, preferences, _FORM)
        self.addWidget(self.paper)
        self.list.sheet_asked.connect(self._to_paper)
        self.paper.left.connect(self._to_list)
        self.list.form_opened.connect(self._opened)
        self.list.care_changed.connect(self.something_kept)
        self.form.follow_up_saved.connect(self._saved)
        self.form.left.connect(self._left)

    def show_place(self) -> None:
        """Come back to where the form is, or to the list."""
        if self.currentWidget() is self.form:
            self.form.take_focus()
        else:
            self._to_list()

    def keep_draft(self) -> None:
        """Put an open form on the disk now."""
        self.form.keep_draft()

    @Slot(object)
    def _opened(self, seat: FollowUpSeat) -> None:
        self.setCurrentWidget(self.form)
        self.form.show_seat(seat)

    @Slot(object)
    def _saved(self, saved: SavedFollowUp) -> None:
        self._to_list()
        self.news_told.emit(words.CORRECTED if saved.corrects else words.SAVED)
        self.something_kept.emit()

    @Slot(object)
    def _to_paper(self, cared: Cared) -> None:
        self._store.run(partial(_on_sheet, self._desk.clinic, cared), self._on_paper, self._not_on_paper)

    @Slot(object)
    def _on_paper(self, sheet: FollowUpSheet) -> None:
        last = sheet.told.follow_ups[-1]
        self.setCurrentWidget(self.paper)
        facts = {"form": _FORM, "disease": last.disease, "day": last.on.isoformat()}
        self.paper.show_form(sheet, facts, last.patient.person_id)

    @Slot(object)
    def _not_on_paper(self, stop: Stop) -> None:
        self.list.say(stop)

    @Slot()
    def _left(self) -> None:
        self.news_told.emit(words.DRAFT_KEPT)
        self._to_list()

    @Slot()
    def _to_list(self) -> None:
        self.setCurrentWidget(self.list)
        self.list.show_page()
