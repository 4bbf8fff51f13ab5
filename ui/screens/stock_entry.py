"""入库单, 盘点单: a document of stock being written, line by line by hand or out of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal, Stop
from core.roles import Right
from core.services.move_stock import draft_key, preview_sheet, record_move
from core.stock.book import MoveState
from core.stock.entry import Preview, PreviewLine, ReadStockSheet, StockEntry, TypedLine
from core.stock.move import MoveKind, StockLine
from ui.application import ENTER_ACTS
from ui.desk import OpenDesk
from ui.models.stock_lines import StockLines
from ui.tasks import Lane
from ui.typed import read_onset
from ui.widgets.flow import Flow
from ui.widgets.labels import button, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.stock_line_fields import StockLineFields
from ui.widgets.stock_paper_fields import StockPaperFields
from ui.widgets.tables import WideTable
from ui.wording import stock as words

_LETTERS = (6.4, 4.6, 4.0, 5.4, 3.4, 2.8, 6.0)


@dataclass(frozen=True, slots=True)
class _FileRead:
    preview: Preview


def _read(clinic: Clinic, read: ReadStockSheet, file: Path, kind: MoveKind, on: date) -> _FileRead:
    return _FileRead(preview_sheet(clinic, kind, on, read(file)))


class StockEntryScreen(QWidget):
    """Write a document.

    Signals: `move_saved(MoveState)` when it is on the disk; `left` when it was put aside; `entry_ready` when
    a draft, if any, has been taken up; `file_read` when the rows of a file stand there.
    """

    move_saved = Signal(object)
    left = Signal()
    entry_ready = Signal()
    file_read = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stock_entry")
        self._desk = desk
        self._store = store
        self._kind = MoveKind.RECEIPT
        self._touched = False
        self._title = one_line("", "title", "stock_entry_title")
        self._problem = message("stock_problem")
        self._note = label("", "muted", "stock_note")
        self._paper = StockPaperFields()
        self._line = StockLineFields(desk, store)
        self._lines = StockLines(self)
        self._table = WideTable(self._lines, _LETTERS, (0, 1, 6))
        self._table.keep_rows(3)
        name_field(self._table, words.LINES, "stock_lines_table")
        self._file = button(words.FROM_FILE, "stock_from_file")
        self._remove = button(words.REMOVE, "stock_remove")
        self._save = button(words.SAVE, "stock_save", "primary")
        self._leave = button(words.LEAVE, "stock_leave")
        self._lay_out()
        self._connect()

    def begin(self, kind: MoveKind) -> None:
        """Begin a document, or take up the one that lies here."""
        self._kind, self._touched = kind, False
        self._title.setText(words.KINDS[kind])
        self._note.setText(words.COUNT_IS_WHOLE)
        self._note.setVisible(kind is MoveKind.COUNT)
        may_record = self._desk.clinic.staff.may(Right.RECORD)
        say(self._problem, "" if may_record else words.DOCTOR_SAVES, "warning")
        self._show(StockEntry(kind, china_day(self._desk.clinic.clock.now()), ()))
        self._set_saving(False)
        self._store.run(partial(self._desk.clinic.drafts.draft, draft_key(kind)), self._draft, self._failed)

    def take_focus(self) -> None:
        """Put the cursor where the document goes on."""
        if (last := self.focusWidget()) is not None:
            last.setFocus()

    @Slot()
    def keep_draft(self) -> None:
        """Put what is written on the disk now, if anything was."""
        if not self._touched or not self._save.isEnabled():
            return
        try:
            content: Mapping[str, Any] = self._entry().to_plain()
        except Refusal:  # a day that cannot be read is typed anew
            content = self._entry_of(china_day(self._desk.clinic.clock.now())).to_plain()
        kept = {**content, "kept_at": self._desk.clinic.clock.now().isoformat()}
        job = partial(self._desk.clinic.drafts.keep_draft, draft_key(self._kind), kept)
        self._store.run(job, self._kept, self._failed)

    def read_file(self, file: Path) -> None:
        """Put the rows of a file there."""
        try:
            on = self._on()
        except Refusal as refusal:
            self._failed(refusal)
            return
        self._set_saving(True)
        job = partial(_read, self._desk.clinic, self._desk.read_stock_sheet, file, self._kind, on)
        self._store.run(job, self._was_read, self._failed)

    def _show(self, entry: StockEntry) -> None:
        self._paper.show_entry(entry)
        self._line.begin(self._kind, entry.lines)
        self._lines.show_lines([_by_hand(line) for line in entry.lines])
        self._line.start()

    def _on(self) -> date:
        today = china_day(self._desk.clinic.clock.now())
        try:
            return read_onset(self._paper.day.text(), today) or today
        except Refusal as refusal:
            raise Refusal("stock_day_not_readable") from refusal

    def _entry(self) -> StockEntry:
        return self._entry_of(self._on())

    def _entry_of(self, on: date) -> StockEntry:
        return StockEntry(self._kind, on, self._lines.good(), *self._paper.words())

    @Slot(object)
    def _draft(self, content: Mapping[str, Any] | None) -> None:
        if content:
            self._show(StockEntry.from_plain(content))
            say(self._problem, words.DRAFT_TAKEN_UP, "good")
            self._touched = True
        self.entry_ready.emit()

    @Slot(object)
    def _add(self, line: StockLine) -> None:
        self._change([*self._lines.lines(), _by_hand(line)])
        self._table.selectRow(self._lines.rowCount() - 1)

    @Slot()
    def _remove_chosen(self) -> None:
        row = self._table.currentIndex().row()
        if 0 <= row < self._lines.rowCount():
            left = [one for place, one in enumerate(self._lines.lines()) if place != row]
            self._change(left)
            if left:
                self._table.selectRow(min(row, len(left) - 1))

    def _change(self, lines: list[PreviewLine]) -> None:
        self._touched = True
        say(self._problem, "")
        self._lines.show_lines(lines)
        self._line.written(self._lines.good())
        self.keep_draft()

    @Slot()
    def _file_asked(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, words.OPEN_FILE, "", words.OPEN_FILES)
        if chosen:
            self.read_file(Path(chosen))

    @Slot(object)
    def _was_read(self, read: _FileRead) -> None:
        preview = read.preview
        self._set_saving(False)
        self._paper.fill_up(preview.document, preview.partner)
        self._change([*self._lines.lines(), *preview.lines])
        said = words.read_said(len(preview.good), len(preview.bad), preview.unknown_titles)
        say(self._problem, said, "warning" if preview.bad else "good")
        self.file_read.emit()

    @Slot()
    def _save_now(self) -> None:
        if not self._save.isEnabled():
            return
        if self._line.half_typed:
            self._line.add()
            return
        try:
            entry = self._entry()
        except Refusal as refusal:
            self._failed(refusal)
            return
        self._set_saving(True)
        self._store.run(partial(record_move, self._desk.clinic, entry), self._saved, self._failed)

    @Slot(object)
    def _saved(self, state: MoveState) -> None:
        self._touched = False
        self._set_saving(False)
        self.move_saved.emit(state)

    @Slot()
    def _put_aside(self) -> None:
        self.keep_draft()
        self.left.emit()

    @Slot()
    def _edited(self) -> None:
        self._touched = True

    @Slot(object)
    def _kept(self, _nothing: object) -> None:
        """Nothing more to do."""

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._set_saving(False)
        say_stop(self._problem, stop)

    def _set_saving(self, saving: bool) -> None:
        self._save.setEnabled(not saving and self._desk.clinic.staff.may(Right.RECORD))
        self._file.setEnabled(not saving)

    def _connect(self) -> None:
        self._line.line_ready.connect(self._add)
        self._line.refused.connect(self._failed)
        self._line.finished.connect(self._save.setFocus)
        self._paper.edited.connect(self._edited)
        self._file.clicked.connect(self._file_asked)
        self._remove.clicked.connect(self._remove_chosen)
        self._save.clicked.connect(self._save_now)
        self._leave.clicked.connect(self._put_aside)
        self._save.setProperty(ENTER_ACTS, True)
        for key, slot in (
            (Qt.Key.Key_F9, self._save_now),
            (Qt.Key.Key_F4, self._file_asked),
            (Qt.Key.Key_Escape, self._put_aside),
        ):
            QShortcut(key, self).activated.connect(slot)
        removing = QShortcut(Qt.Key.Key_Delete, self._table)
        removing.setContext(Qt.ShortcutContext.WidgetShortcut)
        removing.activated.connect(self._remove_chosen)

    def _lay_out(self) -> None:
        em = unit(self)
        head = Flow(round(em * 0.5))
        for one in (self._title, self._save, self._leave, self._file, self._remove):
            head.add(one)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addWidget(head)
        for widget in (self._problem, self._note, self._paper, self._line):
            outer.addWidget(widget)
        outer.addWidget(self._table, 1)


def _by_hand(line: StockLine) -> PreviewLine:
    typed = TypedLine(0, line.code, line.name, line.specification, line.batch, "", str(line.quantity))
    return PreviewLine(typed, line)
