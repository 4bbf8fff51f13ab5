"""Messages over HTTPS: TLS 1.3, the service's key pinned before the first byte of a request, one connection.

Dates and names of certificates mean nothing here, and no proxy of the environment is asked: what counts is
the key. Every failure of the network leaves as a Hindrance.
"""

import ssl
from dataclasses import dataclass
from time import monotonic
from typing import Protocol
from urllib.parse import urlsplit

import httpcore

from core.errors import Hindrance, Refusal, Stop
from sync.asks import ANY_TOWNSHIP, MAX_MESSAGE_BYTES, MEDIA_TYPE, Ask, path_of
from sync.codec import from_wire, to_wire
from sync.patience import Patience
from sync.pinned import PinnedNetwork, TlsContext, WrongKey
from sync.protocol import No, decode_no

DEFAULT_PORT = 8443
_OK = 200
_KEEP_SECONDS = 25.0
_AGAIN_SECONDS = 60


class Transport(Protocol):
    """One way to the township; HTTPS is one, a datagram or a stick could be others."""

    @property
    def route(self) -> str:
        """Name the way for the diary."""
        ...

    @property
    def bytes_up(self) -> int:
        """Count the bytes of bodies sent so far."""
        ...

    @property
    def bytes_down(self) -> int:
        """Count the bytes of bodies received so far."""
        ...

    def exchange(self, name: Ask, body: bytes) -> bytes:
        """Carry a question there and its answer back.

        Raises:
            Refusal: `code_unknown`, `code_expired`, `code_used`, `first_user_not_listed`, `device_unknown`,
                `device_revoked`, `township_not_named`.
            Hindrance: `township_unreachable`, `township_silent`, `link_too_slow`, `township_not_ours`,
                `connection_cut`, `township_busy`, `clinic_not_entered`, `township_refused`,
                `township_answer_not_understood`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a township answers; the code is `-` where the service has only one."""

    host: str
    port: int
    township: str

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `https://host:port/township`; scheme, port and township may be left out.

        Raises:
            Refusal: `address_not_understood`.
        """
        plain = text.strip()
        try:
            parts = urlsplit(plain if "://" in plain else f"https://{plain}")
            host, port = parts.hostname, parts.port or DEFAULT_PORT
        except ValueError as error:
            raise Refusal("address_not_understood") from error
        township = parts.path.strip("/")
        if parts.scheme != "https" or not host or not host.isascii() or "/" in township or parts.query:
            raise Refusal("address_not_understood")
        return cls(host, port, township or ANY_TOWNSHIP)


class HttpsTransport:
    """The way over HTTPS; with no pin yet it carries nothing but the question who is there."""

    route = "https"

    def __init__(self, address: Address, pin: bytes | None, patience: Patience | None = None) -> None:
        self._address = address
        self._pins: tuple[bytes, ...] = () if pin is None else (pin,)
        self._seen_pin = b""
        self._patience = patience or Patience()
        self._pool = httpcore.ConnectionPool(
            ssl_context=TlsContext.of_client(),
            max_connections=1,
            keepalive_expiry=_KEEP_SECONDS,
            network_backend=PinnedNetwork(self._judge),
        )
        self.connections = 0
        self.bytes_up = 0
        self.bytes_down = 0

    def __enter__(self) -> "HttpsTransport":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def seen_pin(self) -> bytes:
        """Give the pin of the key that answered last."""
        return self._seen_pin

    def trust(self, township: str, pin: bytes) -> None:
        """Insist on this township and this key from now on."""
        self._address = Address(self._address.host, self._address.port, township)
        self.insist(pin)

    def insist(self, *pins: bytes) -> None:
        """Believe these keys and no other from now on."""
        self._pins = pins

    def meet(self, body: bytes) -> tuple[bytes, bytes]:
        """Ask whoever answers who it is, on a connection of its own; give the answer and that one's pin."""
        with HttpsTransport(self._address, None, self._patience) as stranger:
            try:
                return stranger.exchange(Ask.IDENTITY, body), stranger.seen_pin
            finally:
                self.bytes_up += stranger.bytes_up
                self.bytes_down += stranger.bytes_down

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()

    def exchange(self, name: Ask, body: bytes) -> bytes:
        """Carry a question there and its answer back."""
        if not self._pins and name is not Ask.IDENTITY:
            raise ValueError("only identity may be asked of a stranger")
        wire = to_wire(body)
        tries = 1
        while True:
            try:
                return _understood(*self._try(name, wire, tries))
            except Hindrance as hindrance:
                if not self._patience.worth_repeating(hindrance.code, tries):
                    raise
            tries += 1

    def _try(self, name: Ask, wire: bytes, tries: int) -> tuple[int, bytes | None]:
        """Ask on the connection there is or a new one; what fails closes it."""
        try:
            answer = self._exchange(name, wire, tries)
        except WrongKey as error:
            raise Hindrance("township_not_ours") from error
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise _unconnected(error) from error
        except httpcore.TimeoutException as error:
            self.bytes_up += len(wire)
            raise Hindrance("township_silent") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            self.bytes_up += len(wire)
            raise Hindrance("connection_cut") from error
        self.bytes_up += len(wire)
        return answer

    def _exchange(self, name: Ask, body: bytes, tries: int) -> tuple[int, bytes | None]:
        """Give the status and the body, or no body where it is not in our language."""
        address = self._address
        url = httpcore.URL(
            scheme=b"https",
            host=address.host.encode(),
            port=address.port,
            target=path_of(address.township, name.value).encode(),
        )
        headers: dict[bytes | str, bytes | str] = {"Content-Type": MEDIA_TYPE}
        timeouts = {"timeout": self._timeouts(len(body), tries)}
        with self._pool.stream("POST", url, headers=headers, content=body, extensions=timeouts) as response:
            answer = self._receive(response, len(body))
        kind = dict(response.headers).get(b"content-type", b"")
        return response.status, answer if kind == MEDIA_TYPE.encode() else None

    def _timeouts(self, size: int, tries: int) -> dict[str, float]:
        connect = self._patience.for_connecting(tries)
        silence = self._patience.for_next_byte(size, tries)
        return {"connect": connect, "read": silence, "write": silence, "pool": silence}

    def _receive(self, response: httpcore.Response, sent: int) -> bytes:
        started, received = monotonic(), bytearray()
        for piece in response.iter_stream():
            received += piece
            self.bytes_down += len(piece)
            if len(received) > MAX_MESSAGE_BYTES:
                raise Hindrance("township_answer_not_understood", reason="message_too_large")
            if monotonic() - started > self._patience.for_all(sent + len(received)):
                self.bytes_up += sent
                raise Hindrance("link_too_slow")
        return bytes(received)

    def _judge(self, pin: bytes) -> None:
        self.connections += 1
        self._seen_pin = pin
        if self._pins and pin not in self._pins:
            raise WrongKey


def _understood(status: int, answer: bytes | None) -> bytes:
    if answer is None:
        raise Hindrance("township_answer_not_understood", reason=f"http_{status}")
    try:
        message = from_wire(answer, MAX_MESSAGE_BYTES)
        no = None if status == _OK else _no(decode_no(message))
    except Refusal as refusal:
        raise Hindrance("township_answer_not_understood", reason=refusal.code) from refusal
    if no is not None:
        raise no
    return message


def _no(no: No) -> Stop:
    """Tell a no that the person at the desk can do something about from any other."""
    match no.code:
        case "township_busy":
            return Hindrance("township_busy", seconds=no.again_in or _AGAIN_SECONDS)
        case "code_unknown":
            return Refusal("code_unknown")
        case "code_expired":
            return Refusal("code_expired")
        case "code_used":
            return Refusal("code_used")
        case "first_user_not_listed":
            return Refusal("first_user_not_listed")
        case "device_unknown":
            return Refusal("device_unknown")
        case "clinic_unknown":
            return Hindrance("clinic_not_entered")
        case "device_revoked":
            return Refusal("device_revoked")
        case "township_not_named":
            return Refusal("township_not_named")
    return Hindrance("township_refused", reason=no.code)


def _unconnected(error: Exception) -> Hindrance:
    """Tell a machine that does not answer from one that answers but does not speak TLS 1.3."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError | ConnectionResetError):
            return Hindrance("connection_cut")
        if isinstance(cause, ssl.SSLError):
            return Hindrance("township_not_ours")
        cause = cause.__cause__ or cause.__context__
    return Hindrance("township_unreachable")
