"""The simulated reader at work in the window: it answers from the event loop, the lane asks."""

from PySide6.QtCore import QObject, QSocketNotifier, Slot

from ui.devices.sam_simulator import SamSimulator


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
