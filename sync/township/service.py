"""What brings service, townships and platform together: set one up, serve them, settle what waits."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.ports import Clock
from core.settlement_ports import SettlementBook
from core.township_ports import TownshipStore
from sync.township.enrolment import TownshipToMake, set_up
from sync.township.hosting import serve_townships
from sync.township.server import Listening
from sync.township.service_key import TlsRollDesk, Townships
from sync.township.service_log import begin_log
from sync.township.settlement.settling import Settling, settle_as_asked

Place = TypeVar("Place", contravariant=True)


class ServiceToMake(Townships, Protocol):
    """A service that may be new, and where its master key lies."""

    @property
    def key_file(self) -> Path:
        """What whoever makes it has to keep safe."""
        ...


class NewTownship(Protocol):
    """What a township is called, and the pack that answers there."""

    @property
    def pack(self) -> str:
        """Its code."""
        ...


class WhereToServe(Protocol):
    """Where the service answers; port 0 takes a free one."""

    @property
    def host(self) -> str:
        """The address of this machine."""
        ...

    @property
    def port(self) -> int:
        """The port."""
        ...

    @property
    def log(self) -> Path | None:
        """The file of the log; None: none is kept."""
        ...

    @property
    def insurance_codes(self) -> Path | None:
        """The file of the lines to the platform that tell whose 医保码 it is; None: nobody is asked."""
        ...


@dataclass(frozen=True, slots=True)
class TownshipService(Generic[Place]):
    """The deeds; `packs_for` gives a pack with what it stands on."""

    make: Callable[[Place], AbstractContextManager[ServiceToMake]]
    open: Callable[[Place], AbstractContextManager[Townships]]
    open_settlement: Callable[[Place], AbstractContextManager[tuple[TownshipStore, SettlementBook]]]
    packs_for: Callable[[str], Mapping[str, str]]
    clock: Clock

    def init(self, place: Place, township: NewTownship) -> Mapping[str, Any]:
        """Set a township up, with its service where it is the first.

        Raises:
            Refusal: as `set_up`, and what opening the store says.
        """
        packs, wanted = self.packs_for(township.pack), TownshipToMake(**vars(township))
        with self.make(place) as service:
            made = set_up(wanted, packs, service.tls_key(), service.store_of)
            return {"code": made.code, "name": made.name, "key_file": str(service.key_file)}

    def serve(self, place: Place, where: WhereToServe) -> None:
        """Answer clinics until told to stop; refuses as `serve_townships`."""
        with self.open(place) as service:
            if where.log is not None:
                begin_log(where.log)
            serve_townships(service, Listening(where.host, where.port), self.clock, where.insurance_codes)

    def roll_tls(self, place: Place, days: int, out: Path) -> Mapping[str, Any]:
        """Announce the service's next TLS key; refuses as `TlsRollDesk.roll`."""
        return TlsRollDesk(self.open, self.clock).roll(place, days, out)

    def settle(self, place: Place, settling: Settling) -> Mapping[str, Any]:
        """Settle what waits with the national platform; refuses as `settle_as_asked`."""
        with self.open_settlement(place) as (store, book):
            return settle_as_asked(store, book, settling, self.clock)
