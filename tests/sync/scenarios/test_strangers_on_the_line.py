"""Cases 28 and 29: somebody else answers, or changes what is said; and certificates that are long over."""

import secrets
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import Hindrance
from sync.codec import encode
from sync.run import Chance, run_sync
from tests.helpers.https_service import township_service
from tests.helpers.second_pc import first_pc
from tests.helpers.sync_rounds import log_ids
from tests.helpers.sync_world import World
from tests.helpers.tls import a_key, server_context
from tests.helpers.township_talk import a_visit
from tests.sync.test_transport import (
    KEY,
    LONG_AGO,
    LONG_OVER,
    http,
    over_tls,
    somebody,
    transport_to,
)
from ui.wording.reasons import sentence_for_code
from ui.wording.sync import attempt_cells
from ui.wording.visits import state_word

CHANCE = Chance(secrets.token_bytes, lambda: 0.0)
LOG_IN = b"<html>please log in to the hotel's network</html>"


@pytest.fixture
def honest(tmp_path: Path) -> ssl.SSLContext:
    """Give the township's own context; its certificate was over years ago."""
    return server_context(tmp_path, KEY, LONG_AGO, LONG_OVER)


@contextmanager
def portal(tmp_path: Path) -> Iterator[int]:
    """Answer everybody in clear with a page to log in."""

    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(http("302 Found", "text/html", LOG_IN))

    with somebody(talk) as port:
        yield port


@contextmanager
def portal_with_tls(tmp_path: Path) -> Iterator[int]:
    """Answer as anybody's server would, with a certificate in force for anybody."""
    context = server_context(
        tmp_path, a_key(7), datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
    )
    with somebody(over_tls(context, [], http("200 OK", "text/html", LOG_IN))) as port:
        yield port


@contextmanager
def gateway_with_the_right_key(tmp_path: Path) -> Iterator[int]:
    """Stand before the township, with its key, and put a page of its own in the place of answers."""
    context = server_context(tmp_path, KEY, LONG_AGO, LONG_OVER)
    with somebody(over_tls(context, [], http("200 OK", "application/cbor", encode([1, "T330111"])))) as port:
        yield port


def relay(port: int, spoil: Callable[[bytes, int], bytes]) -> Callable[[socket.socket], None]:
    """Pass a connection on to a port; what comes back goes through `spoil` with its place in the stream."""

    def talk(near: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as far:

            def up() -> None:
                with suppress(OSError):
                    while data := near.recv(65536):
                        far.sendall(data)
                    far.shutdown(socket.SHUT_WR)

            sending = threading.Thread(target=up)
            sending.start()
            place = 0
            with suppress(OSError):
                while data := far.recv(65536):
                    near.sendall(spoil(data, place))
                    place += len(data)
            with suppress(OSError):
                near.shutdown(socket.SHUT_RDWR)
            sending.join()

    return talk


PORTALS = {
    "a page to log in": (portal, "township_not_ours"),
    "a page to log in over TLS": (portal_with_tls, "township_not_ours"),
    "a gateway with the township's key": (gateway_with_the_right_key, "township_answer_not_understood"),
}


@pytest.mark.parametrize("who", PORTALS)
def test_case_28_a_captive_portal_hears_nothing_changes_nothing_and_is_named(
    world: World, tmp_path: Path, who: str, honest: ssl.SSLContext
) -> None:
    pc = first_pc(world)
    visit = pc.save(a_visit())
    before = world.store.standing()
    stranger, code = PORTALS[who]
    with stranger(tmp_path) as port, transport_to(port) as transport, pytest.raises(Hindrance, match=code):
        run_sync(world.store, transport, world.clock, CHANCE)
    assert world.store.standing() == before
    assert state_word(pc.shown()[visit]) == "已保存"
    (line,) = pc.store.sync.attempts(9)
    assert attempt_cells(line, world.clock.now())[2] == f"未完成：{sentence_for_code(code)}"
    with township_service(world, honest) as port, transport_to(port) as transport:
        run_sync(world.store, transport, world.clock, CHANCE)
    assert log_ids(world) == [visit]
    assert state_word(pc.shown()[visit]) == "已送达"


def test_case_09_a_clinic_the_township_has_not_entered_again_says_who_can_do_something(
    world: World, tmp_path: Path, honest: ssl.SSLContext
) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    no = http("400 Bad Request", "application/cbor", encode({"code": "clinic_unknown"}))
    with (
        somebody(over_tls(honest, [], no)) as port,
        transport_to(port) as transport,
        pytest.raises(Hindrance, match="clinic_not_entered") as told,
    ):
        run_sync(world.store, transport, world.clock, CHANCE)
    assert "用原来的代码重新录入" in sentence_for_code(told.value.code)
    assert pc.store.sync.waiting() == 1


def test_case_28_a_proxy_that_rewrites_what_passes_costs_the_round_and_nothing_else(
    world: World, honest: ssl.SSLContext
) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(3)]

    def spoil(at: int) -> Callable[[bytes, int], bytes]:
        def spoilt(data: bytes, place: int) -> bytes:
            if not place <= at < place + len(data):
                return data
            there = at - place
            return data[:there] + bytes([data[there] ^ 1]) + data[there + 1 :]

        return spoilt

    with township_service(world, honest) as port:
        for at in (3, 60, 400, 900):
            with (
                somebody(relay(port, spoil(at))) as rewriting,
                transport_to(rewriting) as transport,
                pytest.raises(Hindrance) as caught,
            ):
                run_sync(world.store, transport, world.clock, CHANCE)
            assert sentence_for_code(caught.value.code)
            assert caught.value.code in ("township_not_ours", "connection_cut", "township_unreachable")
            assert world.store.waiting() == 3
        with somebody(relay(port, lambda data, _: data)) as passing, transport_to(passing) as transport:
            run_sync(world.store, transport, world.clock, CHANCE)
    assert log_ids(world) == visits
    assert world.store.waiting() == 0
    assert world.faults() == []


def test_case_29_a_certificate_that_is_long_over_blocks_nobody_for_the_key_is_what_counts(
    world: World, honest: ssl.SSLContext
) -> None:
    pc = first_pc(world)
    visit = pc.save(a_visit())
    for years in (-20, 0, 40):
        world.clock.at = world.clock.at.replace(year=2026 + years)
        with township_service(world, honest) as port, transport_to(port) as transport:
            run_sync(world.store, transport, world.clock, CHANCE)
    assert log_ids(world)[0] == visit
    assert [one.outcome for one in pc.store.sync.attempts(9)] == ["done"] * 3
