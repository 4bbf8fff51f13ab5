"""The real service of a township on a free port of this machine, over the stores of a test."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from sync.township.app import Hosting, make_app
from sync.township.server import Speaking, TownshipServer
from tests.helpers.sync_world import TOWNSHIP, World
from tests.helpers.tls import TLS_PIN


@contextmanager
def township_service(world: World, context: ssl.SSLContext) -> Iterator[int]:
    """Run the real service on a free port."""
    hosting = Hosting(lambda: [TOWNSHIP], lambda code: world.township, lambda: TLS_PIN, world.clock)
    with served_app(make_app(hosting), Speaking(context)) as port:
        yield port


@contextmanager
def served_app(app: Starlette, speaking: Speaking) -> Iterator[int]:
    """Run a service's application on a free port."""
    ready = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = TownshipServer(app, speaking, ready.set)
        thread = threading.Thread(target=uvicorn.Server.run, args=(server, [listener]))
        thread.start()
        try:
            assert ready.wait(20)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
