"""What a handshake weighs, counted between the service's own context and the clinic's."""

import ssl
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sync.pinned import TlsContext, spki_pin
from sync.township.tls import pin_of, server_context
from tests.helpers.tls import TLS_KEY

ED25519_KEY = Ed25519PrivateKey.generate().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def shaken(key: bytes) -> tuple[int, bytes]:
    """Give the bytes of a handshake both ways, with what the server says after it, and the pin seen."""
    up, down = (ssl.MemoryBIO(), ssl.MemoryBIO()), (ssl.MemoryBIO(), ssl.MemoryBIO())
    server = server_context(key).wrap_bio(up[1], down[0], server_side=True)
    client = TlsContext.of_client().wrap_bio(down[1], up[0])
    moved = 0
    for _ in range(3):
        for side, (outgoing, incoming) in ((client, up), (server, down)):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
            data = outgoing.read()
            moved += len(data)
            incoming.write(data)
    with pytest.raises(ssl.SSLWantReadError):
        client.read(1)
    seen = client.getpeercert(True)
    assert seen is not None
    return moved, spki_pin(seen)


@pytest.mark.parametrize(("key", "most"), [(ED25519_KEY, 850), (TLS_KEY, 920)], ids=["ed25519", "p256"])
def test_a_handshake_stays_small_and_shows_the_pinned_key(key: bytes, most: int) -> None:
    moved, seen = shaken(key)
    assert moved <= most
    assert seen == pin_of(key)
