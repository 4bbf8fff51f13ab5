"""What every part of the township's store stands on: the database, the township's code and the codec."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

from core.ids import TownshipCode
from core.ports import EventCodec
from storage.township.engines import TownshipDatabase

Item = TypeVar("Item")
SLICE = 500
"""Rows written or asked for at a time: below every engine's bound on parameters."""
_WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One township's rows in a database."""

    database: TownshipDatabase
    code: TownshipCode
    codec: EventCodec

    def own(self, table: Table) -> ColumnElement[bool]:
        """Restrict a statement to this township's rows."""
        return table.c.township == self.code

    def asking(self, **named: Any) -> Mapping[str, Any]:
        """Name what a statement of `asked` is about, in this township."""
        return {"own": self.code, **named}

    def put(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
        """Write a row or replace the one with its key; call it under a lock on what the row belongs to."""
        keys = {column.name: row[column.name] for column in table.primary_key if column.name != "township"}
        same = [table.c[name] == value for name, value in keys.items()]
        rest = {name: value for name, value in row.items() if name not in keys}
        if connection.scalar(select(table.c.township).where(self.own(table), *same)) is None:
            connection.execute(insert(table).values(township=self.code, **row))
        elif rest:
            connection.execute(update(table).where(self.own(table), *same).values(**rest))


def sliced(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut items into parts small enough for one statement."""
    for start in range(0, len(items), SLICE):
        yield items[start : start + SLICE]


def to_ms(moment: datetime) -> int:
    """Give whole milliseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Give the moment `to_ms` came from."""
    return _EPOCH + milliseconds * _MILLISECOND


def to_text(content: Any) -> str:
    """Write plain content as JSON, one form per meaning."""
    return _WRITTEN(content)


def from_text(text: str) -> Any:
    """Read what `to_text` wrote."""
    return json.loads(text)
