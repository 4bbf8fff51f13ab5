"""追溯码 of one drug line: boxes are scanned, or a digit says why there is no code; 拆零 may have one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from core.identity.box import AskedKind, read_box
from core.visits.trace_codes import NoTrace
from core.visits.visit import OrderLine
from ui.application import ENTER_ACTS
from ui.widgets.labels import one_line, set_property, tip
from ui.widgets.message import mark_faulty
from ui.wording import trace_codes as words


class TraceEntry(QObject):
    """Take the boxes of a line.

    Signals: `changed`; `done` on Enter with nothing more to scan.
    """

    changed = Signal()
    done = Signal()

    def __init__(self, line: OrderLine, field: QLineEdit) -> None:
        super().__init__(field)
        self.field = field
        self.said = one_line("", "good")
        self._passed_by = False
        self._codes = list(line.trace_codes)
        self._reason = line.no_trace_reason
        self._split = line.split
        field.setPlaceholderText(words.TRACE_HINT)
        tip(field, words.KEYS_SAID)
        field.setProperty(ENTER_ACTS, True)
        field.returnPressed.connect(self._entered)
        self._show()

    @property
    def has_code(self) -> bool:
        """Tell whether a box was scanned already."""
        return bool(self._codes)

    def on(self, line: OrderLine) -> OrderLine:
        """Put what was scanned and said on the line."""
        reason = "" if self._codes else self._reason or NoTrace.NOT_SCANNED.value
        return replace(line, trace_codes=tuple(self._codes), no_trace_reason=reason, split=self._split)

    def typed(self) -> dict[str, Any]:
        """Give it as it stands, for a draft."""
        return {"scanned": list(self._codes), "split": self._split, "no_trace": self._reason}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        self._codes = [str(code) for code in content["scanned"]]
        self._split = bool(content.get("split", self._split))
        self._reason = str(content.get("no_trace", self._reason))
        self._show()

    def offer(self, code: str) -> None:
        """Put a scanned code into the field for Enter to take."""
        self.field.setText(code)
        self.field.setFocus()

    @Slot()
    def _entered(self) -> None:
        text = self.field.text().strip()
        if not text:
            self._passed_by = True
            self._show()
            self.done.emit()
            return
        asked, reason = read_box(text), words.BY_KEY.get(text)
        mark_faulty(self.field, reason is None and asked.kind is not AskedKind.TRACE_CODE)
        if reason is NoTrace.SPLIT_PACK:
            self._split = not self._split
            self._reason = reason.value if self._split else ""
        elif reason is not None:
            self._codes, self._reason = [], reason.value
        elif asked.kind is AskedKind.TRACE_CODE:
            if asked.text not in self._codes:
                self._codes.append(asked.text)
        else:
            return
        self.field.clear()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Say what was scanned, or why nothing was; whoever passes by hears what may come of it."""
        missing = self._passed_by and not self._codes and self._reason in ("", NoTrace.NOT_SCANNED)
        set_property(self.said, "role", "warning" if missing else "good")
        told = words.entry_said(len(self._codes), self._split, self._reason)
        self.said.setText(words.MAY_BE_REFUSED if missing else told)
