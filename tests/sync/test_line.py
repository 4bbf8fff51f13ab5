"""The line between clinic and township in tests: it counts all that passes, and is as bad as asked."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from tests.helpers.line import Link, line_to


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while data := self.request.recv(65536):
            self.request.sendall(data)


@contextmanager
def an_echo() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def said_back(port: int, data: bytes) -> float:
    began = monotonic()
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(data)
        came = b""
        while len(came) < len(data):
            came += caller.recv(65536)
    assert came == data, "something else came back"
    return monotonic() - began


def test_every_byte_is_counted_both_ways() -> None:
    with an_echo() as port, line_to(port) as line:
        said_back(line.port, bytes(5_000))
        counted = line.take()
        assert (counted.up, counted.down, counted.connections) == (5_000, 5_000, 1)
        assert line.take().both == 0


def test_a_long_way_is_waited_for_once_and_not_by_every_segment() -> None:
    with an_echo() as port, line_to(port, Link(round_trip=0.3)) as line:
        seconds = said_back(line.port, bytes(12_000))
    assert 0.6 <= seconds < 1.2


def test_a_slow_line_takes_the_time_it_should() -> None:
    with an_echo() as port, line_to(port, Link(bytes_per_second=50_000, round_trip=0.1)) as line:
        assert said_back(line.port, bytes(10_000)) > 0.2 + 0.1


def test_a_lost_segment_holds_back_what_is_behind_it() -> None:
    with an_echo() as port, line_to(port, Link(round_trip=0.01, loss=0.5, resend=0.2), seed=2) as line:
        seconds = said_back(line.port, bytes(12_000))
        counted = line.take()
    assert 0.2 < seconds < 1.0
    assert counted.both == 24_000
    assert 0 < counted.again < 24_000


def test_who_connects_while_the_link_is_cut_gets_through_once_it_is_back() -> None:
    link = Link(round_trip=0.01, cut_every=60.0, cut_for=15.0, already=55.0, pace=20.0)
    with an_echo() as port, line_to(port, link) as line:
        assert 5.0 / link.pace < said_back(line.port, b"hello") < 8.0 / link.pace


def test_what_is_connected_when_the_link_is_cut_never_speaks_again() -> None:
    link = Link(round_trip=0.01, cut_every=0.4, cut_for=0.2)
    with an_echo() as port, line_to(port, link) as line:
        with socket.create_connection(("127.0.0.1", line.port), timeout=0.7) as caller:
            caller.sendall(b"a")
            assert caller.recv(1) == b"a"
            threading.Event().wait(0.3)
            caller.sendall(b"b")
            try:
                said = caller.recv(1)
            except TimeoutError:
                said = b""
            assert said == b""
        assert said_back(line.port, b"again") < 2.0
        assert line.cuts_begun() > 0
