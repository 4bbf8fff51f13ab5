"""Reading what is left of a damaged ledger: around every page that is not as it was written.

A connection that met a damaged page reads no other page any more, so each such meeting takes a fresh one.
"""

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from core.errors import Hindrance
from storage.sqlcipher import Sealed, connect, driver

PLACES = "places"
"""Stands in `unread` for the index that tells where each event has its place."""
_AT_ONCE = 500
_MOST_MEETINGS = 20_000
"""Damaged pages met before it is no use going on: the root of a table is gone, and a backup has more."""
_STEPS = "SELECT name FROM _sqlite_migrations"
_PLACES = "SELECT incarnation, sequence, position FROM events INDEXED BY sqlite_autoindex_events_1"
"""Answered from the index alone, whose pages are others than those of the table."""
_EVENTS = """SELECT position, incarnation, sequence, event_id, type, header, body, hash FROM events
    WHERE position > ? AND position <= ? ORDER BY position LIMIT ?"""


@dataclass(slots=True)
class Salvage:
    """A damaged file, read as far as it can be; `unread` names the tables some of which could not."""

    sealed: Sealed
    unread: set[str] = field(default_factory=set)
    _connection: Any = None
    _meetings: int = 0

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            with suppress(driver.Error):
                self._connection.close()
            self._connection = None

    def steps(self) -> set[str]:
        """Name the steps of the schema the file has taken.

        Raises:
            Hindrance: `store_damaged`, `store_not_ours`: not even that can be read.
        """
        with suppress(driver.Error):
            return {name for (name,) in self._open().execute(_STEPS).fetchall()}
        raise Hindrance("store_damaged", file=self.sealed.path.name)

    def rows(self, table: str, keyed: bool) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a table from its beginning to the first damage, then from its end back.

        Args:
            table: its name.
            keyed: whether it has row numbers to come back by.
        """
        number = "rowid" if keyed else "0"
        last = yield from self._scan(f"SELECT {number}, * FROM {table}", -1)  # noqa: S608  # names of our own tables
        if last is None:
            return
        self.unread.add(table)
        if keyed:
            back = f"SELECT rowid, * FROM {table} WHERE rowid > {last} ORDER BY rowid DESC"  # noqa: S608  # ours
            yield from self._scan(back, last)

    def places(self) -> dict[int, tuple[str, int]]:
        """Give life and sequence of every event by its position, as far as the index tells."""
        found: dict[int, tuple[str, int]] = {}
        for order in ("ASC", "DESC"):
            try:
                cursor = self._open().execute(f"{_PLACES} ORDER BY incarnation {order}, sequence {order}")
                while some := cursor.fetchmany(_AT_ONCE):
                    found |= {position: (incarnation, sequence) for incarnation, sequence, position in some}
            except driver.DatabaseError:
                self._meet()
                self.unread.add(PLACES)
            else:
                break
        return found

    def last_position(self) -> int:
        """Give the highest position the table tells of; 0 where that cannot be read."""
        try:
            return self._open().execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0] or 0
        except driver.DatabaseError:
            self._meet()
            self.unread.add("events")
            return 0

    def events(self, low: int, high: int) -> Iterator[tuple[Any, ...]]:
        """Give the readable events of some positions, halving the range around each that is not."""
        while low < high:
            try:
                rows = self._open().execute(_EVENTS, (low, high, _AT_ONCE)).fetchall()
            except driver.DatabaseError:
                self._meet()
                self.unread.add("events")
                if high - low == 1:
                    return
                middle = (low + high) // 2
                yield from self.events(low, middle)
                low = middle
                continue
            if not rows:
                return
            yield from rows
            low = rows[-1][0]

    def _scan(self, statement: str, last: int) -> Generator[tuple[Any, ...], None, int | None]:
        """Give rows without their first column; return the last number seen when cut short, else None."""
        try:
            cursor = self._open().execute(statement)
            while some := cursor.fetchmany(_AT_ONCE):
                for number, *row in some:
                    last = max(last, number)
                    yield tuple(row)
        except driver.DatabaseError:
            self._meet()
            return last
        return None

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = connect(self.sealed)
        return self._connection

    def _meet(self) -> None:
        self.close()
        self._meetings += 1
        if self._meetings > _MOST_MEETINGS:
            raise Hindrance("store_damaged", file=self.sealed.path.name)
