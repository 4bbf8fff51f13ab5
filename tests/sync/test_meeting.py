"""Over real HTTPS: whoever holds another key is asked who it is, and nothing else."""

import pytest

from core.errors import Hindrance
from sync.asks import Ask
from sync.introduction import encode_identity_ask, read_identity
from sync.township.tls import server_context
from sync.transport import Address, HttpsTransport
from tests.helpers.https_service import township_service
from tests.helpers.sync_world import TOWNSHIP, World
from tests.helpers.tls import TLS_KEY, TLS_PIN


def test_whoever_holds_another_key_is_asked_who_it_is_and_nothing_else(world: World) -> None:
    ask = encode_identity_ask(bytes(16))
    with (
        township_service(world, server_context(TLS_KEY)) as port,
        HttpsTransport(Address("127.0.0.1", port, TOWNSHIP), bytes(32)) as transport,
    ):
        answer, pin = transport.meet(ask)
        assert pin == TLS_PIN
        assert read_identity(answer, bytes(16)).tls_pin == TLS_PIN
        assert transport.bytes_up > 0
        with pytest.raises(Hindrance, match="township_not_ours"):
            transport.exchange(Ask.HELLO, b"nothing of this may leave")
        transport.trust(TOWNSHIP, pin)
        assert transport.exchange(Ask.IDENTITY, ask)
