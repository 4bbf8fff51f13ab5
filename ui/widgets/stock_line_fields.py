"""One line of a document of stock as it is typed: a drug, its batch and expiry, how many, and its boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal, Stop
from core.identity.box import AskedKind, read_box
from core.services.move_stock import line_of
from core.stock.entry import TypedLine
from core.stock.held import Batch, Held
from core.stock.move import LONGEST_TEXT, MoveKind, StockLine
from ui.application import ENTER_ACTS
from ui.desk import OpenDesk
from ui.spacing import exactly_wide
from ui.tasks import Lane
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import Flow, pair
from ui.widgets.item_picker import ItemPicker
from ui.widgets.labels import button, caption, one_line, unit
from ui.widgets.message import mark_faulty
from ui.wording import stock as words
from ui.wording.trace_codes import scanned_said

_TO_CHOOSE = frozenset({MoveKind.COUNT, MoveKind.RETURN, MoveKind.LOSS})
"""Kinds that are about what the books have: its batches are offered one after the other."""


@dataclass(frozen=True, slots=True)
class _Known:
    item: CatalogueItem
    held: Held | None


def _known(clinic: Clinic, item: CatalogueItem) -> _Known:
    return _Known(item, clinic.records.stock.held({item.code}).get(item.code))


class StockLineFields(QWidget):
    """Type a line; Enter goes on, in the last field it adds the line.

    Signals: `line_ready(StockLine)`; `refused(Stop)`; `finished` on Enter where a drug is asked for.
    """

    line_ready = Signal(object)
    refused = Signal(object)
    finished = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._store = store
        self._kind = MoveKind.RECEIPT
        self._item: CatalogueItem | None = None
        self._held: Held | None = None
        self._written: tuple[StockLine, ...] = ()
        self._boxes: list[str] = []
        self._picker = ItemPicker(ItemKind.DRUG, desk.clinic.records, store)
        self._picker.setPlaceholderText(words.DRUG_HINT)
        self._batch, self._expires, self._quantity, self._box = (QLineEdit() for _ in range(4))
        self._chosen = one_line("", "strong", "stock_drug_chosen")
        self._there = ElidedLabel("", "muted", "stock_there")
        self._scanned = one_line("", "good", "stock_scanned")
        self._add = button(words.ADD, "stock_add")
        self._lay_out()
        self._connect()

    @property
    def half_typed(self) -> bool:
        """Tell whether a drug was picked that is not in the document yet."""
        return self._item is not None and bool(self._quantity.text().strip() or self._boxes)

    def begin(self, kind: MoveKind, lines: Sequence[StockLine]) -> None:
        """Begin a document of a kind."""
        self._kind, self._written = kind, tuple(lines)
        self._box_pair.setVisible(kind is not MoveKind.COUNT)
        self._forget()

    def written(self, lines: Sequence[StockLine]) -> None:
        """Take note of what stands in the document."""
        self._written = tuple(lines)

    def start(self) -> None:
        """Ask for a drug."""
        self._picker.setFocus()

    @Slot()
    def add(self) -> None:
        """Make the line, where it can be made."""
        if self._item is None:
            self.refused.emit(Refusal("stock_item_unknown"))
            self._picker.setFocus()
            return
        typed = TypedLine(
            0,
            self._item.code,
            self._item.name,
            self._item.specification,
            self._batch.text(),
            self._expires.text(),
            self._quantity.text(),
            " ".join(self._boxes),
        )
        job = partial(line_of, self._desk.clinic, self._kind, typed)
        self._store.run(job, self._made, self._not_made)

    @Slot(object)
    def _picked(self, item: CatalogueItem) -> None:
        self._store.run(partial(_known, self._desk.clinic, item), self._drug_known, self._not_made)

    @Slot(object)
    def _drug_known(self, known: _Known) -> None:
        self._forget()
        self._item, self._held = known.item, known.held
        self._chosen.setText(f"{known.item.name} {known.item.specification}")
        today = china_day(self._desk.clinic.clock.now())
        self._there.say(words.there_said(known.held, today))
        if self._offer_batch():
            self._quantity.setFocus()
        else:
            self._batch.setFocus()

    @Slot(object)
    def _made(self, line: StockLine) -> None:
        self.line_ready.emit(line)
        item, held = self._item, self._held
        self._forget_numbers()
        if item is None or held is None or not self._offer_batch():
            self._forget()
            self._picker.setFocus()
        else:
            self._quantity.setFocus()

    def _offer_batch(self) -> bool:
        """Put the next batch there that the books have and the document has not."""
        batch = self._next_batch()
        if batch is None:
            return False
        self._batch.setText(batch.batch)
        self._expires.setText(batch.expires.isoformat() if batch.expires else "")
        return True

    def _next_batch(self) -> Batch | None:
        if self._held is None or self._kind not in _TO_CHOOSE:
            return None
        code = self._held.code
        there = {(one.batch, one.expires) for one in self._written if one.code == code}
        return next((one for one in self._held.batches if (one.batch, one.expires) not in there), None)

    @Slot(object)
    def _not_made(self, stop: Stop) -> None:
        self.refused.emit(stop)

    @Slot()
    def _box_entered(self) -> None:
        text = self._box.text().strip()
        if not text:
            self.add()
            return
        asked = read_box(text)
        known = asked.kind is AskedKind.TRACE_CODE
        mark_faulty(self._box, not known)
        if not known:
            return
        if asked.text not in self._boxes:
            self._boxes.append(asked.text)
        self._box.clear()
        self._scanned.setText(scanned_said(len(self._boxes)))
        if self._quantity.text().strip() in ("", str(len(self._boxes) - 1)):
            self._quantity.setText(str(len(self._boxes)))

    @Slot()
    def _quantity_entered(self) -> None:
        if self._kind is MoveKind.COUNT:
            self.add()
        else:
            self._box.setFocus()

    def _forget(self) -> None:
        self._item = self._held = None
        self._chosen.setText(words.NO_DRUG)
        self._there.say("")
        self._picker.clear()
        self._forget_numbers()

    def _forget_numbers(self) -> None:
        self._boxes = []
        self._scanned.setText(scanned_said(0))
        for field in (self._batch, self._expires, self._quantity, self._box):
            field.clear()
        mark_faulty(self._box, False)

    def _connect(self) -> None:
        self._picker.item_picked.connect(self._picked)
        self._picker.passed_by.connect(self.finished)
        self._picker.failed.connect(self._not_made)
        self._add.clicked.connect(self.add)
        for field, slot in ((self._quantity, self._quantity_entered), (self._box, self._box_entered)):
            field.setProperty(ENTER_ACTS, True)
            field.returnPressed.connect(slot)

    def _lay_out(self) -> None:
        em = unit(self)
        gap = em // 2
        row = Flow(gap)
        self._expires.setPlaceholderText(words.EXPIRES_HINT)
        self._box.setPlaceholderText(words.BOXES_HINT)
        exactly_wide(self._picker, 11, em)
        row.add(pair(caption(words.DRUG, self._picker, "stock_drug"), self._picker, gap))
        fields = (
            (self._batch, words.BATCH, "stock_batch", 5),
            (self._expires, words.EXPIRES, "stock_expires", 8),
            (self._quantity, words.QUANTITY, "stock_quantity", 3),
        )
        for field, said, name, letters in fields:
            field.setMaxLength(LONGEST_TEXT)
            exactly_wide(field, letters, em)
            row.add(pair(caption(said, field, name), field, gap))
        exactly_wide(self._box, 8, em)
        self._box_pair = pair(caption(words.BOXES, self._box, "stock_box"), self._box, gap)
        for widget in (self._box_pair, self._scanned, self._add):
            row.add(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em * 0.4))
        column.addWidget(row)
        known = QHBoxLayout()
        known.setSpacing(gap)
        known.addWidget(self._chosen)
        known.addWidget(self._there, 1)
        column.addLayout(known)
