"""Opening a service with its townships, or one township's store, where somebody says they lie."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from core.ids import TownshipCode
from core.ports import EventCodec
from core.township_keys import NextTlsKey
from storage.township.console import SqlConsole
from storage.township.engines import PostgresPlace, StoreAddress, TownshipDatabase
from storage.township.master_key import default_key_file
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from storage.township.tls_rolls import (
    announce_tls,
    announced_tls,
    announced_tls_key,
    last_tls_number,
    turn_to_tls_key,
)
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
    with closing(address_of(place).open(create)) as database:
        yield database


def address_of(place: StorePlace) -> StoreAddress:
    """Say which engine a place means."""
    postgres = None
    if place.database is not None:
        password = place.password_file.read_text("utf-8").strip() if place.password_file else None
        postgres = PostgresPlace(place.database, password)
    return StoreAddress(place.data, place.key_file, postgres)


@contextmanager
def opened_township(place: StorePlace, codec: EventCodec) -> Iterator[SqlTownshipStore]:
    """Open one township's store: the one named, or the only one there is.

    Raises:
        Refusal, Hindrance: as `opened_database` and `only_township`.
    """
    with opened_database(place) as database:
        yield SqlTownshipStore(database, _code(place, database), codec)


@contextmanager
def opened_settlement(
    place: StorePlace, codec: EventCodec
) -> Iterator[tuple[SqlTownshipStore, SqlSettlementBook]]:
    """Open one township's store with its outbox, as `opened_township`."""
    with opened_township(place, codec) as store:
        yield store, SqlSettlementBook(store.database, store.code, codec)


@contextmanager
def opened_console(place: StorePlace, codec: EventCodec) -> Iterator[SqlConsole]:
    """Open one township's console, as `opened_township`."""
    with opened_township(place, codec) as store:
        store.township()  # one that is not set up has no console
        yield SqlConsole(store.database, store.code, codec)


@contextmanager
def opened_books(place: StorePlace, codec: EventCodec) -> Iterator[tuple[SqlTownshipStore, SqlConsole]]:
    """Open one township's store with its books, as `opened_township`."""
    with opened_township(place, codec) as store:
        yield store, SqlConsole(store.database, store.code, codec)


def _code(place: StorePlace, database: TownshipDatabase) -> TownshipCode:
    return TownshipCode(place.township) if place.township else only_township(database)


@dataclass(frozen=True, slots=True)
class HostedTownships:
    """An open service: its townships, the store of each, and the keys they share."""

    database: TownshipDatabase
    codec: EventCodec
    key_file: Path

    def codes(self) -> Sequence[TownshipCode]:
        """List the townships."""
        return township_codes(self.database)

    def store_of(self, code: TownshipCode) -> SqlTownshipStore:
        """Give the store of one of them, or of one to be made."""
        return SqlTownshipStore(self.database, code, self.codec)

    def console_of(self, code: TownshipCode) -> SqlConsole:
        """Give the console of one of them."""
        return SqlConsole(self.database, code, self.codec)

    def seed(self, purpose: str, size: int) -> bytes:
        """Derive secret bytes for one purpose from the service's master key."""
        return self.database.sealer.seed(purpose, size)

    def tls_key(self) -> bytes | None:
        """Give the service's TLS key; None before its first township."""
        return service_tls_key(self.database)

    def turn_tls_key(self, at: datetime) -> None:
        """Put the announced TLS key in the place of the present one if its moment has come."""
        turn_to_tls_key(self.database, at)

    def announced_tls(self) -> NextTlsKey | None:
        """Give the TLS key that is announced; None where the present one stays."""
        roll, key = announced_tls(self.database), announced_tls_key(self.database)
        return NextTlsKey(roll, key) if roll and key else None

    def last_tls_number(self) -> int:
        """Give the number of the last word about a TLS key there was; 0 before the first."""
        return last_tls_number(self.database)

    def announce_tls(self, following: NextTlsKey) -> None:
        """Keep a TLS key that is announced, in the place of one that has not spoken yet."""
        announce_tls(self.database, following)


@contextmanager
def opened_service(place: StorePlace, codec: EventCodec, create: bool = False) -> Iterator[HostedTownships]:
    """Open all townships of a service.

    Raises:
        Refusal, Hindrance: as `opened_database`.
    """
    with opened_database(place, create) as database:
        yield HostedTownships(database, codec, place.key_file or default_key_file(place.data))
