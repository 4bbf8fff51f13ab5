"""The TLS key a service speaks with: the present one, the announced one, and the change while it runs."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.errors import Hindrance, Refusal
from core.ids import TownshipCode
from core.ports import Clock
from core.township_keys import NextTlsKey, TlsRoll
from core.township_ports import TownshipStore
from sync.codec import to_milliseconds
from sync.county.recovery import write_beside
from sync.envelope import Signer
from sync.tls_roll import write_tls_roll, write_tls_rolls
from sync.township.caller import signer_for
from sync.township.tls import new_tls_key, pin_of, server_context

Place = TypeVar("Place", contravariant=True)
_MINUTE = 60_000


class Townships(Protocol):
    """The townships of an open service, and the TLS key they share."""

    def codes(self) -> Sequence[TownshipCode]:
        """List them."""
        ...

    def store_of(self, code: TownshipCode) -> TownshipStore:
        """Give the store of one of them."""
        ...

    def tls_key(self) -> bytes | None:
        """Give the TLS key they share; None before the first of them."""
        ...

    def turn_tls_key(self, at: datetime) -> None:
        """Put the announced one in the place of the present one if its moment has come."""
        ...

    def announced_tls(self) -> NextTlsKey | None:
        """Give the one that is announced; None where the present one stays."""
        ...

    def last_tls_number(self) -> int:
        """Give the number of the last word about one there was; 0 before the first."""
        ...

    def announce_tls(self, following: NextTlsKey) -> None:
        """Keep one that is announced, in the place of one that has not spoken yet."""
        ...


class ServiceKey:
    """The key a running service speaks with; `look` turns to the announced one when its moment has come.

    Raises:
        Refusal: `township_not_set_up`.
    """

    def __init__(self, townships: Townships, clock: Clock) -> None:
        self._townships = townships
        self._clock = clock
        self._key = self._present()
        self.context = server_context(self._key)

    def pin(self) -> bytes:
        """Give what clinics compare."""
        return pin_of(self._key)

    def look(self) -> None:
        """Speak with the announced key from the next handshake on, if its moment has come."""
        try:
            key = self._present()
        except Hindrance:  # the store is away for a while: whoever is there goes on as he is
            return
        if key == self._key:
            return
        following = server_context(key)

        def turn(connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _own: ssl.SSLContext) -> None:
            connection.context = following

        self.context.sni_callback = turn
        self._key = key

    def _present(self) -> bytes:
        self._townships.turn_tls_key(self._clock.now())
        key = self._townships.tls_key()
        if key is None:
            raise Refusal("township_not_set_up")
        return key


@dataclass(frozen=True, slots=True)
class TlsRollDesk(Generic[Place]):
    """The command; `open_service` opens the service a place names."""

    open_service: Callable[[Place], AbstractContextManager[Townships]]
    clock: Clock

    def roll(self, place: Place, days: int, out: Path) -> Mapping[str, Any]:
        """Announce the service's next TLS key; after so many days it speaks with it, by itself.

        Where one is announced already, it stays, and its moment becomes another. `out` gets the words of all
        townships for clinics that no network reaches.

        Raises:
            Refusal: `township_not_set_up`.
            Hindrance: `recovery_file_not_written`: the key is announced all the same.
        """
        with self.open_service(place) as service:
            following = announce(service, self.clock, timedelta(days=days))
            stores = [service.store_of(code) for code in service.codes()]
            words = [write_tls_roll(signer_for(store.township()), following) for store in stores]
            write_beside(out, write_tls_rolls(words))
            return {
                "townships": [store.township().code for store in stores],
                "clinics": sum(len(store.clinics()) for store in stores),
                "number": following.number,
                "until": following.until.isoformat(),
                "file": str(out),
            }


def word_of_next_key(store: TownshipStore, signer: Signer, held: int, at: datetime) -> bytes:
    """Give the township's word for the announced key; empty to a clinic that holds one as late."""
    roll = store.tls_roll()
    return write_tls_roll(signer, roll) if roll and roll.number > held and at < roll.until else b""


def announce(service: Townships, clock: Clock, overlap: timedelta) -> TlsRoll:
    """Announce the next TLS key, or the one that is announced for another moment.

    Raises:
        Refusal: `township_not_set_up`.
    """
    at = clock.now()
    service.turn_tls_key(at)
    present = service.tls_key()
    if present is None:
        raise Refusal("township_not_set_up")
    announced = service.announced_tls()
    key = announced.key if announced else new_tls_key()
    number = max(to_milliseconds(at) // _MINUTE, service.last_tls_number() + 1)
    roll = TlsRoll(number, pin_of(present), pin_of(key), at, at + overlap)
    service.announce_tls(NextTlsKey(roll, key))
    return roll
