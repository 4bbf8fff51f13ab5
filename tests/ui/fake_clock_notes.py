"""What earlier runs of a fake desk left of the time."""

from core.clock_trust import Noted


class NotesInMemory:
    """What earlier runs left of the time."""

    def __init__(self) -> None:
        self.noted = Noted()

    def read(self) -> Noted:
        return self.noted

    def keep(self, noted: Noted) -> None:
        self.noted = noted
