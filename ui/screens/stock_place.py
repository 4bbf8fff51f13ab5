"""药品库存 as one place: what lies on the shelf, a document being written, and the price board."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from core.clinic import Clinic
from core.dates import CHINA
from core.services.price_board import price_board
from core.stock.book import MoveState
from core.stock.move import MoveKind
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.prices import PriceSheet
from ui.screens.sheets import SheetScreen
from ui.screens.stock_entry import StockEntryScreen
from ui.screens.stock_list import StockListScreen
from ui.tasks import Lane
from ui.wording import stock as words
from ui.wording.sums import made_said

_FORM = "price_board"


def _posted(clinic: Clinic) -> PriceSheet:
    made = made_said(clinic.staff.name, f"{clinic.clock.now().astimezone(CHINA):%Y-%m-%d %H:%M}")
    return PriceSheet(clinic.place, price_board(clinic), made)


class StockPlace(QStackedWidget):
    """Walk from the list to a document and back.

    Signals: `something_kept` when an event was written; `news_told(sentence)` for the toast.
    """

    something_kept = Signal()
    news_told = Signal(str)

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("stock_place")
        self._desk = desk
        self._store = store
        self.list = StockListScreen(desk, store)
        self.entry = StockEntryScreen(desk, store)
        self.addWidget(self.list)
        self.addWidget(self.entry)
        self.paper = SheetScreen(desk, store, preferences, _FORM)
        self.addWidget(self.paper)
        self.list.prices_asked.connect(self._post)
        self.paper.left.connect(self._to_list)
        self.list.entry_begun.connect(self._begin)
        self.list.move_cancelled.connect(self._cancelled)
        self.entry.move_saved.connect(self._saved)
        self.entry.left.connect(self._left)

    def show_place(self) -> None:
        """Come back to where the document is, or to the list."""
        if self.currentWidget() is self.entry:
            self.entry.take_focus()
        else:
            self._to_list()

    def keep_draft(self) -> None:
        """Put an open document on the disk now."""
        self.entry.keep_draft()

    @Slot(str)
    def _begin(self, kind: str) -> None:
        self.setCurrentWidget(self.entry)
        self.entry.begin(MoveKind(kind))

    @Slot(object)
    def _saved(self, state: MoveState) -> None:
        self._to_list()
        self.news_told.emit(words.saved_said(state.move.kind, len(state.move.lines)))
        self.something_kept.emit()

    @Slot()
    def _cancelled(self) -> None:
        self.news_told.emit(words.CANCELLED)
        self.something_kept.emit()

    @Slot()
    def _left(self) -> None:
        self.news_told.emit(words.DRAFT_KEPT)
        self._to_list()

    @Slot()
    def _post(self) -> None:
        self._store.run(partial(_posted, self._desk.clinic), self._to_paper, self.list.say)

    @Slot(object)
    def _to_paper(self, sheet: PriceSheet) -> None:
        self.setCurrentWidget(self.paper)
        facts = {"form": _FORM, "version": sheet.board.version}
        self.paper.show_form(sheet, facts)

    @Slot()
    def _to_list(self) -> None:
        self.setCurrentWidget(self.list)
        self.list.show_page()
