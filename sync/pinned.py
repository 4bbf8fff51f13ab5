"""TLS 1.3 as a clinic speaks it: few bytes, one pinned key, and nothing written before the key was judged.

Session tickets are not taken: a ticket weighs more than the compact certificate it would save, and saves no
round trip without early data.
"""

import hashlib
import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_GROUP = "X25519"
_PADDING = 0x10
"""OpenSSL's bit that pads a greeting of 256 bytes to 512, for a load balancer of 2013."""
_HELD_BACK = 16 * 1024


class WrongKey(Exception):
    """Whoever answered holds another key than the pinned one."""


class _PinnedStream(httpcore.NetworkStream):
    """A connection that looks at the key right after the handshake, before anything is written."""

    def __init__(self, stream: httpcore.NetworkStream, judge: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._judge = judge
        self._held = bytearray()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._flush(timeout)
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Hold small pieces back until an answer is awaited: head and body travel as one record."""
        self._held += buffer
        if len(self._held) >= _HELD_BACK:
            self._flush(timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout)
        try:
            self._judge(spki_pin(stream.get_extra_info("ssl_object").getpeercert(True)))
        except BaseException:
            stream.close()
            raise
        return _PinnedStream(stream, self._judge)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _flush(self, timeout: float | None) -> None:
        held, self._held = bytes(self._held), bytearray()
        self._stream.write(held, timeout)


class PinnedNetwork(httpcore.NetworkBackend):
    """The system's network, with every connection judged by its key."""

    def __init__(self, judge: Callable[[bytes], None]) -> None:
        self._network = httpcore.SyncBackend()
        self._judge = judge

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        stream = self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        return _PinnedStream(stream, self._judge)


class TlsContext(ssl.SSLContext):
    """A client's context that offers one protocol in silence: HTTP/1.1 needs no negotiation."""

    @classmethod
    def of_client(cls) -> "TlsContext":
        """Make a context that trusts nobody by name or date; whoever uses it compares keys."""
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the pin is stricter than any authority, and needs no clock
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.options &= ~_PADDING
        one_group(context)
        return context

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Offer none, whatever the pool asks for."""


def one_group(context: ssl.SSLContext) -> None:
    """Offer one key share of 32 bytes; an OpenSSL before 3 cannot be told, and offers that one by itself."""
    if ssl.OPENSSL_VERSION_INFO >= (3,):
        context.set_ecdh_curve(_GROUP)


def spki_pin(certificate: bytes) -> bytes:
    """Give SHA-256 of the public key (SPKI) in a DER certificate.

    Raises:
        WrongKey: it is no certificate.
    """
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, TypeError) as error:
        raise WrongKey from error
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
