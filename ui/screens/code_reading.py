"""医保码 at the desk: ask whose it is, and let the doctor go on whatever comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import Hindrance, Stop
from core.insurance_code import CodeDesk
from ui.tasks import Lanes

LONGEST_WAIT_MS = 10_000


@dataclass(frozen=True, slots=True)
class _Step:
    """What a step brought, and for which question: a later one makes it nobody's."""

    turn: int
    value: Any = None
    stop: Stop | None = None


def _step(turn: int, job: Callable[[], Any]) -> _Step:
    try:
        return _Step(turn, job())
    except Stop as stop:
        return _Step(turn, stop=stop)


class CodeReading(QObject):
    """Ask the township whose code was scanned; what comes late is heard by nobody.

    Signals: `told(CodeHolder)`, `not_told(Stop)`: ask for the card or type the number.
    """

    told = Signal(object)
    not_told = Signal(object)

    def __init__(self, codes: Callable[[], CodeDesk], lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._codes = codes
        self._lanes = lanes
        self._turn = 0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(LONGEST_WAIT_MS)
        self._wait.timeout.connect(self._waited_enough)

    def ask(self, code: str) -> None:
        """Ask whose code it is; one asked before is forgotten."""
        self.forget()
        self._wait.start()
        self._lanes.store.run(self._next(self._codes().ask, code), self._asked, self._stopped)

    def forget(self) -> None:
        """Let nothing come of what was asked: somebody went on without it."""
        self._turn += 1
        self._wait.stop()

    def _next(self, job: Callable[[Any], Any], value: Any) -> Callable[[], _Step]:
        return partial(_step, self._turn, partial(job, value))

    @Slot(object)
    def _asked(self, step: _Step) -> None:
        if self._goes_on(step):
            self._lanes.asking.run(self._next(self._codes().carry, step.value), self._carried, self._stopped)

    @Slot(object)
    def _carried(self, step: _Step) -> None:
        if self._goes_on(step):
            self._lanes.store.run(self._next(self._codes().hear, step.value), self._heard, self._stopped)

    @Slot(object)
    def _heard(self, step: _Step) -> None:
        if self._goes_on(step):
            self.forget()
            self.told.emit(step.value)

    def _goes_on(self, step: _Step) -> bool:
        if step.turn != self._turn:
            return False
        if step.stop is not None:
            self.forget()
            self.not_told.emit(step.stop)
        return step.stop is None

    @Slot()
    def _waited_enough(self) -> None:
        self.forget()
        self.not_told.emit(Hindrance("insurance_code_too_slow"))

    @Slot(object)
    def _stopped(self, stop: Stop) -> None:
        self.forget()
        self.not_told.emit(stop)
