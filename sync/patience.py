"""How long to wait for a township and when to ask again on a new connection; nothing here waits or asks.

All questions can be repeated as they are: the township answers the same one twice without doing it twice.
"""

from dataclasses import dataclass

TRIES = 2


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for a connection, for the next byte and for a whole answer, and bytes a second of a link.

    A link below `slowest` is no link: by it the time grows with what has to pass. `tries` is how often
    a question is asked at most.
    """

    connect: float = 10.0
    stall: float = 10.0
    ceiling: float = 60.0
    slowest: float = 1_000.0
    tries: int = TRIES

    def for_connecting(self, tries: int) -> float:
        """Tell how long a connection may take: the longer, the more often it was tried."""
        return self.connect * 2.0 ** (tries - 1)

    def for_next_byte(self, sent: int, tries: int) -> float:
        """Tell how long nothing may come, when so many bytes have to go up before the first can.

        A township that is slow because all clinics call at once is not asked faster and faster.
        """
        return self.stall * 2.0 ** (tries - 1) + sent / self.slowest

    def for_all(self, moved: int) -> float:
        """Tell how long a question and its answer may take that moved so many bytes so far."""
        return self.ceiling + moved / self.slowest

    def worth_repeating(self, failure: str, tries: int) -> bool:
        """Tell whether to ask once more on a new connection, rather than wait for TCP or the next round."""
        return failure in ("connection_cut", "township_silent") and tries < self.tries
