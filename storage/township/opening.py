"""Opening a service with its townships, or one township's store, where somebody says they lie."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.ids import TownshipCode
from core.ports import EventCodec
from storage.township.engines import PostgresPlace, StoreAddress, TownshipDatabase
from storage.township.store import SqlTownshipStore
from storage.township.townships import only_township, service_tls_key, township_codes


class StorePlace(Protocol):
    """Where a township's data lies: a folder, or PostgreSQL when a URL (without a password) is given."""

    @property
    def data(self) -> Path:
        """The service's folder."""
        ...

    @property
    def database(self) -> str | None:
        """The URL of PostgreSQL; None: the encrypted file in the folder."""
        ...

    @property
    def password_file(self) -> Path | None:
        """What holds PostgreSQL's password."""
        ...

    @property
    def key_file(self) -> Path | None:
        """What holds the master key; None: its usual place outside the folder."""
        ...

    @property
    def township(self) -> str | None:
        """Which township of the service; None where there is only one."""
        ...


@contextmanager
def opened_database(place: StorePlace, create: bool = False) -> Iterator[TownshipDatabase]:
    """Open a service's tables and close them behind whoever asked.

    Raises:
        Refusal, Hindrance: as `StoreAddress.open`.
    """
    postgres = None
    if place.database is not None:
        password = place.password_file.read_text("utf-8").strip() if place.password_file else None
        postgres = PostgresPlace(place.database, password)
    with closing(StoreAddress(place.data, place.key_file, postgres).open(create)) as database:
        yield database


@contextmanager
def opened_township(place: StorePlace, codec: EventCodec) -> Iterator[SqlTownshipStore]:
    """Open one township's store: the one named, or the only one there is.

    Raises:
        Refusal, Hindrance: as `opened_database` and `only_township`.
    """
    with opened_database(place) as database:
        code = TownshipCode(place.township) if place.township else only_township(database)
        yield SqlTownshipStore(database, code, codec)


@dataclass(frozen=True, slots=True)
class HostedTownships:
    """An open service: its townships, the store of each, and the TLS key they share."""

    database: TownshipDatabase
    codec: EventCodec

    def codes(self) -> Sequence[TownshipCode]:
        """List the townships."""
        return township_codes(self.database)

    def store_of(self, code: TownshipCode) -> SqlTownshipStore:
        """Give the store of one of them, or of one to be made."""
        return SqlTownshipStore(self.database, code, self.codec)

    def tls_key(self) -> bytes | None:
        """Give the service's TLS key; None before its first township."""
        return service_tls_key(self.database)


@contextmanager
def opened_service(place: StorePlace, codec: EventCodec, create: bool = False) -> Iterator[HostedTownships]:
    """Open all townships of a service.

    Raises:
        Refusal, Hindrance: as `opened_database`.
    """
    with opened_database(place, create) as database:
        yield HostedTownships(database, codec)
