"""目录 in the file `cache`: drugs, services and diagnoses by code and by what somebody types."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.catalogue.items import CatalogueItem, ItemKind
from core.data_sets import DataRow
from core.errors import Refusal
from core.ports import EventCodec
from storage.clinic.database import StoreFile
from storage.clinic.found_rows import first_rows
from storage.clinic.key_rows import Gathered, KeyTable
from storage.clinic.search_keys import LAST, KeyKind, folded, keys_of_item
from storage.sqlcipher import Database

BY_CODE = """SELECT record FROM catalogue
    WHERE build = (SELECT build FROM data_sets WHERE name = 'catalogue') AND kind = ? AND code = ?"""
AFTER_CODE = """SELECT record FROM catalogue
    WHERE build = (SELECT build FROM data_sets WHERE name = 'catalogue') AND kind = ? AND code > ?
    ORDER BY code LIMIT ?"""
BY_KEY = """SELECT row FROM item_keys
    WHERE build = (SELECT build FROM data_sets WHERE name = 'catalogue') AND item_kind = ? AND kind = ?
        AND key >= ? AND key < ? ORDER BY key, row LIMIT ?"""
BY_ROWS = "SELECT row, record FROM catalogue WHERE row IN (SELECT value FROM json_each(?))"
_INSERT = "INSERT INTO catalogue (row, build, kind, code, record) VALUES (?, ?, ?, ?, ?)"
KEYS = KeyTable("INSERT INTO item_keys (build, item_kind, kind, key, row) VALUES (?1, ?2, ?3, ?, ?)")
_BEST_FIRST = (
    *(KeyKind.CODE, KeyKind.NAME, KeyKind.INITIALS),
    *(KeyKind.NAME_WITHIN, KeyKind.INITIALS_WITHIN),
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue in use; empty before the first one came."""

    file: StoreFile
    codec: EventCodec

    def item(self, kind: ItemKind, code: str) -> CatalogueItem | None:
        """Give one row."""
        with self.file.reading() as database:
            row = database.execute(BY_CODE, (kind.value, code)).fetchone()
        return self._item(row[0]) if row else None

    def items_after(self, kind: ItemKind, code: str, limit: int) -> Sequence[CatalogueItem]:
        """List rows behind a code, by code."""
        with self.file.reading() as database:
            rows = database.execute(AFTER_CODE, (kind.value, code, limit)).fetchall()
        return [self._item(row[0]) for row in rows]

    def find_items(self, kind: ItemKind, text: str, limit: int) -> Sequence[CatalogueItem]:
        """Find rows by code, name or initials, beginnings before middles."""
        key = folded(text)
        spans = [(BY_KEY, (kind.value, part, key, key + LAST)) for part in _BEST_FIRST] if key else []
        with self.file.reading() as database:
            rows = first_rows(database, spans, limit)
            records = dict(database.execute(BY_ROWS, (json.dumps(rows),)).fetchall()) if rows else {}
        return [self._item(records[row]) for row in rows]

    def _item(self, record: bytes) -> CatalogueItem:
        return CatalogueItem.from_plain(self.codec.recall(record)[1])


def write_catalogue(database: Database, build: int, rows: Sequence[DataRow], keys: Gathered) -> None:
    """Write some catalogue rows of a build and gather their search keys, to be written to `KEYS`.

    Raises:
        Refusal: `data_set_not_readable`: a row this program does not understand.
    """
    (last,) = database.execute("SELECT coalesce(max(row), 0) FROM catalogue").fetchone()
    items = [(number, row, _item_of(row)) for number, row in enumerate(rows, start=last + 1)]
    database.conn.executemany(
        _INSERT, [(number, build, item.kind.value, item.code, row.record) for number, row, item in items]
    )
    for number, _, item in items:
        for kind, key in keys_of_item(item.code, item.name, item.initials):
            keys.kinds[item.kind.value, kind].append((key, number))


def _item_of(row: DataRow) -> CatalogueItem:
    try:
        return CatalogueItem.from_plain(row.content)
    except (KeyError, ValueError, TypeError) as error:
        raise Refusal("data_set_not_readable", set="catalogue") from error
