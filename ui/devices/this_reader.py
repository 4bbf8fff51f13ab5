"""The reader of this PC for the window, without loading what it takes before it is asked."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.ports import Clock
from ui.desk import CardSeen, ReaderStanding

if TYPE_CHECKING:
    from ui.devices.any_reader import AnyReader
    from ui.devices.practice_cards import PracticeCards


class ThisReader:
    """Reads cards, and says which reader it has; both take seconds.

    Args:
        today: gives the day a card is judged on.
        data: the clinic's data folder; one for training may name the port of a practice card.
    """

    def __init__(self, today: Callable[[], date], data: Path) -> None:
        self._today, self._data = today, data
        self._reader: AnyReader | None = None

    def __call__(self) -> CardSeen:
        """Wait for a card and read it, as `AnyReader.read`."""
        return self._made().read()

    def look(self) -> ReaderStanding:
        """Look for the reader afresh, as `AnyReader.look`."""
        return self._made().look()

    def _made(self) -> "AnyReader":
        if self._reader is None:
            from ui.devices.any_reader import AnyReader, usb_serial_ports
            from ui.devices.practice_port import practice_ports

            self._reader = AnyReader(self._today, lambda: [*practice_ports(self._data), *usb_serial_ports()])
        return self._reader


def practice_cards(clock: Clock, default_data: Callable[[], Path]) -> "PracticeCards":
    """Make what holds practice cards out."""
    from ui.devices.practice_cards import PracticeCards

    return PracticeCards(clock, default_data)
