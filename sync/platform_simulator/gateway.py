"""The signed headers of the bus in front of the platform."""

import hashlib
import hmac
from collections.abc import Mapping

from sync.platform_simulator.rules import Gateway


def admitted(gateway: Gateway, headers: Mapping[str, str]) -> bool:
    """Check paasid and SHA-256 over timestamp, secret, nonce, timestamp."""
    stamp = headers.get("x-tif-timestamp", "")
    nonce = headers.get("x-tif-nonce", "")
    expected = hashlib.sha256(f"{stamp}{gateway.secret}{nonce}{stamp}".encode()).hexdigest()
    given = headers.get("x-tif-signature", "").lower()
    return bool(stamp and nonce) and (
        headers.get("x-tif-paasid") == gateway.paasid
        and hmac.compare_digest(expected.encode(), given.encode())
    )
