"""The reader of this PC for the window, without loading what it takes before it is asked."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ui.desk import CardSeen, ReaderStanding

if TYPE_CHECKING:
    from ui.devices.any_reader import AnyReader


class ThisReader:
    """Reads cards, and says which reader it has; both take seconds.

    Args:
        today: gives the day a card is judged on.
    """

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._reader: AnyReader | None = None

    def __call__(self) -> CardSeen:
        """Wait for a card and read it, as `AnyReader.read`."""
        return self._made().read()

    def look(self) -> ReaderStanding:
        """Look for the reader afresh, as `AnyReader.look`."""
        return self._made().look()

    def _made(self) -> "AnyReader":
        if self._reader is None:
            from ui.devices.any_reader import AnyReader

            self._reader = AnyReader(self._today)
        return self._reader
