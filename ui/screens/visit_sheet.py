"""What is written of a visit, from the complaint to the bill; read into a form, kept as typed in a draft."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.catalogue.items import CatalogueItem, ItemKind
from core.dates import china_day
from core.errors import Refusal
from core.services.check_visit import may_be_pregnant
from core.services.name_companion import wants_guardian
from core.services.repeat_visit import LastTime, as_last_time
from core.services.visit_form import VisitForm
from core.visits.bedside import Bedside
from core.visits.template import OrderTemplate
from core.visits.visit import Diagnosis, OrderLine
from ui.desk import OpenDesk
from ui.screens.visit_checks import VisitChecks
from ui.screens.visit_fields import VisitFields
from ui.screens.writing import Writing
from ui.tasks import Lane
from ui.widgets.bedside_fields import BedsideFields
from ui.widgets.diagnosis_list import DiagnosisList
from ui.widgets.discard_strip import DiscardStrip
from ui.widgets.flow import Flow
from ui.widgets.item_picker import ItemPicker
from ui.widgets.labels import button, caption, card, unit
from ui.widgets.order_lines import OrderLines
from ui.widgets.payment_bar import PaymentBar
from ui.widgets.template_strip import TemplateStrip
from ui.widgets.tolerance_bar import ToleranceBar
from ui.widgets.who_came import WhoCame
from ui.wording import visits as words


class VisitSheet(QWidget):
    """Write a visit.

    Signals: `edited` at every change; `bill_edited` where the lines, and with them the total, changed;
    `finished` on Enter with nothing more to add; `nothing_found(text)` in the catalogue;
    `left_out(names)` of what is no longer in it; `failed(Stop)`.
    """

    edited = Signal()
    bill_edited = Signal()
    finished = Signal()
    nothing_found = Signal(str)
    left_out = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._store = store
        self._writing: Writing | None = None
        self._fields = VisitFields()
        self.people = WhoCame(lambda: china_day(desk.clinic.clock.now()))
        self._tolerance = ToleranceBar()
        self.more = BedsideFields()
        self._picker = ItemPicker(ItemKind.DIAGNOSIS, desk.clinic.records, store)
        self._picker.setPlaceholderText(words.DIAGNOSIS_HINT)
        self._diagnoses = DiagnosisList()
        self._same = button(words.SAME_AS_LAST, "visit_same")
        self.orders = OrderLines(desk.clinic.records, store)
        self.payment = PaymentBar()
        self.templates = TemplateStrip(desk, store, self._ordered)
        self.discard = DiscardStrip(desk, store)
        self.checks = VisitChecks(desk, store, self.orders, self)
        self._pickers = {
            "diagnosis": self._picker,
            "drug": self.orders.drugs,
            "service": self.orders.services,
        }
        self._lay_out()
        self._connect()

    def begin(self, writing: Writing) -> None:
        """Be ready for a visit, with what stands in it at first."""
        self.turn_to(writing)
        reception, on = writing.reception, writing.reception.verdict.on
        self.people.begin(child=wants_guardian(reception.birth_date, on))
        self._tolerance.begin(may_be_pregnant=may_be_pregnant(reception.sex, reception.birth_date, on))
        person = reception.entry.person if reception.entry else None
        self.templates.close_again()
        self.more.begin({"address": person.address, "phone": person.phone} if person else {})
        self.show_typed(writing.begins_with())
        self._same.setVisible(writing.repeats)

    def turn_to(self, writing: Writing) -> None:
        """Go on with the same visit as it is judged now."""
        self._writing = writing
        self._check()

    def start(self) -> None:
        """Put the cursor into the first field."""
        self._fields.start()

    @Slot()
    def take_last_time(self) -> None:
        """Write what the last visit had, if there was one."""
        if self._writing is not None and self._writing.repeats:
            job = partial(as_last_time, self._desk.clinic, self._writing.reception)
            self._store.run(job, self._last_time_found, self.failed.emit)

    def form(self, day: date | None, today: date) -> VisitForm:
        """Read what is written.

        Raises:
            Refusal: a field cannot be read.
        """
        written = self._fields.written(day or today)
        return replace(
            self._to_check(self.orders.lines(), self.more.bedside()),
            complaint=written.complaint,
            onset_date=written.onset_date,
            temperature_tenths=written.temperature_tenths,
            systolic=written.systolic,
            diastolic=written.diastolic,
            remark=written.remark,
            companion=self.people.companion(today),
            reasons=self.checks.reasons(),
            proof=self.people.proof(),
            herbs=self.orders.herbs(),
            payment=self.payment.payment(),
        )

    def typed(self) -> dict[str, Any]:
        """Give everything as it stands, for a draft."""
        return {
            "fields": self._fields.typed(),
            "companion": self.people.typed(),
            "tolerance": self._tolerance.typed(),
            "bedside": self.more.typed(),
            "reasons": dict(self.checks.reasons()),
            "diagnoses": [
                {"code": d.code, "name": d.name, "main": d.main} for d in self._diagnoses.diagnoses()
            ],
            "lines": self.orders.typed(),
            "herbs": self.orders.typed_herbs(),
            "payment": self.payment.typed(),
            "looked_for": {name: picker.text() for name, picker in self._pickers.items()},
        }

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        self._fields.show_typed(content.get("fields", {}))
        self.people.show_typed(content.get("companion", {}))
        self._tolerance.show_typed(content.get("tolerance", {}))
        self.more.show_typed(content.get("bedside", {}))
        diagnoses = [Diagnosis(d["code"], d["name"], d["main"]) for d in content.get("diagnoses", [])]
        self._diagnoses.show_diagnoses(diagnoses)
        self.more.show_diagnoses(diagnoses)
        self.payment.show_typed(content.get("payment", {}))
        self.orders.show_typed_herbs(content.get("herbs", {}))
        self.orders.show_typed(content.get("lines", []))
        for name, picker in self._pickers.items():
            picker.setText(str(content.get("looked_for", {}).get(name, "")))
        self.checks.begin(content.get("reasons", {}))
        self._check()

    def _ordered(self, name: str) -> OrderTemplate:
        diagnoses, lines = self._diagnoses.diagnoses(), self.orders.readable_lines()
        return OrderTemplate(name, diagnoses, lines, self.more.symptoms(), self.orders.herbs())

    def _to_check(self, lines: tuple[OrderLine, ...], bedside: Bedside) -> VisitForm:
        """Give what the checks look at."""
        return VisitForm(
            "",
            self._diagnoses.diagnoses(),
            lines,
            pregnant=self._tolerance.pregnant,
            allergies=self._tolerance.allergies,
            bedside=bedside,
        )

    @Slot()
    def _check(self) -> None:
        if self._writing is None:
            return
        try:
            form = self._to_check(self.orders.lines(), self.more.bedside())
        except Refusal:
            return  # a number is half typed: what was said stands until it can be read
        self.checks.ask_soon(self._writing, form)

    @Slot()
    def _checked_fields_edited(self) -> None:
        self.edited.emit()
        self._check()

    @Slot()
    def _diagnoses_edited(self) -> None:
        self.more.show_diagnoses(self._diagnoses.diagnoses())
        self._checked_fields_edited()
        self._picker.setFocus()  # the button that was pressed is gone

    @Slot()
    def _lines_edited(self) -> None:
        self._checked_fields_edited()
        self.bill_edited.emit()

    @Slot(object)
    def _diagnosis_picked(self, item: CatalogueItem) -> None:
        self._diagnoses.add(item.code, item.name)
        self.more.show_diagnoses(self._diagnoses.diagnoses())
        self.orders.drugs.setFocus()

    @Slot(object)
    def _last_time_found(self, found: LastTime | None) -> None:
        if found is None:
            return
        for one in sorted(found.diagnoses, key=lambda each: not each.main):
            self._diagnoses.add(one.code, one.name)
        self.more.show_diagnoses(self._diagnoses.diagnoses())
        self.more.tick(found.symptoms)
        if found.herbs is not None and self.orders.herbs() is None:
            self.orders.show_typed_herbs(found.herbs.to_plain())
        self.orders.add_lines(found.lines)
        self.orders.drugs.setFocus()
        if found.gone:
            self.left_out.emit(found.gone)

    @Slot()
    def _to_orders(self) -> None:
        self.orders.drugs.setFocus()

    def _connect(self) -> None:
        for signal in (self._fields.field_edited, self.people.edited, self.payment.payment_edited):
            signal.connect(self.edited)
        for signal in (self._tolerance.tolerance_edited, self.more.field_edited):
            signal.connect(self._checked_fields_edited)
        self.checks.reasons_edited.connect(self.edited)
        self._picker.item_picked.connect(self._diagnosis_picked)
        self._picker.passed_by.connect(self._to_orders)
        self.orders.finished.connect(self.finished)
        self._same.clicked.connect(self.take_last_time)
        self.templates.applied.connect(self._last_time_found)
        self.templates.failed.connect(self.failed)
        for picker in self._pickers.values():
            picker.nothing_found.connect(self.nothing_found)
            picker.failed.connect(self.failed)
            picker.textEdited.connect(self.edited)
        self._diagnoses.diagnoses_changed.connect(self._diagnoses_edited)
        self.orders.lines_changed.connect(self._lines_edited)
        self.orders.trace_refused.connect(self.failed)
        self.checks.failed.connect(self.failed)
        self.people.not_read.connect(self.failed)

    def _lay_out(self) -> None:
        em = unit(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, em // 2, 0)
        column.setSpacing(round(em * 0.6))
        column.addWidget(self.checks.box)
        frame, box = card()
        box.addWidget(self._fields)
        row = QHBoxLayout()
        row.addWidget(caption(words.DIAGNOSIS, self._picker, "visit_diagnosis"))
        row.addWidget(self._picker, 1)
        row.addWidget(self._same)
        row.addWidget(self.templates.opener)
        box.addLayout(row)
        box.addWidget(self.templates)
        box.addWidget(self._diagnoses)
        aside = Flow(em, stretches=True)
        aside.add(self.people)
        aside.add(self._tolerance)
        box.addWidget(aside)
        box.addWidget(self.more)
        column.addWidget(frame)
        frame, box = card()
        box.addWidget(self.orders)
        box.addWidget(self.payment)
        column.addWidget(frame)
        column.addWidget(self.discard.opener, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.discard)
        column.addStretch()
