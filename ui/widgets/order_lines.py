"""The bill on the desk: pickers for drugs and services, and the lines under them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.catalogue.items import CatalogueItem, ItemKind
from core.errors import Refusal
from core.ports import Records
from core.services.bring_in_visits import line_from
from core.visits.herb_sheet import HerbSheet
from core.visits.visit import OrderLine
from ui.tasks import Lane
from ui.widgets.check_rows import CheckRow, CheckShown
from ui.widgets.herb_bar import HerbBar
from ui.widgets.item_picker import ItemPicker
from ui.widgets.labels import caption, label, unit
from ui.widgets.order_line import OrderLineEditor
from ui.wording import visits as words

_DAYS_AT_FIRST = 3


class OrderLines(QWidget):
    """Write the order lines.

    Signals: `lines_changed`; `finished` on Enter with nothing more to add; `trace_refused(Stop)` when a code
    of a drug was scanned and no line can take it; of what the checks say of a line
    `reason_edited(key, reason)` and `reason_answered`.
    """

    lines_changed = Signal()
    finished = Signal()
    trace_refused = Signal(object)
    reason_edited = Signal(str, str)
    reason_answered = Signal()

    def __init__(self, records: Records, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("order_lines")
        self.drugs = ItemPicker(ItemKind.DRUG, records, store)
        self.drugs.setPlaceholderText(words.DRUG_HINT)
        self.services = ItemPicker(ItemKind.SERVICE, records, store)
        self.services.setPlaceholderText(words.SERVICE_HINT)
        self._empty = label(words.NO_ORDERS, "muted", "visit_no_orders")
        self._herbs = HerbBar()
        self._editors: list[OrderLineEditor] = []
        em = unit(self)
        pickers = QHBoxLayout()
        pickers.setSpacing(em // 2)
        pickers.addWidget(caption(words.DRUG, self.drugs, "visit_drug"))
        pickers.addWidget(self.drugs, 3)
        pickers.addWidget(caption(words.SERVICE, self.services, "visit_service"))
        pickers.addWidget(self.services, 2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(em // 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(pickers)
        column.addWidget(self._empty)
        column.addLayout(self._rows)
        column.addWidget(self._herbs)
        self._herbs.herbs_edited.connect(self._herbs_edited)
        self.drugs.item_picked.connect(self._picked)
        self.services.item_picked.connect(self._picked)
        self.drugs.trace_scanned.connect(self.offer_trace)
        self.services.trace_scanned.connect(self.offer_trace)
        self.drugs.passed_by.connect(self._to_services)
        self.services.passed_by.connect(self.finished)

    def show_lines(self, lines: Sequence[OrderLine]) -> None:
        """Put other lines in."""
        for editor in list(self._editors):
            self._drop(editor)
        for line in lines:
            self._add(line)
        self._renumber()

    def herbs(self) -> HerbSheet | None:
        """Give doses and method of the herbs; None where there are no herbs."""
        return self._herbs.sheet() if any(one.is_herb for one in self._editors) else None

    def typed_herbs(self) -> dict[str, str]:
        """Give what stands there of doses and method, for a draft."""
        return self._herbs.typed()

    def show_typed_herbs(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed_herbs` gave."""
        self._herbs.show_typed(content)

    def typed(self) -> list[dict[str, Any]]:
        """Give all lines with every field as it stands, for a draft."""
        return [editor.typed() for editor in self._editors]

    def show_typed(self, contents: Sequence[Mapping[str, Any]]) -> None:
        """Put back what `typed` gave; a draft of an earlier version holds bare lines."""
        self.show_lines([OrderLine.from_plain(one.get("line", one)) for one in contents])
        for editor, content in zip(self._editors, contents, strict=True):
            if "line" in content:
                editor.show_typed(content)

    def lines(self) -> tuple[OrderLine, ...]:
        """Give all lines as they are written.

        Raises:
            Refusal: `quantity_not_readable`.
        """
        return tuple(editor.line(place) for place, editor in enumerate(self._editors, start=1))

    def readable_lines(self) -> tuple[OrderLine, ...]:
        """Give the lines that can be read now; half-typed ones are left out of totals."""
        found = []
        for place, editor in enumerate(self._editors, start=1):
            try:
                found.append(editor.line(place))
            except Refusal:
                continue
        return tuple(found)

    def show_checks(self, by_line: Mapping[int, Sequence[CheckShown]], reasons: dict[str, str]) -> None:
        """Let the checks speak beside the lines, by their places from 1."""
        for place, editor in enumerate(self._editors, start=1):
            editor.checks.show_checks(f"line_{place}", by_line.get(place, ()), reasons)

    def check_rows(self) -> Iterator[CheckRow]:
        """Give what the checks say of the lines, from the top."""
        for editor in self._editors:
            yield from editor.checks.rows()

    def add_lines(self, lines: Sequence[OrderLine]) -> None:
        """Add lines whose item is not there yet."""
        there = {editor.typed()["line"]["code"] for editor in self._editors}
        for line in lines:
            if line.code not in there:
                self._add(line)
        self._renumber()
        self.lines_changed.emit()

    @Slot(str)
    def offer_trace(self, code: str) -> None:
        """Put a scanned code before the doctor at the first drug that has none yet, else at the last drug."""
        drugs = [editor for editor in self._editors if editor.takes_trace]
        if not drugs:
            self.trace_refused.emit(Refusal("trace_code_without_drug"))
            return
        next((one for one in drugs if not one.has_trace), drugs[-1]).offer_trace(code)

    @Slot(object)
    def _picked(self, item: CatalogueItem) -> None:
        editor = self._add(line_from(item, 1, _DAYS_AT_FIRST if item.kind is ItemKind.DRUG else 0))
        editor.follow_doses(self._herbs.doses)
        editor.count_packs()
        self._renumber()
        self.lines_changed.emit()
        # The row has its place only after the layout has run.
        QTimer.singleShot(0, editor, editor.start)

    def _add(self, line: OrderLine) -> OrderLineEditor:
        editor = OrderLineEditor(line)
        editor.line_changed.connect(self.lines_changed)
        editor.removal_asked.connect(self._removed)
        editor.done.connect(self._line_done)
        editor.reason_edited.connect(self.reason_edited)
        editor.reason_answered.connect(self.reason_answered)
        self._editors.append(editor)
        self._rows.addWidget(editor)
        return editor

    def _drop(self, editor: OrderLineEditor) -> None:
        self._editors.remove(editor)
        self._rows.removeWidget(editor)
        editor.hide()
        editor.deleteLater()

    @Slot()
    def _herbs_edited(self) -> None:
        for editor in self._editors:
            editor.follow_doses(self._herbs.doses)
        self.lines_changed.emit()

    @Slot()
    def _removed(self) -> None:
        editor = self.sender()
        if isinstance(editor, OrderLineEditor):
            self._drop(editor)
            self._renumber()
            self.drugs.setFocus()
            self.lines_changed.emit()

    @Slot()
    def _to_services(self) -> None:
        self.services.setFocus()

    @Slot()
    def _line_done(self) -> None:
        self.drugs.setFocus()

    def _renumber(self) -> None:
        for place, editor in enumerate(self._editors, start=1):
            editor.number(place)
        self._empty.setVisible(not self._editors)
        self._herbs.setVisible(any(editor.is_herb for editor in self._editors))
