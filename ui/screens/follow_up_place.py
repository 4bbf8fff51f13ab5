"""随访 as one place: the list of who is due, and the form of one of them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from core.services.record_follow_up import FollowUpSeat, SavedFollowUp
from ui.desk import OpenDesk
from ui.screens.follow_up_form import FollowUpFormScreen
from ui.screens.follow_up_list import FollowUpListScreen
from ui.tasks import Lane
from ui.wording import follow_up as words


class FollowUpPlace(QStackedWidget):
    """Walk from the list to a form and back.

    Signals: `something_kept` when an event was written; `news_told(sentence)` for the toast.
    """

    something_kept = Signal()
    news_told = Signal(str)

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__()
        self.setObjectName("follow_up_place")
        self.list = FollowUpListScreen(desk, store)
        self.form = FollowUpFormScreen(desk, store)
        self.addWidget(self.list)
        self.addWidget(self.form)
        self.list.form_opened.connect(self._opened)
        self.list.care_changed.connect(self.something_kept)
        self.form.follow_up_saved.connect(self._saved)
        self.form.left.connect(self._left)

    def show_place(self) -> None:
        """Come back to where the form is, or to the list."""
        if self.currentWidget() is self.list:
            self.list.show_page()
        else:
            self.form.take_focus()

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

    @Slot()
    def _left(self) -> None:
        self.news_told.emit(words.DRAFT_KEPT)
        self._to_list()

    def _to_list(self) -> None:
        self.setCurrentWidget(self.list)
        self.list.show_page()
