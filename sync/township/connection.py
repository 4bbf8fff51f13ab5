"""One connection to the service: whoever opens it has to ask soon, and only so many are held."""

import asyncio
from asyncio import sslproto

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 2_000
"""Connections held at a time: more than clinics that call at once."""
REQUEST_SECONDS = 30.0
"""How long the head of a request may take to come, like the silence a clinic puts up with."""
BUFFER_BYTES = 16 * 1024
"""What a connection reads at a time: one record of TLS."""


def keep_connections_small() -> None:
    """Let each TLS connection of this process hold a small buffer.

    Python gives each 256 KiB from its first byte to its last, so that a thousand clinics that wait to be told
    when to come back hold 270 MB for a few hundred bytes each.
    """
    sslproto.SSLProtocol.max_size = BUFFER_BYTES


class ClinicConnection(H11Protocol):
    """HTTP that waits for the head of a request only so long, however slowly its bytes drip.

    Where all room is taken, whoever has asked nothing for longest makes way: a crowd that only holds
    connections keeps no clinic out, which asks as soon as it has one.
    """

    _deadline: asyncio.TimerHandle | None = None
    _asked_at = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it
        """Take the connection; where there is no room, the one that waits longest for nothing is closed."""
        super().connection_made(transport)
        self._asked_at = self.loop.time()
        if len(self.connections) > MOST_CONNECTIONS:
            self._longest_silent().transport.abort()
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take bytes; they count only once they make a request."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._asked_at = self.loop.time()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        super().connection_lost(exc)
        self._forget()

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _longest_silent(self) -> "ClinicConnection":
        """Find whom nobody answers and who asked, or came, before the others; at worst this one itself."""
        held = (one for one in self.connections if isinstance(one, ClinicConnection))
        idle = (one for one in held if not (one._answering or one.transport.is_closing()))
        return min(idle, key=lambda one: one._asked_at, default=self)

    def _watch(self) -> None:
        if self._answering:
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
