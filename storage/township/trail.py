"""The trail of a township's deeds: appended inside the transaction of the deed, each line upon the last.

The chain is made with a key out of the service's master key, which is not in the tables: whoever can write
them can neither change a line nor take one out of the middle unseen. The first line of the chain stands on
whatever lines there were before it.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from core.console import ConsoleDeed
from core.events import NO_HASH
from core.ids import UserId
from core.township_rows import TrailStanding
from storage.township.console_tables import console_trail
from storage.township.shelf import Shelf, to_ms, to_text

_KEY_BYTES = 32
_AT_ONCE = 1_000


def append_note(
    shelf: Shelf,
    connection: Connection,
    who: tuple[UserId, datetime],
    deed: ConsoleDeed,
    facts: Mapping[str, Any],
) -> None:
    """Append a line; call it under the lock on the township's row."""
    chain = _Chain(shelf)
    last = select(console_trail.c.number, console_trail.c.hash).where(shelf.own(console_trail))
    held = connection.execute(last.order_by(console_trail.c.number.desc()).limit(1)).first()
    user, at = who
    row = {
        "number": (held.number if held else 0) + 1,
        "at": to_ms(at),
        "user": user,
        "deed": deed.value,
        "facts": to_text(dict(facts)),
    }
    previous = held.hash if held else NO_HASH
    if previous is None:  # lines of a program that made no chain
        *_, previous = (link for _, link in chain.links(connection))
    row["hash"] = chain.link(previous, row)
    connection.execute(insert(console_trail).values(township=shelf.code, **row))


def trail_standing(shelf: Shelf, connection: Connection) -> TrailStanding:
    """Go along the chain, and tell where it ends and which line first does not fit."""
    lines, head, chained_from = 0, NO_HASH, None
    for row, link in _Chain(shelf).links(connection):
        if chained_from is None and row.hash is not None:
            chained_from = row.number
        lines, unchained = lines + 1, chained_from is not None and row.hash is None
        if row.number != lines or unchained or (row.hash is not None and row.hash != link):
            return TrailStanding(lines, head, chained_from, broken_at=row.number)
        head = link
    return TrailStanding(lines, head, chained_from)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Makes the links of one township's trail."""

    shelf: Shelf

    def link(self, previous: bytes, row: Mapping[str, Any]) -> bytes:
        """Tie a line to the one before it."""
        told = to_text([row[name] for name in ("number", "at", "user", "deed", "facts")])
        key = self.shelf.database.sealer.seed(f"trail/{self.shelf.code}", _KEY_BYTES)
        return hmac.new(key, previous + told.encode(), sha256).digest()

    def links(self, connection: Connection) -> Iterator[tuple[Row[*tuple[Any, ...]], bytes]]:
        """Give every line with the link it ought to have, from the first on."""
        mine = select(console_trail).where(self.shelf.own(console_trail)).order_by(console_trail.c.number)
        link = NO_HASH
        for row in connection.execute(mine).yield_per(_AT_ONCE):
            link = self.link(link, dict(row._mapping))
            yield row, link
