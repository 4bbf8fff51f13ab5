"""A service that hosts townships: what it needs of its store, and answering for all of them."""

from collections.abc import Sequence
from typing import Protocol

from core.errors import Refusal
from core.ids import TownshipCode
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.app import Hosting, make_app
from sync.township.county import renew_packs
from sync.township.server import Listening, serve, write_line
from sync.township.tls import pin_of, server_context


class Townships(Protocol):
    """The townships of an open service."""

    def codes(self) -> Sequence[TownshipCode]:
        """List them."""
        ...

    def store_of(self, code: TownshipCode) -> TownshipStore:
        """Give the store of one of them."""
        ...

    def tls_key(self) -> bytes | None:
        """Give the TLS key they share; None before the first of them."""
        ...


def serve_townships(townships: Townships, listening: Listening, clock: Clock) -> None:
    """Answer clinics until told to stop.

    Raises:
        Refusal: `township_not_set_up`.
        Hindrance: `address_not_free`.
    """
    tls_key = townships.tls_key()
    if tls_key is None:
        raise Refusal("township_not_set_up")
    for code in townships.codes():
        renew_packs(townships.store_of(code), clock)
    hosting = Hosting(townships.codes, townships.store_of, pin_of(tls_key), clock)
    serve(make_app(hosting), server_context(tls_key), listening, write_line)
