"""The process that answers clinics: one socket, TLS 1.3, a clean end when told to stop."""

import json
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from core.errors import Hindrance
from sync.township.connection import ClinicConnection, keep_connections_small

if sys.platform != "win32":
    import resource

_KEEP_ALIVE_SECONDS = 30
_GRACE_SECONDS = 3
_BACKLOG = 128
_MOST_OPEN = 8192
"""Sockets and files: room for the connections whose handshake is not over yet."""
_LOOK_TICKS = 30
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to answer; port 0 takes a free one."""

    host: str
    port: int


def write_line(host: str, port: int) -> None:
    """Tell whoever started the process where it listens: one line of JSON on standard output."""
    sys.stdout.write(json.dumps({"listening": host, "port": port}) + "\n")
    sys.stdout.flush()


Announce = Callable[[str, int], None]
"""Tells where the service listens, once it does."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """The TLS a service speaks, and what is called now and then to see whether its key is to be another."""

    context: ssl.SSLContext
    look: Callable[[], None] = lambda: None


class TownshipServer(uvicorn.Server):
    """A uvicorn that says when it listens and ends quietly when it is told to."""

    def __init__(self, app: Starlette, speaking: Speaking, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=ClinicConnection,
                backlog=_BACKLOG,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
                ssl_context_factory=lambda _config, _default: speaking.context,
            )
        )
        self._ready = ready
        self._look = speaking.look

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Ten times in a second; now and then that is the moment for another key."""
        if counter % _LOOK_TICKS == 0:
            await run_in_threadpool(self._look)
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal without dying of it afterwards: being told to stop is no failure."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(app: Starlette, speaking: Speaking, listening: Listening, announce: Announce) -> None:
    """Answer until told to stop.

    Raises:
        Hindrance: `address_not_free`.
    """
    with listening_socket(listening) as listener:
        host, port = listener.getsockname()[:2]
        _make_room()
        keep_connections_small()
        server = TownshipServer(app, speaking, lambda: announce(host, port))
        server.run(sockets=[listener])


def _make_room() -> None:
    """Ask the system for more open sockets than its careful default."""
    if sys.platform == "win32":
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_OPEN if most == resource.RLIM_INFINITY else min(_MOST_OPEN, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def listening_socket(listening: Listening) -> socket.socket:
    """Take the address.

    Raises:
        Hindrance: `address_not_free`.
    """
    try:
        found = socket.getaddrinfo(listening.host, listening.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":  # elsewhere the option would let a second program take the address
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise Hindrance("address_not_free", host=listening.host, port=listening.port) from error
    return listener
