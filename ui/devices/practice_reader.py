"""The simulated reader at work in the window: it answers from the event loop, the lane asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from PySide6.QtCore import QObject, QSocketNotifier, Slot

from ui.desk import ReadCard
from ui.devices.sam_simulator import SamSimulator
from ui.devices.serial_sam import SerialSam, card_reader


class PracticeReader(QObject):
    """Keep a simulated reader answering while the event loop runs."""

    def __init__(self, simulator: SamSimulator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._simulator = simulator
        self._notifier = QSocketNotifier(simulator.descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._answer)

    @property
    def path(self) -> str:
        """Give the port to open."""
        return self._simulator.path

    def close(self) -> None:
        """Take the reader away."""
        self._notifier.setEnabled(False)
        self._simulator.close()

    @Slot()
    def _answer(self) -> None:
        self._simulator.answer_waiting()


@contextmanager
def practice_reader(card: bytes, today: Callable[[], date]) -> Iterator[ReadCard]:
    """Set a simulated reader up with a card on it while the block runs; the event loop must run too."""
    reader = PracticeReader(SamSimulator(card))
    try:
        yield card_reader(SerialSam(reader.path), today)
    finally:
        reader.close()
