"""The line to the national platform: one message out, one answer back, over HTTPS."""

import hashlib
from collections.abc import Mapping
from typing import Protocol

import httpx

from core.errors import Refusal
from core.platform_credentials import Credentials, PlatformCredentials
from core.ports import Clock
from sync.township.settlement.answers import NoAnswer, NotReached
from sync.township.settlement.province import Signing

LARGEST_ANSWER = 64_000_000
_SINGLE_PATH = "/fsi/api"


class Platform(Protocol):
    """Carries bytes; what they mean is national_interface.py's affair."""

    def send(self, message_id: str, service: str, body: bytes) -> bytes:
        """Send one message and give the body of its answer.

        Args:
            message_id: of the message, for the gateway's once-only number.
            service: path of the service, empty where all messages go to one address.

        Raises:
            NotReached: the message certainly did not arrive.
            NoAnswer: it may have arrived.
        """
        ...


class HttpPlatform:
    """The platform behind an address such as `https://host:port`; no message is ever repeated by the line.

    Raises:
        Refusal: `platform_credentials_missing`: the province asks for signed headers.
    """

    def __init__(
        self,
        address: str,
        signing: Signing,
        clock: Clock,
        credentials: Credentials | None = None,
        timeout_seconds: float = 60.0,
    ) -> None:
        if signing is not Signing.NONE and credentials is None:
            raise Refusal("platform_credentials_missing")
        self._clock = clock
        self._credentials = credentials if signing is Signing.TIF else None
        timeout = httpx.Timeout(timeout_seconds, connect=min(10.0, timeout_seconds))
        # Messages are few: a line of its own for each means that no half-dead one is ever picked up again.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(base_url=address, timeout=timeout, limits=limits, trust_env=False)

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def send(self, message_id: str, service: str, body: bytes) -> bytes:
        """Send one message and give the body of its answer."""
        path = f"{_SINGLE_PATH}/{service}" if service else _SINGLE_PATH
        headers = {"content-type": "application/json", **self._signature(message_id)}
        try:
            with self._http.stream("POST", path, content=body, headers=headers) as answer:
                return _body(answer)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotReached("platform_not_reachable") from error
        except httpx.TimeoutException as error:
            raise NoAnswer("platform_too_slow") from error
        except httpx.HTTPError as error:
            raise NoAnswer("platform_line_cut") from error

    def _signature(self, message_id: str) -> Mapping[str, str]:
        if not self._credentials:
            return {}
        stamp = str(int(self._clock.now().timestamp()))
        text = f"{stamp}{self._credentials.secret}{message_id}{stamp}"
        return {
            "x-tif-paasid": self._credentials.caller,
            "x-tif-timestamp": stamp,
            "x-tif-nonce": message_id,
            "x-tif-signature": hashlib.sha256(text.encode()).hexdigest(),
        }


def credentials_of(store: PlatformCredentials) -> Credentials | None:
    """Give a township's credentials; None where it has none."""
    kept = store.platform_credentials()
    return kept.credentials if kept else None


def _body(answer: httpx.Response) -> bytes:
    if answer.status_code != httpx.codes.OK:
        raise NoAnswer("platform_failed")
    pieces, size = [], 0
    for piece in answer.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise NoAnswer("platform_answer_not_usable")
    if not size:
        raise NoAnswer("platform_answer_not_usable")
    return b"".join(pieces)
