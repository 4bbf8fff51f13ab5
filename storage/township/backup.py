"""Backups of a township service: all its tables as they were at one moment, in one encrypted file.

Whatever engine they come from, the copy is an encrypted file under the service's master key, which is not
in it; the same copy goes back into an encrypted file or into PostgreSQL.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from core.dates import CHINA
from core.errors import Hindrance, Refusal
from core.ports import EventCodec
from storage.clinic.copies import UNFINISHED, disk_hindrance, flush_file, take_away
from storage.clinic.durable_file import flush_folder, replace_durably
from storage.clinic.summed_json import read_summed, to_summed
from storage.township import (  # noqa: F401 -- each puts its tables into the metadata
    console_tables,
    import_tables,
    prescription_review,
    reconciliation_tables,
    set_tables,
    settlement_tables,
    supervision_tables,
)
from storage.township.engines import (
    DATABASE_FILE,
    StoreAddress,
    TownshipDatabase,
    embedded_in_use,
    open_embedded,
)
from storage.township.master_key import default_key_file
from storage.township.store import SqlTownshipStore
from storage.township.tables import metadata
from storage.township.townships import township_codes

FORMAT = 1
MANIFEST = "manifest.json"
KEPT = 7
"""Backups of a service that stay in a folder: a week of days."""
_NAME = "cunzhen-township-{moment}"
_MOMENT = "%Y%m%dT%H%M%S"
_RESTORING = "restoring"
_ENDINGS = ("-wal", "-shm", "")
"""Of the encrypted file and its companions; the file last, so that a power cut leaves one that opens."""
_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class TownshipBackup:
    """A backup as its manifest describes it; `rows` are those of all tables."""

    folder: Path
    made_at: datetime
    townships: Sequence[str]
    rows: int
    hash: str

    @property
    def file(self) -> Path:
        """Name the encrypted file in it."""
        return self.folder / DATABASE_FILE


@dataclass(frozen=True, slots=True)
class Safe:
    """What makes copies of one service: where its tables lie, and how its events are read."""

    address: StoreAddress
    codec: EventCodec

    @property
    def _key_file(self) -> Path:
        return self.address.key_file or default_key_file(self.address.data)

    def make(self, to: Path, at: datetime, kept: int = KEPT) -> TownshipBackup:
        """Write a backup into a folder while the service works; old ones beyond `kept` go.

        It is opened and checked whole before it gets its name.

        Raises:
            Refusal: as `StoreAddress.open`.
            Hindrance: `backup_folder_missing`, `disk_full`, `store_not_writable`, `copy_not_sound`: no
                backup was made.
        """
        if not to.is_dir():
            raise Hindrance("backup_folder_missing")
        target = to / _NAME.format(moment=at.astimezone(CHINA).strftime(_MOMENT))
        unfinished = target.with_name(target.name + UNFINISHED)
        try:
            for left in to.glob(_NAME.format(moment="*") + UNFINISHED):
                shutil.rmtree(left)
            unfinished.mkdir()
            townships, rows = self._write(unfinished)
            backup = TownshipBackup(target, at, townships, rows, _hash(unfinished / DATABASE_FILE))
            replace_durably(unfinished / MANIFEST, to_summed(_plain(backup)))
            unfinished.rename(target)
            flush_folder(to)
        except OSError as error:
            raise disk_hindrance(error, target.name) from error
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        for old in sorted(to.glob(_NAME.format(moment="*")))[:-kept]:
            take_away(old)
        return backup

    def _write(self, folder: Path) -> tuple[Sequence[str], int]:
        with (
            closing(self.address.open()) as database,
            closing(open_embedded(folder, self._key_file, create=True)) as copy,
        ):
            with database.reading() as reading, copy.writing() as writing:
                rows = _carry(reading, writing)
            townships = township_codes(copy)
            self._require_sound(copy)
            if _count(copy) != rows:
                raise Hindrance("copy_not_sound", file=DATABASE_FILE)
        flush_file(folder / DATABASE_FILE)
        return townships, rows

    def _require_sound(self, copy: TownshipDatabase) -> None:
        if any(store.check() for store in self._stores(copy)):
            raise Hindrance("copy_not_sound", file=DATABASE_FILE)

    def _stores(self, database: TownshipDatabase) -> Sequence[SqlTownshipStore]:
        return [SqlTownshipStore(database, code, self.codec) for code in township_codes(database)]

    @contextmanager
    def restored(self, backup: TownshipBackup, replace: bool) -> Iterator[Sequence[SqlTownshipStore]]:
        """Give the townships of a backup; they are put in place once whoever asked is done with them.

        An encrypted file that lies there is set aside with `replace`, never removed; a PostgreSQL has to be
        empty.

        Raises:
            Refusal: `township_store_there`, `store_in_use`, `database_not_empty`, `master_key_missing`,
                `master_key_wrong`.
            Hindrance: `backup_damaged`, `disk_full`, `store_not_writable`: what lay there lies there still.
        """
        if _hash(backup.file) != backup.hash:
            raise Hindrance("backup_damaged")
        self._require_place(replace)
        workplace = self.address.data / _RESTORING
        try:
            self.address.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.rmtree(workplace, ignore_errors=True)
            workplace.mkdir()
            shutil.copyfile(backup.file, workplace / DATABASE_FILE)
            with closing(open_embedded(workplace, self._key_file)) as database:
                self._require_sound(database)
                yield self._stores(database)
                if self.address.postgres is not None:
                    self._into_postgres(database)
            if self.address.postgres is None:
                self._into_place(workplace / DATABASE_FILE, backup.made_at)
        except OSError as error:
            raise disk_hindrance(error, DATABASE_FILE) from error
        finally:
            shutil.rmtree(workplace, ignore_errors=True)

    def _require_place(self, replace: bool) -> None:
        if self.address.postgres is not None:
            with closing(self.address.open(create=True)) as database:
                if _count(database):
                    raise Refusal("database_not_empty")
            return
        file = self.address.data / DATABASE_FILE
        if not file.exists():
            return
        if not replace:
            raise Refusal("township_store_there")
        if embedded_in_use(self.address.data, self._key_file):
            raise Refusal("store_in_use", file=DATABASE_FILE)

    def _into_postgres(self, copy: TownshipDatabase) -> None:
        with (
            closing(self.address.open()) as database,
            copy.reading() as reading,
            database.writing() as writing,
        ):
            _carry(reading, writing)

    def _into_place(self, file: Path, made_at: datetime) -> None:
        flush_file(file)
        place = self.address.data / DATABASE_FILE
        aside = _free_name(place, made_at)
        for ending in _ENDINGS:
            with suppress(FileNotFoundError):
                place.with_name(place.name + ending).rename(aside.with_name(aside.name + ending))
        file.rename(place)
        flush_folder(self.address.data)


def read_backup(folder: Path) -> TownshipBackup:
    """Look at a backup: its manifest; nothing of it is opened yet.

    Raises:
        Refusal: `backup_not_found`, `backup_newer_than_program`.
        Hindrance: `backup_damaged`.
    """
    try:
        plain, sound = read_summed((folder / MANIFEST).read_bytes())
    except OSError:
        raise Refusal("backup_not_found") from None
    except ValueError as error:
        raise Hindrance("backup_damaged") from error
    if sound and plain.get("format") != FORMAT:
        raise Refusal("backup_newer_than_program")
    if not sound or not (folder / DATABASE_FILE).is_file():
        raise Hindrance("backup_damaged")
    made_at = datetime.fromisoformat(plain["made_at"])
    return TownshipBackup(folder, made_at, plain["townships"], plain["rows"], plain["hash"])


def _plain(backup: TownshipBackup) -> Mapping[str, Any]:
    made = {"format": FORMAT, "made_at": backup.made_at.isoformat(), "townships": list(backup.townships)}
    return {**made, "rows": backup.rows, "hash": backup.hash}


def _carry(reading: Connection, writing: Connection) -> int:
    """Copy every table, the ones others point to first; give how many rows that were."""
    carried = 0
    for table in metadata.sorted_tables:
        rows = reading.execute(select(table).execution_options(yield_per=_ROWS)).mappings()
        for part in rows.partitions():
            writing.execute(insert(table), [dict(row) for row in part])
            carried += len(part)
    return carried


def _count(database: TownshipDatabase) -> int:
    with database.reading() as connection:
        counts = [select(func.count()).select_from(table) for table in metadata.sorted_tables]
        return sum(connection.scalar(count) or 0 for count in counts)


def _free_name(place: Path, moment: datetime) -> Path:
    name = f"{place.name}.replaced-by-{moment.astimezone(CHINA).strftime(_MOMENT)}"
    free, number = place.with_name(name), 1
    while free.exists():
        number += 1
        free = place.with_name(f"{name}-{number}")
    return free


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
