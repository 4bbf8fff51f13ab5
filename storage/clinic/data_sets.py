"""The township's data sets in the file `cache`: a new version is built beside the old, then replaces it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.errors import Hindrance, Refusal
from core.ports import EventCodec
from storage.clinic import catalogue, roster, thin_roster
from storage.clinic.database import StoreFile
from storage.clinic.key_rows import Gathered, KeyTable
from storage.sqlcipher import Database

SLICE = 100
"""Rows written in one transaction: less than a hundredth of a second, then somebody may look something up."""
_DIGEST_SLICE = 2_000
_RECORDS_AT_ONCE = 1_000
_DROP_SLICE = 300
_CHUNK_BYTES = 64 * 1024 * 1024
"""Room for chunks of interrupted downloads; beyond it the oldest go and are fetched again."""

Writer = Callable[[Database, int, Sequence[DataRow], Gathered], None]
"""Writes some rows of a build and gathers the search keys that lead to them."""

_POINT = """INSERT INTO data_sets
    (name, build, epoch, scope, version, as_of, valid_until, row_count, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET build = excluded.build, epoch = excluded.epoch, scope = excluded.scope,
        version = excluded.version, as_of = excluded.as_of, valid_until = excluded.valid_until,
        row_count = excluded.row_count, digest = excluded.digest"""
_PLAIN_RECORDS = """SELECT key, record FROM set_rows
    WHERE build = (SELECT build FROM data_sets WHERE name = ?) AND key >= ? ORDER BY key LIMIT ?"""
_RECORDS: Mapping[DataSetName, tuple[str, tuple[str | bytes, ...]]] = {
    DataSetName.ROSTER: (
        """SELECT person_id, record FROM roster
        WHERE build = (SELECT build FROM data_sets WHERE name = ?) AND person_id >= ?
        ORDER BY person_id LIMIT ?""",
        ("",),
    ),
    DataSetName.ROSTER_THIN: (
        """SELECT tag, record FROM thin_roster
        WHERE build = (SELECT build FROM data_sets WHERE name = ?) AND tag >= ? ORDER BY tag LIMIT ?""",
        (b"",),
    ),
    DataSetName.CATALOGUE: (
        """SELECT kind, code, record FROM catalogue
        WHERE build = (SELECT build FROM data_sets WHERE name = ?) AND (kind, code) >= (?, ?)
        ORDER BY kind, code LIMIT ?""",
        ("", ""),
    ),
}
"""Records of a set from a key on, and its lowest key: a page begins with the last row of the one before."""
_USED = """SELECT name, scope, version, as_of, valid_until, row_count, digest, epoch, build
    FROM data_sets WHERE name = ?"""
_LEFT_OVER = "SELECT build FROM builds WHERE build NOT IN (SELECT build FROM data_sets)"
_DROPS = (
    "DELETE FROM set_rows WHERE rowid IN (SELECT rowid FROM set_rows WHERE build = ? LIMIT ?)",
    "DELETE FROM roster WHERE row IN (SELECT row FROM roster WHERE build = ? LIMIT ?)",
    """DELETE FROM thin_roster WHERE (build, tag) IN
        (SELECT build, tag FROM thin_roster WHERE build = ? LIMIT ?)""",
    "DELETE FROM catalogue WHERE row IN (SELECT row FROM catalogue WHERE build = ? LIMIT ?)",
    """DELETE FROM search_keys WHERE (build, kind, key, row) IN
        (SELECT build, kind, key, row FROM search_keys WHERE build = ? LIMIT ?)""",
    """DELETE FROM item_keys WHERE (build, item_kind, kind, key, row) IN
        (SELECT build, item_kind, kind, key, row FROM item_keys WHERE build = ? LIMIT ?)""",
)
_OLD_CHUNKS = """DELETE FROM chunks WHERE rowid IN (SELECT rowid FROM
    (SELECT rowid, sum(length(data)) OVER (ORDER BY rowid DESC) AS total FROM chunks) WHERE total > ?)"""


@dataclass(frozen=True, slots=True)
class SetInUse:
    """Which version of a set answers, and in which epoch it was published."""

    version: DataSetVersion
    epoch: int
    build: int


@dataclass(frozen=True, slots=True)
class DataSets:
    """All sets of the cache."""

    file: StoreFile
    codec: EventCodec

    def in_use(self) -> Mapping[DataSetName, SetInUse]:
        """Tell which versions answer."""
        with self.file.reading() as database:
            rows = database.execute(
                "SELECT name, scope, version, as_of, valid_until, row_count, digest, epoch, build"
                " FROM data_sets"
            ).fetchall()
        return {DataSetName(row[0]): _set_in_use(row) for row in rows}

    def used(self, name: DataSetName) -> SetInUse | None:
        """Tell which version of one set answers."""
        with self.file.reading() as database:
            row = database.execute(_USED, (name.value,)).fetchone()
        return _set_in_use(row) if row else None

    def versions(self) -> Mapping[str, str]:
        """Name the versions that answer, as epoch and version."""
        with self.file.reading() as database:
            rows = database.execute("SELECT name, epoch, version FROM data_sets").fetchall()
        return {name: f"{epoch}.{version}" for name, epoch, version in rows}

    def rows(self, name: DataSetName) -> Mapping[str, Any]:
        """Give key and content of all rows of a small set: packs, people or settings."""
        with self.file.reading() as database:
            rows = database.execute(
                "SELECT record FROM set_rows WHERE build = (SELECT build FROM data_sets WHERE name = ?)"
                " ORDER BY key",
                (name.value,),
            ).fetchall()
        return dict(self.codec.recall(row[0]) for row in rows)

    def records_in_slices(self, name: DataSetName) -> Iterator[Sequence[bytes]]:
        """Give the records of the version in use, some at a time, in ascending order of their keys' bytes.

        No other version may come into use in between.
        """
        statement, key = _RECORDS.get(name, (_PLAIN_RECORDS, ("",)))
        known = 0
        while True:
            with self.file.reading() as database:
                rows = database.execute(statement, (name.value, *key, _RECORDS_AT_ONCE)).fetchall()
            if len(rows) > known:
                yield [row[-1] for row in rows[known:]]
            if len(rows) < _RECORDS_AT_ONCE:
                return
            key, known = rows[-1][:-1], 1

    def apply(self, version: DataSetVersion, rows: Sequence[DataRow], epoch: int) -> Iterator[int]:
        """Bring a version into use slice by slice; between two slices the old one answers.

        Yields the rows written so far. What fails leaves no trace; what is given up between two slices
        goes with the next version or at the next start.

        Raises:
            Refusal: `data_set_digest_differs`, `data_set_older`, `data_set_not_readable`.
        """
        if self._already_here(version, epoch):
            return
        begun = self.file.begun
        ordered = _ascending(rows)
        yield 0
        for _ in _require_whole(version, ordered):
            yield 0
        try:
            with self.file.filling():
                build = self._new_build(version.name)
                for written in self._write(version.name, build, ordered):
                    yield written
                    if self.file.begun != begun:  # what was written so far went with the damaged file
                        raise Hindrance("cache_begun_anew", file=self.file.path.name)
                with self.file.writing() as database:
                    database.execute(_POINT, _pointer(version, build, epoch))
                with suppress(Hindrance):  # what stays lying costs room and goes at the next start
                    yield from self._drop_in_slices(len(ordered))
        except Exception:  # not the end of a generator that was let go of: that touches no file
            with suppress(Hindrance):
                self.drop_left_over()
            raise

    def drop_left_over(self) -> None:
        """Clear away what no pointer names: replaced versions and builds that were cut short."""
        for _ in self._drop_in_slices(0):
            pass

    def _drop_in_slices(self, written: int) -> Iterator[int]:
        with self.file.reading() as database:
            builds = [row[0] for row in database.execute(_LEFT_OVER).fetchall()]
        for build in builds:
            for statement in _DROPS:
                while self._drop_some(statement, build):
                    yield written
            with self.file.writing() as database:
                database.execute("DELETE FROM builds WHERE build = ?", (build,))

    def chunk(self, digest: bytes) -> bytes | None:
        """Give a kept chunk."""
        with self.file.reading() as database:
            row = database.execute("SELECT data FROM chunks WHERE digest = ?", (digest,)).fetchone()
        return row[0] if row else None

    def keep_chunk(self, digest: bytes, data: bytes) -> None:
        """Keep a chunk until it is dropped or crowded out; one that was damaged here is replaced."""
        with self.file.writing() as database:
            database.execute("INSERT OR REPLACE INTO chunks (digest, data) VALUES (?, ?)", (digest, data))
            database.execute(_OLD_CHUNKS, (_CHUNK_BYTES,))

    def drop_chunks(self, digests: Sequence[bytes]) -> None:
        """Forget chunks."""
        with self.file.writing() as database:
            database.conn.executemany("DELETE FROM chunks WHERE digest = ?", [(one,) for one in digests])

    def _write(self, name: DataSetName, build: int, ordered: Sequence[DataRow]) -> Iterator[int]:
        write, key_table = _WRITERS.get(name, (_write_plain, None))
        keys = Gathered()
        for start in range(0, len(ordered), SLICE):
            with self.file.writing() as database:
                write(database, build, ordered[start : start + SLICE], keys)
            yield min(start + SLICE, len(ordered))
        if key_table is not None:
            for _ in keys.write(self.file, key_table, build):
                yield len(ordered)

    def _new_build(self, name: DataSetName) -> int:
        with self.file.writing() as database:
            database.execute("INSERT INTO builds (name) VALUES (?)", (name.value,))
            return int(database.execute("SELECT last_insert_rowid()").fetchone()[0])

    def _already_here(self, version: DataSetVersion, epoch: int) -> bool:
        present = self.used(version.name)
        if present is None or present.epoch != epoch:
            return False
        if present.version == version:
            return True
        if version.version <= present.version.version:
            raise Refusal("data_set_older")
        return False

    def _drop_some(self, statement: str, build: int) -> int:
        with self.file.writing() as database:
            return int(database.execute(statement, (build, _DROP_SLICE)).rowcount)


def _write_plain(database: Database, build: int, rows: Sequence[DataRow], _keys: Gathered) -> None:
    database.conn.executemany(
        "INSERT INTO set_rows (build, key, record) VALUES (?, ?, ?)",
        [(build, row.key, row.record) for row in rows],
    )


_WRITERS: Mapping[DataSetName, tuple[Writer, KeyTable | None]] = {
    DataSetName.ROSTER: (roster.write_roster, roster.KEYS),
    DataSetName.ROSTER_THIN: (thin_roster.write_thin_roster, None),
    DataSetName.CATALOGUE: (catalogue.write_catalogue, catalogue.KEYS),
}


def _ascending(rows: Sequence[DataRow]) -> Sequence[DataRow]:
    """Give rows in ascending order of their keys, in which they come from the township."""
    keys = [row.key for row in rows]
    return rows if keys == sorted(keys) else sorted(rows, key=lambda row: row.key)


def _require_whole(version: DataSetVersion, ordered: Sequence[DataRow]) -> Iterator[None]:
    """See that these are the rows the version is of, some thousand between two yields."""
    digest, keys = hashlib.sha256(), set[str]()
    for start in range(0, len(ordered), _DIGEST_SLICE):
        some = ordered[start : start + _DIGEST_SLICE]
        digest.update(b"".join([row.record for row in some]))
        keys.update([row.key for row in some])
        yield
    if len(keys) != len(ordered) or len(ordered) != version.row_count or digest.digest() != version.digest:
        raise Refusal("data_set_digest_differs", set=version.name.value)


def _pointer(version: DataSetVersion, build: int, epoch: int) -> tuple[Any, ...]:
    return (
        *(version.name.value, build, epoch, version.scope, version.version, version.as_of.isoformat()),
        *(version.valid_until.isoformat(), version.row_count, version.digest),
    )


def _set_in_use(row: Any) -> SetInUse:
    name, scope, version, as_of, valid_until, row_count, digest, epoch, build = row
    days = date.fromisoformat(as_of), date.fromisoformat(valid_until)
    return SetInUse(DataSetVersion(DataSetName(name), scope, version, *days, row_count, digest), epoch, build)
