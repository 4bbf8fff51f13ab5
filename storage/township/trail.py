"""Appending to the trail of a township's deeds, inside the transaction of the deed itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from core.console import ConsoleDeed
from core.ids import UserId
from storage.township.console_tables import console_trail
from storage.township.shelf import Shelf, to_ms, to_text


def append_note(
    shelf: Shelf,
    connection: Connection,
    who: tuple[UserId, datetime],
    deed: ConsoleDeed,
    facts: Mapping[str, Any],
) -> None:
    """Append a line; call it under the lock on the township's row."""
    last = select(func.max(console_trail.c.number)).where(shelf.own(console_trail))
    user, at = who
    row = {"number": (connection.scalar(last) or 0) + 1, "at": to_ms(at), "user": user, "deed": deed.value}
    connection.execute(insert(console_trail).values(township=shelf.code, facts=to_text(dict(facts)), **row))
