"""The service over real HTTPS: the pin, the bounds, the plain no, many townships, a clean end."""

import hashlib
import http.client
import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.errors import Hindrance
from core.ids import ClinicCode, TownshipCode
from storage.township.engines import TownshipDatabase
from storage.township.store import SqlTownshipStore
from storage.township.townships import service_tls_key, township_codes
from sync.asks import ANY_TOWNSHIP, MAX_MESSAGE_BYTES, MEDIA_TYPE, Ask, path_of
from sync.codec import CborCodec, compress, from_wire, to_wire
from sync.introduction import encode_identity_ask, read_identity
from sync.protocol import decode_no
from sync.township.app import Hosting, make_app
from sync.township.enrolment import TownshipToMake, issue_code, make_township
from sync.township.server import Listening, Speaking, TownshipServer, listening_socket
from sync.township.tls import pin_of, server_context
from tests.helpers.township_store import data_folder
from tests.helpers.township_talk import SetClock, TalkingDevice

UP = ClinicCode("C01")
NONCE = bytes(16)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs in a thread of this process."""

    port: int

    def connect(self) -> http.client.HTTPSConnection:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)

    def post(self, path: str, body: bytes, media_type: str = MEDIA_TYPE) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request("POST", path, body, {"content-type": media_type})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def running(hosting: Hosting, tls_key: bytes) -> Iterator[Service]:
    ready: SimpleQueue[int] = SimpleQueue()
    with listening_socket(Listening("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        server = TownshipServer(make_app(hosting), Speaking(server_context(tls_key)), lambda: ready.put(port))
        thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
        thread.start()
        try:
            yield Service(ready.get(timeout=20))
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture
def hosting(database: TownshipDatabase, store: SqlTownshipStore, clock: SetClock) -> Hosting:
    return Hosting(
        codes=lambda: township_codes(database),
        store_of=lambda code: SqlTownshipStore(database, code, CborCodec()),
        tls_pin=lambda: pin_of(store.township().keys.tls),
        clock=clock,
    )


@pytest.fixture
def service(hosting: Hosting, store: SqlTownshipStore) -> Iterator[Service]:
    with running(hosting, store.township().keys.tls) as one:
        yield one


def said_no(answer: tuple[int, bytes]) -> tuple[int, str]:
    return answer[0], decode_no(answer[1]).code


def test_the_certificate_carries_the_pinned_key_and_nothing_older_than_tls_13(
    service: Service, hosting: Hosting
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", service.port), timeout=20) as plain,
        context.wrap_socket(plain) as sealed,
    ):
        assert sealed.version() == "TLSv1.3"
        certificate = x509.load_der_x509_certificate(sealed.getpeercert(binary_form=True) or b"")
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert hashlib.sha256(public).digest() == hosting.tls_pin()

    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", service.port), timeout=20) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        context.wrap_socket(plain)


def test_a_clinic_enrols_and_delivers_over_https(
    service: Service, store: SqlTownshipStore, clock: SetClock
) -> None:
    def carry(name: str, body: bytes) -> bytes:
        status, answer = service.post(path_of("T330111", name), to_wire(body))
        assert status == 200
        return from_wire(answer, MAX_MESSAGE_BYTES)

    device = TalkingDevice(carry)
    device.enrol(issue_code(store, UP, clock).code)
    writer = device.writer()

    assert device.offer(writer.write_many(50)).receipt is not None
    assert device.hello(writer, receipt=50).results_head == 50
    assert store.counts().events == 50
    assert store.check() == []


def test_the_only_township_of_a_service_need_not_be_named(
    service: Service, database: TownshipDatabase
) -> None:
    path, body = path_of(ANY_TOWNSHIP, Ask.IDENTITY), encode_identity_ask(NONCE)
    status, answer = service.post(path, body)
    assert (status, read_identity(from_wire(answer, MAX_MESSAGE_BYTES), NONCE).township) == (200, "T330111")

    second = make_township(
        TownshipToMake("T330112", "白云镇卫生院", "H33011200001", "CN"), service_tls_key(database)
    )
    SqlTownshipStore(database, TownshipCode("T330112"), CborCodec()).create_township(second)

    assert said_no(service.post(path, body)) == (400, "township_not_named")
    status, answer = service.post(path_of("T330112", Ask.IDENTITY), body)
    assert read_identity(from_wire(answer, MAX_MESSAGE_BYTES), NONCE).name == "白云镇卫生院"


@pytest.mark.parametrize(
    ("path", "body", "media_type", "no"),
    [
        ("/v1/T330111/hello", b"\x00", MEDIA_TYPE, (400, "message_not_understood")),
        ("/v1/T330111/hello", b"\xff", MEDIA_TYPE, (400, "bytes_not_canonical")),
        ("/v1/T330111/hello", b"\x00", "text/plain", (415, "media_type_wrong")),
        ("/v1/T999/identity", encode_identity_ask(NONCE), MEDIA_TYPE, (404, "township_not_set_up")),
        ("/v1/T330111/hello", bytes(MAX_MESSAGE_BYTES + 1), MEDIA_TYPE, (413, "message_too_large")),
        ("/v1/T330111/hello", compress(bytes(3 * MAX_MESSAGE_BYTES)), MEDIA_TYPE, (413, "message_too_large")),
        (
            "/v1/T330111/hello",
            zstandard.ZstdCompressor(write_content_size=False).compress(bytes(3 * MAX_MESSAGE_BYTES)),
            MEDIA_TYPE,
            (413, "message_too_large"),
        ),
    ],
    ids=["not ours", "no bytes of ours", "form", "elsewhere", "too large", "bomb", "bomb without a size"],
)
def test_a_bad_request_gets_a_code_and_no_more(
    service: Service, path: str, body: bytes, media_type: str, no: tuple[int, str]
) -> None:
    assert said_no(service.post(path, body, media_type)) == no


def test_a_body_without_end_is_cut_off_at_the_bound(service: Service) -> None:
    connection = service.connect()
    try:
        connection.putrequest("POST", "/v1/T330111/hello")
        connection.putheader("content-type", MEDIA_TYPE)
        connection.putheader("content-length", str(10 * MAX_MESSAGE_BYTES))
        connection.endheaders()
        connection.send(bytes(MAX_MESSAGE_BYTES + 1))  # and no more: who waits for the rest waits in vain
        answer = connection.getresponse()
        assert said_no((answer.status, answer.read())) == (413, "message_too_large")
    finally:
        connection.close()


def test_who_opens_a_connection_and_asks_nothing_is_not_waited_for(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.township.connection.REQUEST_SECONDS", 0.2)
    connection = service.connect()
    connection.connect()
    connection.sock.sendall(b"POST /v1/-/hello HTTP/1.1\r\nHost: x\r\nX-Drip: ")
    with suppress(ConnectionResetError):
        assert connection.sock.recv(1) == b""
    connection.close()
    assert service.get("/health")[0] == 200


def test_a_crowd_that_only_holds_connections_keeps_nobody_out_who_asks(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.township.connection.MOST_CONNECTIONS", 3)
    asking = service.connect()
    asking.request("GET", "/health")
    assert asking.getresponse().read()
    crowd = [service.connect() for _ in range(4)]
    for one in crowd:
        one.connect()
        asking.request("GET", "/health")
        assert asking.getresponse().read(), "who asks stays, though it came first"
    with suppress(ConnectionResetError):
        assert crowd[0].sock.recv(1) == b"", "who says nothing makes way, the first of all"
    assert service.get("/health")[0] == 200
    for one in (asking, *crowd):
        one.close()


def test_where_everybody_held_is_being_answered_whoever_comes_is_closed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = service.connect()
    first.connect()
    first.sock.sendall(b"POST /v1/-/hello HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n")
    first.sock.sendall(b"Content-Type: application/cbor\r\n\r\n{")
    assert service.get("/health")[0] == 200, "by now the question has begun"
    monkeypatch.setattr("sync.township.connection.MOST_CONNECTIONS", 1)
    # In a thread of its own: OpenSSL keeps errors by thread, and Python 3.13 would read this one on `first`.
    with ThreadPoolExecutor(1) as another, pytest.raises((OSError, http.client.HTTPException)):
        another.submit(service.get, "/health").result()
    first.sock.sendall(b"}")
    assert first.sock.recv(12) == b"HTTP/1.1 400"
    first.close()


def test_other_paths_and_methods_are_not_there(service: Service) -> None:
    assert service.get("/v1/T330111/hello")[0] == 405
    assert service.get("/")[0] == 404
    assert service.post("/v1/../../etc/passwd", b"")[0] in (404, 415, 400)


def test_health_tells_of_the_store(service: Service) -> None:
    status, body = service.get("/health")

    assert (status, json.loads(body)) == (200, {"ready": True, "townships": 1})


@pytest.mark.expects_log("a clinic has to wait: store_not_reachable")
def test_a_store_that_is_away_is_a_503(hosting: Hosting, store: SqlTownshipStore) -> None:
    def away(*_: object) -> list[TownshipCode]:
        raise Hindrance("store_not_reachable")

    broken = Hosting(away, lambda _: store, hosting.tls_pin, hosting.clock)
    with running(broken, store.township().keys.tls) as service:
        assert service.get("/health")[0] == 503
        path = path_of(ANY_TOWNSHIP, Ask.IDENTITY)
        assert said_no(service.post(path, encode_identity_ask(NONCE))) == (503, "store_not_reachable")


@pytest.mark.expects_log("a question found a bug: ZeroDivisionError in test_service.py")
def test_a_bug_tells_the_outside_nothing(hosting: Hosting, store: SqlTownshipStore) -> None:
    def faulty(_: TownshipCode) -> SqlTownshipStore:
        raise ZeroDivisionError("somebody's name")

    broken = Hosting(hosting.codes, faulty, hosting.tls_pin, hosting.clock)
    with running(broken, store.township().keys.tls) as service:
        assert service.post("/v1/T330111/identity", encode_identity_ask(NONCE)) == (500, b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_told_to_stop_ends_well(
    store: SqlTownshipStore, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "tests.helpers.township_process", str(data_folder(tmp_path)), store.code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        assert line["listening"] == "127.0.0.1"
        assert Service(line["port"]).get("/health")[0] == 200

        process.send_signal(number)

        assert process.wait(timeout=30) == 0
        assert process.stdout.read() == ""


def test_an_address_that_is_taken_is_a_hindrance() -> None:
    with (
        listening_socket(Listening("127.0.0.1", 0)) as taken,
        pytest.raises(Hindrance, match="address_not_free"),
    ):
        taken.listen()
        listening_socket(Listening("127.0.0.1", taken.getsockname()[1]))


def test_a_host_that_is_none_is_a_hindrance() -> None:
    with pytest.raises(Hindrance, match="address_not_free"):
        listening_socket(Listening("256.1.1.1", 0))
