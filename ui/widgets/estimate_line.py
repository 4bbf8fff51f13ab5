"""The estimated split of the bill on the desk, asked for a moment after the last key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.clinic import Clinic
from core.services.estimate_split import estimate_parts, estimate_split
from core.services.receive_patient import Reception
from core.visits.visit import FundSplit, OrderLine
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.labels import label
from ui.wording import visits as words
from ui.wording.benefits import estimate_sentences

_AFTER_MS = 120

Lines = tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class _Estimated:
    lines: Lines
    split: FundSplit | None
    why: str


def _estimate(clinic: Clinic, reception: Reception, lines: Lines) -> _Estimated:
    parts = estimate_parts(clinic, reception, lines) if lines else None
    why = "\n".join(estimate_sentences(parts)) if parts else ""
    return _Estimated(lines, estimate_split(clinic, reception, lines), why)


class EstimateLine(QObject):
    """Keep `label` true to the bill.

    Signals: `failed(Stop)`.
    """

    failed = Signal(object)

    def __init__(self, desk: OpenDesk, store: Lane, lines: Callable[[], Lines], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._store = store
        self._lines = lines
        self._reception: Reception | None = None
        self.label = label("", "muted", "visit_estimate")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._ask)

    def clear(self) -> None:
        """Say nothing."""
        self._say("", "")

    def ask_soon(self, reception: Reception) -> None:
        """Estimate for somebody what the bill will be in a moment."""
        self._reception = reception
        self._timer.start()

    @Slot()
    def _ask(self) -> None:
        if self._reception is not None:
            job = partial(_estimate, self._desk.clinic, self._reception, self._lines())
            self._store.run(job, self._estimated, self.failed.emit)

    @Slot(object)
    def _estimated(self, estimated: _Estimated) -> None:
        if estimated.lines == self._lines():
            self._say(words.estimate_said(estimated.split, len(estimated.lines)), estimated.why)

    def _say(self, said: str, why: str) -> None:
        self.label.setText(said)
        self.label.setToolTip(why)
        self.label.setAccessibleDescription(why)
