"""乡镇简表 in the file `cache`: the rest of the township by the tag of a number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.coverage.thin_entry import ThinEntry
from core.data_sets import DataRow
from core.errors import Refusal
from core.identity.number_tag import TAG_BYTES, number_tag
from core.ports import EventCodec
from storage.clinic.database import StoreFile
from storage.clinic.key_rows import Gathered
from storage.sqlcipher import Database

BY_TAG = """SELECT record FROM thin_roster
    WHERE build = (SELECT build FROM data_sets WHERE name = 'roster-thin') AND tag = ?"""
_INSERT = "INSERT INTO thin_roster (build, tag, record) VALUES (?, ?, ?)"
_NOBODY = ""
"""The number nobody has: a row under its tag proves that the key at hand is the key of the set."""


@dataclass(frozen=True, slots=True)
class ThinRoster:
    """The thin roster in use; empty before the first one came."""

    file: StoreFile
    codec: EventCodec

    def fits(self, key: bytes) -> bool:
        """Tell whether there is a thin roster whose tags were made with a key."""
        return self._record(key, _NOBODY) is not None

    def entry(self, key: bytes, id_number: str) -> ThinEntry | None:
        """Give what is known of a normalised number."""
        record = self._record(key, id_number) if id_number else None
        if record is None:
            return None
        return replace(ThinEntry.from_plain(self.codec.recall(record)[1]), tag=number_tag(key, id_number))

    def _record(self, key: bytes, id_number: str) -> bytes | None:
        tag = bytes.fromhex(number_tag(key, id_number))
        with self.file.reading() as database:
            row = database.execute(BY_TAG, (tag,)).fetchone()
        return row[0] if row else None


def write_thin_roster(database: Database, build: int, rows: Sequence[DataRow], _keys: Gathered) -> None:
    """Write some rows of a build; the tag alone leads to them.

    Raises:
        Refusal: `data_set_not_readable`: a row this program does not understand.
    """
    database.conn.executemany(_INSERT, [(build, _tag_of(row), row.record) for row in rows])


def _tag_of(row: DataRow) -> bytes:
    try:
        tag = bytes.fromhex(row.key)
        if len(tag) != TAG_BYTES or row.content["spans"]:
            ThinEntry.from_plain(row.content)
    except (KeyError, ValueError, TypeError) as error:
        raise Refusal("data_set_not_readable", set="roster-thin") from error
    return tag
