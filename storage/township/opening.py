"""Opening a service's tables, or one township's store, where somebody says they lie."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from core.ids import TownshipCode
from core.ports import EventCodec
from storage.township.engines import PostgresPlace, StoreAddress, TownshipDatabase
from storage.township.store import SqlTownshipStore
from storage.township.townships import only_township


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
