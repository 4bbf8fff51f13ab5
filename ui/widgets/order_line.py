"""One order line as it is written: quantity for all, how to take it for a drug."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from core.catalogue.items import ItemKind
from core.errors import Refusal
from core.visits.dosing import herb_quantity, packs_needed
from core.visits.trace_codes import NoTrace
from core.visits.visit import LONGEST_HANDLING, MOST_GROUPS, OrderLine, is_herb
from ui.application import ENTER_ACTS
from ui.spacing import exactly_wide, letters_wide
from ui.typed import read_count
from ui.widgets.check_rows import CheckRows
from ui.widgets.flow import Flow, pair
from ui.widgets.labels import button, caption, name_field, one_line, tip, unit
from ui.widgets.message import mark_faulty
from ui.widgets.trace_entry import TraceEntry
from ui.wording import visits as words

_LARGEST, _LONGEST = 9999, 100


class OrderLineEditor(QFrame):
    """Edit one line.

    Signals: `line_changed`; `removal_asked`; `done` when Enter leaves its last field; of what the checks
    say of it `reason_edited(key, reason)` and `reason_answered`.
    """

    line_changed = Signal()
    removal_asked = Signal()
    done = Signal()
    reason_edited = Signal(str, str)
    reason_answered = Signal()

    def __init__(self, line: OrderLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "order")
        self._line = line
        self._by_hand = True
        self._title = one_line(words.line_title(line), "strong")
        tip(self._title, words.line_title(line))
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._price = one_line(words.price_said(line), "muted")
        self._quantity = self._number(line.quantity)
        self._amount = one_line(words.yuan(line.amount), "strong")
        self._remove = button(words.REMOVE, "", "quiet")
        self._fields: dict[str, QLineEdit] = {"quantity": self._quantity}
        self._trace: TraceEntry | None = None
        self._doses = line.days
        self._needed = one_line("", "muted")
        self._needed.hide()
        column = QVBoxLayout(self)
        em = unit(self)
        column.setContentsMargins(round(em * 0.6), round(em * 0.35), round(em * 0.4), round(em * 0.35))
        column.setSpacing(round(em * 0.3))
        column.addLayout(self._first_row())
        if is_herb(line):
            column.addWidget(self._herb_row())
        elif line.kind is ItemKind.DRUG:
            column.addWidget(self._second_row())
        self.checks = CheckRows()
        column.addWidget(self.checks)
        self._wire()

    def number(self, place: int) -> None:
        """Name the fields by the line's place, counted from 1."""
        self.setObjectName(f"line_{place}")
        for key, field in self._fields.items():
            name_field(field, f"{self._line.name} {_CAPTIONS[key]}", f"line_{place}_{key}")
        if self._trace:
            self._trace.said.setObjectName(f"line_{place}_trace_said")
        self._needed.setObjectName(f"line_{place}_needed")
        self._remove.setObjectName(f"line_{place}_remove")
        self._remove.setAccessibleName(f"{words.REMOVE} {self._line.name}")

    def line(self, place: int) -> OrderLine:
        """Give the line as it is written.

        Raises:
            Refusal: `quantity_not_readable`.
        """
        quantity = read_count(self._quantity.text(), place)
        if self._line.kind is not ItemKind.DRUG:
            return replace(self._line, quantity=quantity)
        if self.is_herb:
            return self._herb(quantity)
        written = replace(
            self._line,
            quantity=quantity,
            dose=self._fields["dose"].text().strip(),
            frequency=self._fields["frequency"].text().strip(),
            route=self._fields["route"].text().strip(),
            days=read_count(self._fields["days"].text() or "0", place),
            group=read_count(self._fields["group"].text() or "0", place),
        )
        return self._trace.on(written) if self._trace else written

    def typed(self) -> dict[str, Any]:
        """Give the line as it was ordered, every field as it stands, and the boxes scanned so far."""
        fields = {key: field.text() for key, field in self._fields.items()}
        boxes = self._trace.typed() if self._trace else {}
        return {"line": self._line.to_plain(), "fields": fields, **boxes}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        for key, text in content["fields"].items():
            if key in self._fields:
                self._fields[key].setText(str(text))
        if self._trace:
            self._trace.show_typed(content)
        self._by_hand = str(self._packs()) != self._quantity.text()
        self._show_amount()

    @property
    def is_herb(self) -> bool:
        """Tell whether it stands on the sheet of herbs."""
        return is_herb(self._line)

    def follow_doses(self, doses: int) -> None:
        """Weigh a herb out for so many doses."""
        if self.is_herb and doses != self._doses:
            self._doses = doses
            self._by_hand = False
            self._follow()

    @property
    def takes_trace(self) -> bool:
        """Tell whether boxes are handed out for this line."""
        return self._trace is not None

    @property
    def has_trace(self) -> bool:
        """Tell whether a box was scanned already."""
        return self._trace is not None and self._trace.has_code

    def offer_trace(self, code: str) -> None:
        """Put a scanned code into its field for Enter to take."""
        if self._trace:
            self._trace.offer(code)

    @Slot()
    def count_packs(self) -> None:
        """Let the quantity follow from dose, frequency and days, as long as nobody writes another."""
        self._by_hand = False
        self._follow()

    def start(self) -> None:
        """Put the cursor into the quantity."""
        self._quantity.setFocus()
        self._quantity.selectAll()

    def _first_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(round(unit(self) * 0.5))
        row.addWidget(self._title, 1)
        row.addWidget(self._price)
        row.addWidget(caption("×", self._quantity, "quantity"))
        row.addWidget(self._quantity)
        row.addWidget(one_line(self._line.unit))
        row.addWidget(self._amount)
        row.addWidget(self._remove)
        return row

    def _second_row(self) -> Flow:
        line, gap = self._line, unit(self) // 2
        row = Flow(gap, stretches=True)
        for key, text, letters in (
            ("dose", line.dose, 4),
            ("frequency", line.frequency, 5),
            ("route", line.route, 4),
        ):
            row.add(
                pair(caption(_CAPTIONS[key], self._text(key, text, letters), key), self._fields[key], gap)
            )
        self._fields["days"] = self._number(line.days)
        row.add(pair(caption(words.DAYS, self._fields["days"], "days"), self._fields["days"], gap))
        trace = self._text("trace", "", 4)
        self._trace = TraceEntry(line, trace)
        row.add(pair(caption(words.TRACE, trace, "trace"), trace, gap))
        row.add(self._trace.said)
        row.add(self._needed)
        group = self._fields["group"] = QLineEdit(str(line.group or ""))
        group.setValidator(QIntValidator(1, MOST_GROUPS, group))
        exactly_wide(group, 2.5, unit(self))
        tip(group, words.GROUP_TIP)
        row.add(pair(caption(words.GROUP, group, "group"), group, gap))
        return row

    def _herb_row(self) -> Flow:
        line, gap = self._line, unit(self) // 2
        row = Flow(gap, stretches=True)
        dose = self._text("dose", line.dose, 4)
        row.add(pair(caption(words.HERB_DOSE, dose, "dose"), dose, gap))
        handling = self._text("handling", line.handling, 4)
        handling.setPlaceholderText(words.HANDLING_HINT)
        handling.setMaxLength(LONGEST_HANDLING)
        tip(handling, words.HANDLING_TIP)
        handling.setProperty(ENTER_ACTS, True)
        handling.returnPressed.connect(self._handled)
        row.add(pair(caption(words.HANDLING, handling, "handling"), handling, gap))
        row.add(self._needed)
        return row

    def _herb(self, quantity: int) -> OrderLine:
        typed = self._fields["handling"].text().strip()
        return replace(
            self._line,
            quantity=quantity,
            dose=self._fields["dose"].text().strip(),
            days=self._doses,
            handling=words.HANDLINGS.get(typed, typed),
            no_trace_reason=NoTrace.NOT_ON_BOX.value,
        )

    def _text(self, key: str, text: str, letters: int) -> QLineEdit:
        field = QLineEdit(text)
        field.setMaxLength(_LONGEST)
        letters_wide(field, letters + 2, unit(self))
        field.setCursorPosition(0)
        self._fields[key] = field
        return field

    def _number(self, value: int) -> QLineEdit:
        field = QLineEdit(str(value))
        field.setValidator(QIntValidator(0, _LARGEST, field))
        field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        letters_wide(field, 4, unit(self))
        return field

    def _wire(self) -> None:
        self._remove.clicked.connect(self.removal_asked)
        self.checks.reason_edited.connect(self.reason_edited)
        self.checks.answered.connect(self.reason_answered)
        for key, field in self._fields.items():
            edited = {"trace": self.line_changed, "quantity": self._quantity_edited}.get(key, self._edited)
            field.textEdited.connect(edited)
        if self._trace:
            self._trace.changed.connect(self.line_changed)
            self._trace.done.connect(self.done)
        elif not self.is_herb:
            self._quantity.setProperty(ENTER_ACTS, True)
            self._quantity.returnPressed.connect(self.done)

    def _show_amount(self) -> None:
        try:
            self._amount.setText(words.yuan(self.line(1).amount))
            mark_faulty(self._quantity, False)
        except Refusal:
            mark_faulty(self._quantity, True)

    def _packs(self) -> int | None:
        try:
            line = self.line(1)
            return herb_quantity(line, self._doses) if self.is_herb else packs_needed(line)
        except Refusal:
            return None

    def _follow(self) -> None:
        """Count the packs again, and say what they would be beside a number written by hand."""
        needed = self._packs()
        if needed is not None and not self._by_hand:
            self._quantity.setText(str(needed))
        differs = needed is not None and self._quantity.text() != str(needed)
        self._needed.setText(words.needed_said(needed or 0, self._line.unit))
        self._needed.setVisible(differs)
        self._show_amount()

    @Slot()
    def _quantity_edited(self) -> None:
        self._by_hand = True
        self._edited()

    @Slot()
    def _handled(self) -> None:
        field = self._fields["handling"]
        field.setText(words.HANDLINGS.get(field.text().strip(), field.text()))
        self.line_changed.emit()
        self.done.emit()

    @Slot()
    def _edited(self) -> None:
        self._follow()
        self.line_changed.emit()


_CAPTIONS = {
    "quantity": words.QUANTITY,
    "dose": words.DOSE,
    "frequency": words.FREQUENCY,
    "route": words.ROUTE,
    "days": words.DAYS,
    "trace": words.TRACE,
    "group": words.GROUP,
    "handling": words.HANDLING,
}
