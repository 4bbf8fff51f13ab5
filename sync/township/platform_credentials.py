"""接口密钥 at the township's machine: keeping what the gateway of the province asks for."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.console import AT_THE_MACHINE
from core.dates import CHINA
from core.platform_credentials import Credentials
from core.ports import Clock
from core.township_ports import TownshipStore

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class CredentialDesk(Generic[Place]):
    """The deeds; no secret is ever told back."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def shown(self, place: Place) -> Mapping[str, Any]:
        """Tell as whom the township calls, and since when."""
        with self.open_store(place) as store:
            return _told(store)

    def keep(self, place: Place, caller: str, secret: str) -> Mapping[str, Any]:
        """Keep credentials in the place of others.

        Raises:
            Refusal: `platform_caller_not_valid`, `platform_secret_not_valid`.
        """
        given = Credentials(caller, secret)
        with self.open_store(place) as store:
            store.keep_platform_credentials(given, AT_THE_MACHINE, self.clock.now())
            return _told(store)

    def remove(self, place: Place) -> Mapping[str, Any]:
        """Forget them.

        Raises:
            Refusal: `platform_credentials_none`.
        """
        with self.open_store(place) as store:
            store.remove_platform_credentials(AT_THE_MACHINE, self.clock.now())
            return _told(store)


def _told(store: TownshipStore) -> Mapping[str, Any]:
    kept = store.platform_credentials()
    if kept is None:
        return {"caller": None, "since": None}
    since = kept.since.astimezone(CHINA).isoformat(timespec="minutes")
    return {"caller": kept.credentials.caller, "since": since}
