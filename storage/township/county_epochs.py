"""The county's words for epochs of this township: clinics are shown them."""

from collections.abc import Sequence

from sqlalchemy import select

from storage.township.shelf import Shelf
from storage.township.tables import county_epochs


class CountyEpochShelf(Shelf):
    """Implements `core.township_keys.CountyEpochs`."""

    __slots__ = ()

    def keep_county_epoch(self, number: int, word: bytes) -> None:
        """Keep the word for the epoch of a number; one that is here stays what it is."""
        with self.database.writing() as connection:
            self.put(connection, county_epochs, {"number": number, "word": word})

    def county_epochs(self) -> Sequence[bytes]:
        """List the words, the oldest epoch first."""
        mine = select(county_epochs.c.word).where(self.own(county_epochs)).order_by(county_epochs.c.number)
        with self.database.reading() as connection:
            return list(connection.scalars(mine))
