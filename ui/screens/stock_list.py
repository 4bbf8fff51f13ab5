"""库存清单: what lies on the shelf, what runs out and expires, and the documents it all comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton, QVBoxLayout, QWidget

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal, Stop
from core.roles import Right
from core.services.export_list import WriteSheet
from core.services.move_stock import cancel_move
from core.stock.book import MoveState, OnShelf, StockCounts, StockDay, StockView
from core.stock.move import MoveKind
from ui import theme
from ui.desk import OpenDesk
from ui.models.paged_table import Asked, PagedTable
from ui.tasks import Lane
from ui.widgets.flow import Flow
from ui.widgets.labels import button, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.reason_strip import ReasonStrip, ReasonWords
from ui.widgets.tables import WideTable
from ui.wording import stock as words
from ui.wording.prices import BUTTON as PRICES
from ui.wording.visits import yuan

_LETTERS = (6.4, 4.6, 3.0, 4.0, 5.4, 3.2, 3.4)
_MOVE_LETTERS = (3.0, 4.6, 4.4, 4.4, 7.0, 4.6)
_EXPIRES, _THERE = 4, 2
_CANCEL = ReasonWords("stock_cancel", words.CANCEL, words.CANCEL_REASON, words.CANCEL_HINT, words.CANCEL)
_PAGE = 500


@dataclass(frozen=True, slots=True)
class _Priced:
    one: OnShelf
    price: str


def _shelf(clinic: Clinic, view: StockView, day: StockDay, limit: int, offset: int) -> Sequence[_Priced]:
    records = clinic.records
    return [
        _Priced(one, yuan(item.price) if (item := records.item(ItemKind.DRUG, one.held.code)) else "")
        for one in records.stock.shelf(view, day, limit, offset)
    ]


def _exported(clinic: Clinic, write: WriteSheet, file: Path) -> str:
    book, rows = clinic.records.stock, list[tuple[str, ...]]()
    day, seen = book.day(china_day(clinic.clock.now())), 0
    while page := book.shelf(StockView.ALL, day, _PAGE, seen):
        rows += [cells for one in page for cells in words.sheet_cells(one)]
        seen += len(page)
    write(file, words.SHEET, words.SHEET_TITLES, rows)
    return words.EXPORTED.format(file=file.name)


class StockListScreen(QWidget):
    """List what lies there, or the documents.

    Signals: `entry_begun(kind)`; `move_cancelled` when a document was taken back; `list_shown` when the first
    page is there; `prices_asked` for the price board.
    """

    prices_asked = Signal()
    entry_begun = Signal(str)
    move_cancelled = Signal()
    list_shown = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stock_list")
        self._desk = desk
        self._store = store
        self._view: StockView | None = StockView.ALL
        self._day = StockDay(date.min)
        self._shelf = PagedTable(words.COLUMNS, store, self)
        self._moves = PagedTable(words.MOVE_COLUMNS, store, self)
        self._shelf_table = WideTable(self._shelf, _LETTERS, (0, 1, 3))
        self._moves_table = WideTable(self._moves, _MOVE_LETTERS, (3, 4))
        name_field(self._shelf_table, words.LIST, "stock_table")
        name_field(self._moves_table, words.MOVES_LIST, "stock_moves_table")
        self._counts = one_line("", "muted", "stock_counts")
        self._empty = label("", "muted", "stock_empty")
        self._detail = label("", "", "stock_detail")
        self._problem = message("stock_list_problem")
        self._cancel = ReasonStrip(_CANCEL)
        self._export = button(words.EXPORT, "stock_export")
        self._prices = button(PRICES, "stock_prices")
        self._openers = {kind: button(words.OPENERS[kind], f"stock_{kind.value}") for kind in MoveKind}
        self._views = QButtonGroup(self)
        self._lay_out()
        self._connect()

    def show_page(self) -> None:
        """Load the list afresh."""
        say(self._problem, "")
        self._load()
        self._table().setFocus()

    @Slot(object)
    def say(self, stop: Stop) -> None:
        """Say why something that was asked for here was not done."""
        say_stop(self._problem, stop)

    def export_to(self, file: Path) -> None:
        """Write the whole shelf into a sheet that can be filled in and read back as a count."""
        job = partial(_exported, self._desk.clinic, self._desk.write_sheet, file)
        self._store.run(job, self._was_exported, self._failed)

    def _table(self) -> WideTable:
        return self._shelf_table if self._view else self._moves_table

    def _load(self) -> None:
        clinic = self._desk.clinic
        self._cancel.close_again()
        self._cancel.offer(self._view is None and clinic.staff.may(Right.CORRECT))
        self._export.setVisible(self._view is not None)
        self._shelf_table.setVisible(self._view is not None)
        self._moves_table.setVisible(self._view is None)
        self._store.run(self._know_day, self._day_known, self._failed)

    def _know_day(self) -> tuple[StockDay, StockCounts]:
        clinic = self._desk.clinic
        book = clinic.records.stock
        day = book.day(china_day(clinic.clock.now()))
        return day, book.counts(day)

    @Slot(object)
    def _day_known(self, known: tuple[StockDay, StockCounts]) -> None:
        self._day, counts = known
        self._counts.setText(words.counts_said(counts))
        today, clinic = self._day.on, self._desk.clinic
        if self._view is None:
            cells = partial(words.move_cells, today=today)
            self._moves.show(Asked(clinic.records.stock.moves, cells, _move_colour))
            return
        fetch = partial(_shelf, clinic, self._view, self._day)
        self._shelf.show(Asked(fetch, lambda row: words.shelf_cells(row.one, row.price, today), self._colour))

    def _colour(self, row: _Priced, column: int) -> str:
        held = row.one.held
        if column == _THERE and held.quantity <= 0:
            return theme.BAD
        if column != _EXPIRES or held.expires is None or held.expires > self._day.expiring_by:
            return ""
        return theme.BAD if held.expires < self._day.on else theme.WARN

    @Slot()
    def _loaded(self) -> None:
        table = self._table()
        found = table.model().rowCount() > 0
        self._empty.setText(words.EMPTY[self._view] if self._view else words.NO_MOVES)
        self._empty.setVisible(not found)
        table.setVisible(found)
        self._detail.setVisible(found)
        self._cancel.opener.setEnabled(found)
        if found and not table.currentIndex().isValid():
            table.selectRow(0)
        self._show_detail()
        self.list_shown.emit()

    def _chosen(self) -> Any:
        table, model = self._table(), self._shelf if self._view else self._moves
        row = table.currentIndex().row()
        return model.row(row) if 0 <= row < model.rowCount() else None

    @Slot()
    def _show_detail(self) -> None:
        chosen = self._chosen()
        said = ""
        if isinstance(chosen, MoveState):
            said = words.move_detail(chosen)
        elif chosen is not None:
            said = words.shelf_detail(chosen.one, self._day)
        self._detail.setText(said)

    @Slot()
    def _view_chosen(self) -> None:
        sender = self.sender()
        told = str(sender.property("view")) if sender else ""
        self._view = StockView(told) if told else None
        self.show_page()

    @Slot()
    def _begin(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.entry_begun.emit(str(sender.property("kind")))

    @Slot(str)
    def _cancel_asked(self, reason: str) -> None:
        chosen = self._chosen()
        if isinstance(chosen, MoveState):
            job = partial(cancel_move, self._desk.clinic, chosen, reason)
            self._store.run(job, self._was_cancelled, self._failed)

    @Slot(object)
    def _was_cancelled(self, _nothing: object) -> None:
        self.show_page()
        self.move_cancelled.emit()

    @Slot()
    def _export_asked(self) -> None:
        name = words.FILE_NAME.format(day=self._day.on.isoformat())
        chosen, _ = QFileDialog.getSaveFileName(self, words.WHERE, name, words.FILES)
        if chosen:
            self.export_to(Path(chosen))

    @Slot(object)
    def _was_exported(self, said: str) -> None:
        say(self._problem, said, "good")

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)
        if isinstance(stop, Refusal):
            self._cancel.reason.setFocus()

    def _connect(self) -> None:
        for model in (self._shelf, self._moves):
            model.page_loaded.connect(self._loaded)
            model.load_failed.connect(self._failed)
        for table in (self._shelf_table, self._moves_table):
            table.selectionModel().currentRowChanged.connect(self._show_detail)
        self._export.clicked.connect(self._export_asked)
        self._cancel.reason_given.connect(self._cancel_asked)
        for kind, made in self._openers.items():
            made.setProperty("kind", kind.value)
            made.clicked.connect(self._begin)
        for key, kind in ((Qt.Key.Key_F7, MoveKind.RECEIPT), (Qt.Key.Key_F8, MoveKind.COUNT)):
            QShortcut(key, self).activated.connect(self._openers[kind].click)
        self._prices.clicked.connect(self.prices_asked)
        QShortcut("Ctrl+P", self).activated.connect(self.prices_asked)
        QShortcut(Qt.Key.Key_Escape, self).activated.connect(self.show_page)

    def _lay_out(self) -> None:
        em = unit(self)
        head = Flow(round(em * 0.5))
        head.add(one_line(words.TITLE, "title"))
        for view in (*StockView, None):
            head.add(self._view_button(view))
        for one in (
            *self._openers.values(),
            *(self._prices, self._export, self._cancel.opener, self._counts),
        ):
            head.add(one)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addWidget(head)
        for widget in (self._problem, self._empty):
            outer.addWidget(widget)
        outer.addWidget(self._shelf_table, 1)
        outer.addWidget(self._moves_table, 1)
        outer.addWidget(self._detail)
        outer.addWidget(self._cancel)
        outer.addStretch()

    def _view_button(self, view: StockView | None) -> QPushButton:
        word, name = (words.VIEWS[view], view.value) if view else (words.MOVES, "moves")
        made = button(word, f"stock_view_{name}", "day")
        made.setCheckable(True)
        made.setChecked(view is self._view)
        made.setProperty("view", view.value if view else "")
        made.clicked.connect(self._view_chosen)
        self._views.addButton(made)
        return made


def _move_colour(state: MoveState, _column: int) -> str:
    return theme.MUTED if state.cancelled else ""
