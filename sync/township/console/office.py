"""What the staff do about the console at the township's own machine: serve it, and say who may sign in."""

import json
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.console import AT_THE_MACHINE, ConsoleDeed, ConsoleUser
from core.console_ports import Console
from core.errors import Refusal, Stop
from core.ids import TownshipCode, UserId
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.console.app import make_console
from sync.township.console.asking import Speech
from sync.township.console.hosting import ConsoleHosting
from sync.township.console.keeping import keep_user
from sync.township.console.tls import SEED_BYTES, given_tls, own_tls
from sync.township.imports.uploads import Uploads
from sync.township.server import Listening, Speaking, serve


class DataPlace(Protocol):
    """Where a service's data lies."""

    @property
    def data(self) -> Path:
        """Its folder."""
        ...


Place = TypeVar("Place", bound=DataPlace, contravariant=True)
UPLOADS = "uploads"
"""The folder beside the store where uploads wait, sealed."""
_SHORTEST_TOKEN = 32


class HostedConsoles(Protocol):
    """The townships of an open service, and the console of each."""

    def codes(self) -> Sequence[TownshipCode]:
        """List them."""
        ...

    def store_of(self, code: TownshipCode) -> TownshipStore:
        """Give the store of one of them."""
        ...

    def console_of(self, code: TownshipCode) -> Console:
        """Give the console of one of them."""
        ...

    def seed(self, purpose: str, size: int) -> bytes:
        """Derive secret bytes for one purpose from the service's master key."""
        ...


class WhereToServe(Protocol):
    """Where the console answers, and the county's certificate with its key where there is one."""

    @property
    def host(self) -> str:
        """The address of this machine to answer at."""
        ...

    @property
    def port(self) -> int:
        """The port; 0 takes a free one."""
        ...

    @property
    def certificate(self) -> Path | None:
        """The certificate and those up to its authority, as PEM."""
        ...

    @property
    def certificate_key(self) -> Path | None:
        """Its key, as PEM."""
        ...

    @property
    def metrics_token_file(self) -> Path | None:
        """What holds the token that opens the figures for Prometheus; None: nobody may see them."""
        ...

    @property
    def uploads(self) -> Path | None:
        """A folder that several machines share for uploads; None: this machine's own."""
        ...


@dataclass(frozen=True, slots=True)
class ConsoleOffice(Generic[Place]):
    """The deeds; `open_service` opens all townships of a service, `open_console` that of the one named."""

    open_service: Callable[[Place], AbstractContextManager[HostedConsoles]]
    open_console: Callable[[Place], AbstractContextManager[Console]]
    clock: Clock
    sentence_for: Callable[[Stop], str]
    word_for: Callable[[str], str]

    def serve(self, place: Place, where: WhereToServe) -> None:
        """Answer browsers until told to stop.

        Raises:
            Refusal: `console_certificate_not_usable`, `metrics_token_not_usable`.
            Hindrance: `address_not_free`.
        """
        if (where.certificate is None) != (where.certificate_key is None):
            raise Refusal("console_certificate_not_usable")
        with self.open_service(place) as service:
            if where.certificate and where.certificate_key:
                tls = given_tls(where.certificate, where.certificate_key)
            else:
                tls = own_tls(service.seed("console-tls", SEED_BYTES), where.host)
            ways = (service.codes, service.store_of, service.console_of)
            speech = Speech(self.sentence_for, self.word_for)
            folder = where.uploads or place.data / UPLOADS
            uploads = Uploads(folder, service.seed, secrets.token_bytes)
            token = _token(where.metrics_token_file) if where.metrics_token_file else None
            hosting = ConsoleHosting(*ways, self.clock, speech, uploads, secrets.token_bytes, token)

            def announce(host: str, port: int) -> None:
                told = {"listening": host, "port": port, "certificate": tls.fingerprint}
                sys.stdout.write(json.dumps(told) + "\n")
                sys.stdout.flush()

            serve(make_console(hosting), Speaking(tls.context), Listening(where.host, where.port), announce)

    def users(self, place: Place) -> Mapping[str, Any]:
        """List who may sign in."""
        with self.open_console(place) as console:
            return {"users": [_told(one) for one in console.users()]}

    def keep_user(self, place: Place, user: ConsoleUser, password: str | None) -> Mapping[str, Any]:
        """Make a user or change one, with another password where one is given.

        Raises:
            Refusal: as `sync.township.console.keeping.keep_user`.
        """
        with self.open_console(place) as console:
            keep_user(console, user, password)
            facts = {"user": user.user, "role": user.role.value}
            console.note(AT_THE_MACHINE, ConsoleDeed.USER_KEPT, facts, self.clock.now())
        return _told(user)

    def remove_user(self, place: Place, user: str) -> Mapping[str, Any]:
        """Take a user away.

        Raises:
            Refusal: `console_user_unknown`.
        """
        with self.open_console(place) as console:
            console.remove_user(UserId(user))
            console.note(AT_THE_MACHINE, ConsoleDeed.USER_REMOVED, {"user": user}, self.clock.now())
        return {"user": user}


def _told(user: ConsoleUser) -> Mapping[str, Any]:
    return {"user": user.user, "name": user.name, "role": user.role.value}


def _token(file: Path) -> str:
    try:
        token = file.read_text("ascii").strip()
    except (OSError, ValueError):
        raise Refusal("metrics_token_not_usable") from None
    if len(token) < _SHORTEST_TOKEN:
        raise Refusal("metrics_token_not_usable")
    return token
