"""A card on the reader: awaited by whichever place asks, nobody's once the doctor went on without it."""

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Stop
from ui.desk import CardSeen, ReadCard
from ui.tasks import Lane


class CardReading(QObject):
    """Ask the reader for a card, once at a time; what was asked before somebody went on is not told.

    Signals: `told(CardSeen)`, `not_told(Stop)`.
    """

    told = Signal(object)
    not_told = Signal(object)

    def __init__(self, read_card: ReadCard | None, readers: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._read_card, self._readers = read_card, readers
        self._awaited = self._under_way = self._stale = False

    @property
    def is_possible(self) -> bool:
        """Tell whether there is any way to a card here."""
        return self._read_card is not None

    def ask(self) -> bool:
        """Wait for a card; tell whether that began now."""
        if self._read_card is None or self._awaited:
            return False
        self._awaited = True
        self._begin()
        return True

    def forget(self) -> None:
        """Let nothing come of what was asked."""
        self._awaited, self._stale = False, self._under_way

    def _begin(self) -> None:
        if self._read_card is not None and not self._under_way:
            self._under_way = True
            self._readers.run(self._read_card, self._came, self._stopped)

    @Slot(object)
    def _came(self, card: CardSeen) -> None:
        if self._is_awaited():
            self.told.emit(card)

    @Slot(object)
    def _stopped(self, stop: Stop) -> None:
        if self._is_awaited():
            self.not_told.emit(stop)

    def _is_awaited(self) -> bool:
        """Take an answer in; one to a question of before makes room for the one that is asked now."""
        stale, self._stale, self._under_way = self._stale, False, False
        if not self._awaited:
            return False
        if stale:
            self._begin()
            return False
        self._awaited = False
        return True
