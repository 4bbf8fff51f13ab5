"""A transport that remembers each time it asked: what, how long it waited, how it ended."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from core.errors import Stop
from sync.asks import MAX_MESSAGE_BYTES, Ask
from sync.codec import from_wire
from sync.envelope import read_request
from sync.protocol import decode_chunk_ask
from sync.run import DONE
from sync.transport import HttpsTransport


@dataclass(frozen=True, slots=True)
class Try:
    """One question sent once: its bytes, the seconds until it ended, and how; which try of it this was."""

    name: Ask
    wire: bytes
    tries: int
    seconds: float
    outcome: str

    @property
    def chunk(self) -> bytes | None:
        """Give the digest of the chunk it asked for, if it asked for one."""
        if self.name is not Ask.CHUNK:
            return None
        return decode_chunk_ask(read_request(from_wire(self.wire, MAX_MESSAGE_BYTES)).payload)[1]


class WatchedTransport(HttpsTransport):
    """The way over HTTPS, watched."""

    tried: list[Try]

    def __enter__(self) -> "WatchedTransport":
        self.tried = []
        return self

    def _try(self, name: Ask, wire: bytes, tries: int) -> tuple[int, bytes | None]:
        began, outcome = monotonic(), DONE
        try:
            return super()._try(name, wire, tries)
        except Stop as stop:
            outcome = stop.code
            raise
        finally:
            self.tried.append(Try(name, wire, tries, monotonic() - began, outcome))


def chunks_asked_again(tried: Sequence[Try]) -> int:
    """Count how often a chunk was asked for that had been asked for before."""
    asked = Counter(one.chunk for one in tried if one.chunk is not None)
    return asked.total() - len(asked)


def asked_again_at_once(tried: Sequence[Try]) -> int:
    """Count the questions that were repeated on a new connection."""
    return sum(one.tries > 1 for one in tried)
