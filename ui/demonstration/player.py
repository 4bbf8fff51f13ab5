"""Plays a story on the real window: between two steps the program's own event loop runs."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import Hindrance, Stop

LOOK_EVERY_MS = 10


@dataclass(frozen=True, slots=True)
class Wait:
    """What must become true before the story goes on, and how many seconds it may take."""

    step: str
    until: Callable[[], bool]
    seconds: float = 30.0


Story = Generator[Wait, None, None]


class Player(QObject):
    """Drive a story to its end.

    Signals:
        ended: the last step happened.
        failed: a step did not happen or refused; carries the `Stop`.
    """

    ended = Signal()
    failed = Signal(object)

    def __init__(self, story: Story) -> None:
        super().__init__()
        self._story = story
        self._wait: Wait | None = None
        self._limit = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin as soon as the event loop runs."""
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Go on if what is waited for has happened."""
        try:
            if self._wait is not None and not self._wait.until():
                if time.monotonic() > self._limit:
                    raise Hindrance("demo_step_failed", step=self._wait.step)
                return
            self._wait = next(self._story)
            self._limit = time.monotonic() + self._wait.seconds
        except StopIteration:
            self._timer.stop()
            self.ended.emit()
        except Stop as stop:
            self._timer.stop()
            self.failed.emit(stop)
        except Exception:
            self._timer.stop()
            self.failed.emit(Hindrance("demo_step_failed", step=self._wait.step if self._wait else ""))
            raise
