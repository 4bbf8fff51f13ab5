"""Real HTTPS on loopback: whose key it is, what cuts and portals become, what strangers hear."""

import re
import secrets
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import Hindrance, Refusal
from sync import one_time_code
from sync.asks import Ask
from sync.codec import encode, to_wire
from sync.enrolment import EnrolRun
from sync.patience import TRIES, Patience
from sync.run import Chance, enrol, run_sync
from sync.transport import Address, HttpsTransport
from tests.helpers.https_service import township_service
from tests.helpers.sync_world import TOWNSHIP, World, issue_code
from tests.helpers.tls import TLS_PIN, a_key, pin_of, server_context

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
LONG_OVER = datetime(2002, 1, 1, tzinfo=UTC)
KEY = a_key(20260506)
NOES = "code_unknown code_expired code_used first_user_not_listed device_revoked township_not_named"
CHANCE = Chance(secrets.token_bytes, lambda: 0.0)
QUICK = Patience(connect=5.0, stall=0.15)

Wire = Callable[[socket.socket], None]


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """Give a server's context whose certificate expired long ago and names somebody else."""
    return server_context(tmp_path, KEY, LONG_AGO, LONG_OVER)


@contextmanager
def somebody(talk: Wire) -> Iterator[int]:
    """Answer connections one after the other in a way of our own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(10)
                    with suppress(OSError):  # the other side hung up, as some tests mean it to
                        talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def over_tls(context: ssl.SSLContext, heard: list[bytes], answer: bytes) -> Wire:
    """Speak TLS, hear one request, say some bytes and hang up."""

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            heard.append(one_request(secure))
            if heard[-1]:
                secure.sendall(answer)

    return talk


def one_request(connection: ssl.SSLSocket) -> bytes:
    """Hear a request to its end, or as much of it as comes."""
    heard = b""
    while piece := connection.recv(65536):
        heard += piece
        head, _, body = heard.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        if length and len(body) >= int(length[1]):
            break
    return heard


def http(status: str, kind: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def transport_to(port: int, pin: bytes | None = TLS_PIN, patience: Patience = QUICK) -> HttpsTransport:
    return HttpsTransport(Address("127.0.0.1", port, TOWNSHIP), pin, patience)


def failure(port: int, pin: bytes | None = TLS_PIN) -> str:
    with transport_to(port, pin) as transport, pytest.raises(Hindrance) as caught:
        transport.exchange(Ask.HELLO if pin else Ask.IDENTITY, encode([1]))
    return caught.value.code


# --- the real township


def test_a_clinic_enrols_and_syncs_over_https(world: World, context: ssl.SSLContext) -> None:
    code = issue_code(world.township, secrets.token_bytes(8))
    with township_service(world, context) as port:
        address = Address.parse(f"https://127.0.0.1:{port}")
        run = EnrolRun(code, "https://127.0.0.1", "test", secrets.token_bytes)
        with HttpsTransport(address, None) as stranger:
            enrolled = enrol(run, stranger)
        assert enrolled.enrolment.tls_pin == TLS_PIN
        assert enrolled.enrolment.address == f"https://127.0.0.1/{TOWNSHIP}"
        world.save(1)
        with transport_to(port, patience=Patience()) as transport:
            report = run_sync(world.store, transport, world.clock, CHANCE)
            assert (report.events, report.bytes_up) == (1, transport.bytes_up)
            assert 0 < report.bytes_down < 3000
        (line,) = world.clinic.sync.attempts(5)
        assert (line.route, line.outcome, line.bytes_up) == ("https", "done", report.bytes_up)


def test_one_connection_carries_a_whole_round(world: World, context: ssl.SSLContext) -> None:
    with township_service(world, context) as port, transport_to(port, patience=Patience()) as transport:
        run_sync(world.store, transport, world.clock, CHANCE)
        for number in range(60):
            world.save(number, size=5_000)
        report = run_sync(world.store, transport, world.clock, CHANCE)
        assert report.requests > 2
        assert transport.connections == 1


def test_a_plain_no_of_the_township_keeps_its_reason(world: World, context: ssl.SSLContext) -> None:
    with (
        township_service(world, context) as port,
        transport_to(port) as transport,
        pytest.raises(Hindrance) as caught,
    ):
        transport.exchange(Ask.HELLO, b"nonsense")
    assert (caught.value.code, caught.value.facts) == ("township_refused", {"reason": "bytes_not_canonical"})


def test_a_failed_round_leaves_its_line_in_the_diary(world: World) -> None:
    world.save(1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with transport_to(port) as transport, pytest.raises(Hindrance, match="township_unreachable"):
        run_sync(world.store, transport, world.clock, CHANCE)
    (line,) = world.clinic.sync.attempts(5)
    assert (line.outcome, line.bytes_up, line.bytes_down) == ("township_unreachable", 0, 0)
    assert world.store.waiting() == 1


# --- whose key it is


def test_a_stranger_hears_no_request(context: ssl.SSLContext) -> None:
    heard: list[bytes] = []
    with somebody(over_tls(context, heard, http("200 OK", "application/cbor", b"\x01"))) as port:
        assert failure(port, pin=pin_of(a_key(99))) == "township_not_ours"
    assert heard in ([], [b""])


def test_dates_and_names_of_a_certificate_mean_nothing(context: ssl.SSLContext) -> None:
    heard: list[bytes] = []
    wire = over_tls(context, heard, http("200 OK", "application/cbor", encode([7])))
    with somebody(wire) as port, transport_to(port) as transport:
        assert transport.exchange(Ask.HELLO, encode([1])) == encode([7])
    assert heard[0].startswith(b"POST /v1/T330111/hello HTTP/1.1\r\n")


def test_a_stranger_is_asked_nothing_but_who_it_is(context: ssl.SSLContext) -> None:
    with transport_to(1, pin=None) as transport, pytest.raises(ValueError, match="stranger"):
        transport.exchange(Ask.HELLO, b"")


def test_an_older_tls_is_refused(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with somebody(over_tls(context, [], b"")) as port:
        assert failure(port) == "township_not_ours"


def test_a_voice_without_tls_is_not_ours() -> None:
    def portal(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(http("302 Found", "text/html", b"<html>log in first</html>"))

    with somebody(portal) as port:
        assert failure(port) == "township_not_ours"


# --- what becomes of cuts, silence and strange answers


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http("200 OK", "text/html", b"<html>log in first</html>"), "township_answer_not_understood"),
        (http("200 OK", "application/cbor", b"\x28\xb5\x2f\xfd\x00"), "township_answer_not_understood"),
        (http("400 Bad Request", "application/cbor", b"\xff"), "township_answer_not_understood"),
        (
            http("403 Forbidden", "application/cbor", encode({"code": "<b>"})),
            "township_answer_not_understood",
        ),
        (http("403 Forbidden", "application/cbor", encode({"code": "epoch_differs"})), "township_refused"),
        (http("502 Bad Gateway", "text/plain", b"bad gateway"), "township_answer_not_understood"),
        (http("200 OK", "application/cbor", bytes(3_000_000)), "township_answer_not_understood"),
        (b"SSH-2.0-elsewhere\r\n", "connection_cut"),
        (b"", "connection_cut"),
        (http("200 OK", "application/cbor", b"12345678")[:-4], "connection_cut"),
    ],
)
def test_a_strange_answer_is_a_hindrance(context: ssl.SSLContext, answer: bytes, code: str) -> None:
    with somebody(over_tls(context, [], answer)) as port:
        assert failure(port) == code


@pytest.mark.parametrize("code", NOES.split())
def test_a_no_the_desk_can_act_on_is_a_refusal(context: ssl.SSLContext, code: str) -> None:
    no = http("400 Bad Request", "application/cbor", encode({"code": code}))
    with (
        somebody(over_tls(context, [], no)) as port,
        transport_to(port) as transport,
        pytest.raises(Refusal) as caught,
    ):
        transport.exchange(Ask.HELLO, encode([1]))
    assert caught.value.code == code


def test_a_busy_township_says_when_to_come_back(context: ssl.SSLContext) -> None:
    no = http("503 Busy", "application/cbor", encode({"code": "township_busy", "again_in": 7}))
    with (
        somebody(over_tls(context, [], no)) as port,
        transport_to(port) as transport,
        pytest.raises(Hindrance) as caught,
    ):
        transport.exchange(Ask.HELLO, encode([1]))
    assert (caught.value.code, caught.value.facts) == ("township_busy", {"seconds": 7})


class Silent:
    """Hears so many requests without a word, each to the end of its connection, then answers."""

    def __init__(self, context: ssl.SSLContext, silences: int) -> None:
        self.context = context
        self.silences = silences
        self.heard: list[bytes] = []

    def __call__(self, connection: socket.socket) -> None:
        with self.context.wrap_socket(connection, server_side=True) as secure:
            self.heard.append(one_request(secure))
            if len(self.heard) <= self.silences:
                secure.recv(1)
            else:
                secure.sendall(http("200 OK", "application/cbor", encode([7])))


def test_silence_is_not_waited_out(context: ssl.SSLContext) -> None:
    silent = Silent(context, silences=9)
    with somebody(silent) as port:
        assert failure(port) == "township_silent"
    assert len(silent.heard) == TRIES


def test_a_question_met_with_silence_is_repeated_on_a_new_connection(context: ssl.SSLContext) -> None:
    silent = Silent(context, silences=1)
    with somebody(silent) as port, transport_to(port) as transport:
        assert transport.exchange(Ask.HELLO, encode([1])) == encode([7])
        assert transport.connections == 2
        assert transport.bytes_up == 2 * len(to_wire(encode([1])))
    assert silent.heard[0] == silent.heard[1]


def test_a_township_that_hangs_up_is_asked_once_more(context: ssl.SSLContext) -> None:
    answers = iter([b"", http("200 OK", "application/cbor", encode([7]))])

    def moody(connection: socket.socket) -> None:
        over_tls(context, [], next(answers))(connection)

    with somebody(moody) as port, transport_to(port) as transport:
        assert transport.exchange(Ask.HELLO, encode([1])) == encode([7])


def test_an_answer_that_trickles_is_not_waited_for_for_ever(context: ssl.SSLContext) -> None:
    def trickling(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            one_request(secure)
            secure.sendall(http("200 OK", "application/cbor", bytes(1_000))[:-1_000])
            while True:
                secure.sendall(b"0")
                threading.Event().wait(0.02)

    with somebody(trickling) as port:
        impatient = Patience(stall=5.0, ceiling=0.1, slowest=1e9)
        with transport_to(port, patience=impatient) as transport, pytest.raises(Hindrance) as caught:
            transport.exchange(Ask.HELLO, encode([1]))
    assert caught.value.code == "link_too_slow"
    assert transport.connections == 1


def test_a_cut_during_the_handshake_is_a_cut() -> None:
    def hang_up(connection: socket.socket) -> None:
        connection.recv(100)

    with somebody(hang_up) as port:
        assert failure(port) in ("connection_cut", "township_unreachable")


def test_the_environment_has_no_proxy_for_us(
    context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("SSLKEYLOGFILE", "")
    wire = over_tls(context, [], http("200 OK", "application/cbor", encode([7])))
    with somebody(wire) as port, transport_to(port) as transport:
        assert transport.exchange(Ask.HELLO, encode([1])) == encode([7])


def test_long_messages_travel_compressed(context: ssl.SSLContext) -> None:
    heard: list[bytes] = []
    wire = over_tls(context, heard, http("200 OK", "application/cbor", encode([7])))
    with somebody(wire) as port, transport_to(port) as transport:
        transport.exchange(Ask.HELLO, encode("a" * 10_000))
        assert transport.bytes_up < 100
        assert transport.bytes_down == 2


# --- enrolment


def test_an_enrolment_survives_a_lost_answer_with_the_same_keys(world: World) -> None:
    code = issue_code(world.township, secrets.token_bytes(8))

    class Lossy:
        """Loses the first answer to an enrolment."""

        route, bytes_up, bytes_down, seen_pin = "fake", 0, 0, TLS_PIN
        lost = False

        def trust(self, township: str, pin: bytes) -> None:
            assert (township, pin) == (TOWNSHIP, TLS_PIN)

        def exchange(self, name: Ask, body: bytes) -> bytes:
            answer = world.answer(name, body)
            if name is Ask.ENROL and not self.lost:
                self.lost = True
                raise Hindrance("connection_cut")
            return answer

    enrolled = enrol(EnrolRun(code, "https://x", "test", secrets.token_bytes), Lossy())
    assert world.township.device(enrolled.enrolment.device) is not None


def test_a_code_of_another_township_is_refused_before_anything_is_told(world: World) -> None:
    code = one_time_code.make(bytes(32), bytes(8))
    run = EnrolRun(code, "https://x", "test", secrets.token_bytes)
    request = run.prepare()
    assert request is not None
    with pytest.raises(Refusal, match="code_of_another_township"):
        run.absorb(world.answer(request.name, request.body), TLS_PIN)


def test_a_middleman_with_the_right_identity_and_another_key_is_not_ours(world: World) -> None:
    code = issue_code(world.township, secrets.token_bytes(8))
    run = EnrolRun(code, "https://x", "test", secrets.token_bytes)
    request = run.prepare()
    assert request is not None
    answer = world.answer(request.name, request.body)
    with pytest.raises(Hindrance, match="township_not_ours"):
        run.absorb(answer, pin_of(a_key(99)))
    for spoilt in (b"", b"\x80", answer[:-1] + bytes([answer[-1] ^ 1])):
        with pytest.raises(Hindrance, match=r"township_not_ours|township_answer_not_understood"):
            run.absorb(spoilt, TLS_PIN)
    assert run.identity is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://10.0.0.5:9000/T1", Address("10.0.0.5", 9000, "T1")),
        (" 10.0.0.5 ", Address("10.0.0.5", 8443, "-")),
        ("wsy.example:443/", Address("wsy.example", 443, "-")),
        ("https://[::1]:8443", Address("::1", 8443, "-")),
    ],
)
def test_an_address_may_leave_out_what_is_usual(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "text", ["", "http://10.0.0.5", "https://", "10.0.0.5:99999", "a b://", "x/y/z", "乡镇"]
)
def test_another_address_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="address_not_understood"):
        Address.parse(text)
