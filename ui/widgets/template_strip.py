"""处方模板 in the visit: away until F3; a number or a name and Enter writes one in, a name keeps another."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.clinic import Clinic
from core.errors import Stop
from core.services.order_templates import as_template, forget_template, keep_template, templates_of
from core.services.repeat_visit import LastTime
from core.visits.template import LONGEST_NAME, OrderTemplate
from ui.application import ENTER_ACTS
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.labels import button, caption, label, unit
from ui.wording import templates as words

Ordered = Callable[[str], OrderTemplate]
"""Gives what stands in the form, under a name."""


def _kept(clinic: Clinic, content: OrderTemplate) -> str:
    return words.kept_said(keep_template(clinic, content).name)


def _forgotten(clinic: Clinic, name: str) -> str:
    return words.forgotten_said(forget_template(clinic, name))


class TemplateStrip(QWidget):
    """Choose a template, or keep one.

    Signals: `applied(LastTime)`; `failed(Stop)`.
    """

    applied = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, ordered: Ordered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("template_strip")
        self._desk = desk
        self._store = store
        self._ordered = ordered
        self._known = label("", "muted", "template_known")
        self._said = label("", "good", "template_said")
        self._name = QLineEdit()
        self._name.setMaxLength(LONGEST_NAME)
        self._name.setPlaceholderText(words.HINT)
        self._name.setProperty(ENTER_ACTS, True)
        self.opener = button(words.OPEN, "template_open")
        self._apply = button(words.APPLY, "template_apply")
        self._keep = button(words.KEEP, "template_keep")
        self._forget = button(words.FORGET, "template_forget", "quiet")
        row = QHBoxLayout()
        row.setSpacing(unit(self) // 2)
        row.addWidget(caption(words.NAME, self._name, "template_name"))
        row.addWidget(self._name, 1)
        for made in (self._apply, self._keep, self._forget):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._known)
        column.addWidget(self._said)
        self.close_again()
        self.opener.clicked.connect(self.turn)
        self._name.returnPressed.connect(self._apply_now)
        self._apply.clicked.connect(self._apply_now)
        self._keep.clicked.connect(self._keep_now)
        self._forget.clicked.connect(self._forget_now)

    def close_again(self) -> None:
        """Be done."""
        self._name.clear()
        self._said.hide()
        self.hide()

    @Slot()
    def turn(self) -> None:
        """Show the templates, or put them away."""
        if not self.isHidden():
            self.close_again()
            return
        self.show()
        self._name.setFocus()
        self._list()

    def _list(self) -> None:
        self._store.run(partial(templates_of, self._desk.clinic), self._listed, self._failed)

    @Slot(object)
    def _listed(self, known: Sequence[OrderTemplate]) -> None:
        self._known.setText(words.listed(known))

    @Slot()
    def _apply_now(self) -> None:
        self._store.run(partial(as_template, self._desk.clinic, self._name.text()), self._found, self._failed)

    @Slot(object)
    def _found(self, found: LastTime) -> None:
        self.close_again()
        self.applied.emit(found)

    @Slot()
    def _keep_now(self) -> None:
        job = partial(_kept, self._desk.clinic, self._ordered(self._name.text()))
        self._store.run(job, self._changed, self._failed)

    @Slot()
    def _forget_now(self) -> None:
        job = partial(_forgotten, self._desk.clinic, self._name.text())
        self._store.run(job, self._changed, self._failed)

    @Slot(object)
    def _changed(self, said: str) -> None:
        self._said.setText(said)
        self._said.show()
        self._name.clear()
        self._list()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self.failed.emit(stop)
