"""The checks of the visit on the desk, asked a moment after the last key, spoken beside what they concern."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.clinic import Clinic
from core.policy.check_visit import Spoken
from core.services.check_visit import rules_on
from core.services.visit_form import VisitForm
from ui.desk import OpenDesk
from ui.screens.writing import Writing
from ui.tasks import Lane
from ui.widgets.check_rows import CheckRow, CheckRows, CheckShown
from ui.widgets.order_lines import OrderLines
from ui.wording.checks import check_headline

_AFTER_MS = 120
_VISIT = 0


@dataclass(frozen=True, slots=True)
class _Checked:
    writing: Writing
    form: VisitForm
    shown: tuple[tuple[int, CheckShown], ...]


def _check(clinic: Clinic, writing: Writing, form: VisitForm) -> _Checked:
    rules = rules_on(clinic, writing.reception.verdict.on)
    spoken = writing.check(clinic, form)
    return _Checked(writing, form, tuple(_shown(one, rules.rule(one.kind).usual_reasons) for one in spoken))


def _shown(one: Spoken, usual: tuple[str, ...]) -> tuple[int, CheckShown]:
    """Give the row a check speaks in, with the last line it is about: that one was added to the others."""
    sentence = check_headline(one.kind.value, one.facts, one.lines)
    return max(one.lines, default=_VISIT), CheckShown(one.key, one.kind.value, one.level, sentence, usual)


class VisitChecks(QObject):
    """Let the checks speak in `box` and beside the lines, and keep the reasons.

    Signals: `reasons_edited`; `failed(Stop)`.
    """

    reasons_edited = Signal()
    failed = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, orders: OrderLines, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._store = store
        self._orders = orders
        self._asked: tuple[Writing, VisitForm] | None = None
        self._reasons: dict[str, str] = {}
        self._seeking = False
        self.box = CheckRows()
        self.box.reason_edited.connect(self._note)
        self.box.answered.connect(self._to_next)
        orders.reason_edited.connect(self._note)
        orders.reason_answered.connect(self._to_next)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._ask)

    def begin(self, reasons: Mapping[str, Any]) -> None:
        """Begin with reasons that were given before, and say nothing yet."""
        self._asked, self._seeking = None, False
        self._reasons = {str(key): str(reason) for key, reason in reasons.items()}
        self._show({})

    def reasons(self) -> Mapping[str, str]:
        """Give the reasons as they stand."""
        return {key: reason for key, reason in self._reasons.items() if reason.strip()}

    def ask_soon(self, writing: Writing, form: VisitForm) -> None:
        """Ask about a visit as it stands now."""
        self._asked, self._seeking = (writing, form), False
        self._timer.start()

    def seek_unanswered(self) -> None:
        """Put the cursor where a reason is lacking, at the latest when the checks have said where."""
        if not self.go_to_unanswered():
            self._seeking = True
            self._timer.stop()
            self._ask()

    @Slot()
    def go_to_unanswered(self) -> bool:
        """Put the cursor where a reason is lacking; tell whether one is."""
        lacking = [row for row in self._rows() if row.lacks_reason]
        for row in lacking:
            row.mark()
        if lacking:
            lacking[0].reason.setFocus()
        return bool(lacking)

    @Slot()
    def go_to_next(self) -> None:
        """Put the cursor into the next field for a reason, the first one behind the last."""
        rows = [row for row in self._rows() if row.shown.takes_reason]
        here = next((place for place, row in enumerate(rows) if row.reason.hasFocus()), -1)
        if rows:
            rows[(here + 1) % len(rows)].reason.setFocus()

    @Slot()
    def _to_next(self) -> None:
        if not self.go_to_unanswered():
            self._orders.drugs.setFocus()

    @Slot()
    def _ask(self) -> None:
        if self._asked is not None:
            self._store.run(partial(_check, self._desk.clinic, *self._asked), self._checked, self.failed.emit)

    @Slot(object)
    def _checked(self, checked: _Checked) -> None:
        if self._asked != (checked.writing, checked.form):
            return  # more was typed meanwhile: the next answer is under way
        by_line: dict[int, list[CheckShown]] = defaultdict(list)
        for line, shown in checked.shown:
            by_line[line].append(shown)
        self._show(by_line)
        if self._seeking:
            self._seeking = False
            self.go_to_unanswered()

    def _show(self, by_line: Mapping[int, list[CheckShown]]) -> None:
        self.box.show_checks("visit", by_line.get(_VISIT, []), self._reasons)
        self._orders.show_checks(by_line, self._reasons)

    def _rows(self) -> Iterator[CheckRow]:
        yield from self.box.rows()
        yield from self._orders.check_rows()

    @Slot(str, str)
    def _note(self, key: str, reason: str) -> None:
        self._reasons[key] = reason
        self.reasons_edited.emit()
