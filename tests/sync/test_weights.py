"""What the desk reckons with when it counts and foretells bytes is what goes over a real line."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from core.sync_ports import CONNECTION_BYTES
from sync.forecast import HELLO_BYTES
from sync.run import run_sync
from sync.township.publishing import publish_sets
from sync.township.tls import pin_of, server_context
from sync.transport import Address, HttpsTransport
from tests.helpers.https_service import township_service
from tests.helpers.line import line_to
from tests.helpers.sync_rounds import finish
from tests.helpers.sync_world import TOWNSHIP, World, chance

KEY = Ed25519PrivateKey.generate().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def test_a_call_weighs_what_the_desk_reckons_with(world: World) -> None:
    publish_sets(world.township, world.clock)
    finish(world)
    with township_service(world, server_context(KEY)) as port, line_to(port) as line:
        address = Address.parse(f"https://127.0.0.1:{line.port}/{TOWNSHIP}")
        with HttpsTransport(address, pin_of(KEY)) as transport:
            told = run_sync(world.store, transport, world.clock, chance())
        moved = line.take().both
    bodies = told.bytes_up + told.bytes_down
    assert told.requests == 1
    assert abs(moved - bodies - CONNECTION_BYTES) <= 25
    assert abs(bodies - HELLO_BYTES) <= 30
