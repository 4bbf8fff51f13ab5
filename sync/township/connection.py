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
    """HTTP that waits for the head of a request only so long, however slowly its bytes drip."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it
        """Take the connection, or close it at once where there is no room."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Take bytes; they count only once they make a request."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        super().connection_lost(exc)
        self._forget()

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
