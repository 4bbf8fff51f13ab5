"""台账修复: a damaged ledger made anew beside itself, from what is readable and from what copies still have.

No event is deleted: the damaged file is set aside as it is (`storage.clinic.set_aside`). What neither it nor
a copy gives is written down as missing, and the next call asks the township for it. The new file counts from
the rename of its folder on; whoever opens the clinic next moves what a power cut left.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import Hindrance, Refusal
from core.events import NO_HASH, RESULT_LABEL, Event
from core.ids import ClinicCode
from core.ports import EventCodec
from storage.clinic.backup import backups_in
from storage.clinic.copies import require_room, sizes_of
from storage.clinic.database import DAMAGED, LEDGER, StoreFile, ledger_key, make_ledger, open_copy
from storage.clinic.durable_file import flush_file, flush_folder, not_written
from storage.clinic.ledger import ChainReader
from storage.clinic.migrations_ledger import ledger_migrations
from storage.clinic.missing import Missing, is_sound_row
from storage.clinic.salvage import Salvage
from storage.clinic.set_aside import OLD, free_name
from storage.clinic.tail import TailCopy
from storage.clinic.township_word import TownshipWord
from storage.clinic.upgrade import step_names
from storage.clinic.verification import ledger_faults, result_faults
from storage.secret import Secret, wiped
from storage.sqlcipher import Database, Sealed, translated

if TYPE_CHECKING:  # the desk mends what it opens
    from storage.clinic.desk import Desk

STAGED = "mending"
READY = "mending-ready"
_SIDES = ("", "-wal", "-shm")
_GIVEN_AGAIN = frozenset(
    {
        *("results", "result_signatures", "receipts", "attempts", "bytes_of_days", "known_staff"),
        *("other_events", "other_ranges", "other_lives", "log_positions"),
    }
)
"""Tables that may lose rows: the township gives them again, or they are no proof of anything."""
_OTHERS = frozenset({"other_events", "other_ranges", "other_lives"})
_IN_ORDER = frozenset({"events", "results", "result_signatures"})
_TABLES = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
_KEPT_IN = "SELECT value FROM keeping WHERE name = 'backup_folder'"
_MISSING = """INSERT INTO missing (position, incarnation, sequence) VALUES (?, ?, ?)
    ON CONFLICT (position) DO UPDATE SET asked = 0"""
_EVENT = """INSERT INTO events (position, incarnation, sequence, event_id, type, header, body, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_FROM_BACKUP = "SELECT header, body, hash FROM events WHERE incarnation = ? AND sequence = ?"


@dataclass(frozen=True, slots=True)
class LedgerMending:
    """Mending the ledger of a closed clinic; whoever calls holds the lock of the folder."""

    folder: Path
    codec: EventCodec
    key: Secret = field(repr=False)
    clinic: ClinicCode

    def mend(self) -> None:
        """Make the ledger anew and put it in the place of the damaged one.

        Raises:
            Hindrance: `store_damaged`: too much is gone, a backup has more; `disk_full`,
                `store_not_writable`, `store_not_ours`. The damaged file stands as it was.
        """
        staged, path = self.folder / STAGED, self.folder / LEDGER
        try:
            shutil.rmtree(staged, ignore_errors=True)
            require_room(self.folder, path, 2 * sizes_of(path))
            staged.mkdir(mode=0o700)
            with closing(make_ledger(staged, self.key)) as made:
                self._make(made)
                made.fold_in()
            flush_file(staged / LEDGER)
            flush_folder(staged)
            staged.rename(self.folder / READY)
            flush_folder(self.folder)
        except OSError as error:
            raise not_written(error, STAGED) from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        finish_mending(self.folder)

    def _make(self, made: StoreFile) -> None:
        with wiped(ledger_key(self.key)) as own, closing(Salvage(Sealed(self.folder / LEDGER, own))) as old:
            if old.steps() != set(step_names(ledger_migrations)):
                raise Hindrance("store_damaged", file=LEDGER)
            made.database.execute("PRAGMA foreign_keys = OFF")
            with made.writing() as database:
                self._copy(old, database)
        self._fill(made)
        if made.faults() or not _is_sound(made, self.codec):
            raise Hindrance("store_damaged", file=LEDGER)

    def _copy(self, old: Salvage, new: Database) -> None:
        for table, without_numbers in new.execute(_TABLES).fetchall():
            if not table.startswith(("sqlite_", "_sqlite")) and table not in _IN_ORDER:
                for row in old.rows(table, not without_numbers):
                    _put(new, table, row)
        if old.unread - _GIVEN_AGAIN:
            raise Hindrance("store_damaged", file=LEDGER)
        if old.unread & _OTHERS:
            new.execute("DELETE FROM log_positions")
        self._copy_results(old, new)
        self._copy_events(old, new)

    def _copy_results(self, old: Salvage, new: Database) -> None:
        """Carry the stream over as far as it is whole; the township gives the rest again."""
        position, hash_before = 0, NO_HASH
        for row in old.rows("results", keyed=True):
            own = self.codec.digest(RESULT_LABEL + row[6]) == row[7]
            if (row[0], row[5]) == (position + 1, hash_before) and own:
                position, hash_before = row[0], row[7]
                _put(new, "results", row)
        for row in old.rows("result_signatures", keyed=True):
            if row[0] <= position:
                _put(new, "result_signatures", row)

    def _copy_events(self, old: Salvage, new: Database) -> None:
        """Carry every sound event over and write the places of the others down."""
        places = old.places()
        places |= {row[0]: (row[1], row[2]) for row in new.execute("SELECT * FROM missing").fetchall()}
        last = max([old.last_position(), *places])
        seen = set()
        for row in old.events(0, last):
            places.setdefault(row[0], (row[1], row[2]))
            if places[row[0]] == (row[1], row[2]) and is_sound_row(self.codec, row):
                new.execute(_EVENT, row)
                seen.add(row[0])
        if places.keys() != set(range(1, last + 1)):
            raise Hindrance("store_damaged", file=LEDGER)
        for position in sorted(places.keys() - seen):
            new.execute(_MISSING, (position, *places[position]))

    def _fill(self, made: StoreFile) -> None:
        """Take from the second copy and from backups what they have."""
        missing = Missing(made, self.codec)
        with made.reading() as database:
            kept_in = database.execute(_KEPT_IN).fetchone()
        if not missing.places() or not kept_in or not kept_in[0]:
            return
        for event in self._copies(Path(kept_in[0]), missing):
            with suppress(Refusal):
                missing.fill([event])

    def _copies(self, place: Path, missing: Missing) -> Iterator[Event]:
        lacking = missing.places()
        for event in TailCopy(place, self.clinic, self.codec).events(self.key):
            if (event.header.incarnation, event.header.sequence) in lacking:
                yield event
        for backup in backups_in(place, self.clinic):
            with suppress(Hindrance):
                yield from self._of_backup(backup.ledger, missing.places())

    def _of_backup(self, ledger: Path, lacking: frozenset[tuple[str, int]]) -> Iterator[Event]:
        with (
            wiped(ledger_key(self.key)) as own,
            closing(open_copy(Sealed(ledger, own))) as copy,
            copy.reading() as database,
        ):
            for place in sorted(lacking):
                row = database.execute(_FROM_BACKUP, place).fetchone()
                if row is not None:
                    yield Event(self.codec.decode_header(row[0]), *row)


def mend(desk: "Desk", key: Secret) -> bool:
    """Mend a ledger in which damage was met; False where it cannot be: what opens all the same goes on."""
    try:
        LedgerMending(desk.folder, desk.codec, key, desk.vault.clinic()).mend()
    except Hindrance:
        return False
    return True


def mark_damaged(folder: Path) -> None:
    """Leave word that the ledger has to be mended before it is opened next."""
    with suppress(OSError):  # a disk that takes no empty file: the next start meets the damage again
        (folder / (LEDGER + DAMAGED)).touch()


def is_marked(folder: Path) -> bool:
    """Tell whether damage was met in the ledger."""
    return (folder / (LEDGER + DAMAGED)).exists()


def finish_mending(folder: Path) -> None:
    """Put a mended ledger that is complete in its place; needs no key and may be repeated.

    Raises:
        Hindrance: `store_not_writable`: something holds the files; the next attempt goes on.
    """
    ready = folder / READY
    if not ready.exists():
        return
    try:
        (ready / OLD).mkdir(exist_ok=True)
        if (ready / LEDGER).exists():
            for side in _SIDES:
                if (folder / (LEDGER + side)).exists():
                    (folder / (LEDGER + side)).replace(ready / OLD / (LEDGER + side))
            (ready / LEDGER).replace(folder / LEDGER)
            flush_folder(folder)
        (folder / (LEDGER + DAMAGED)).unlink(missing_ok=True)
        ready.rename(free_name(folder))
        flush_folder(folder)
    except OSError as error:
        raise not_written(error, READY) from error


def _put(new: Database, table: str, row: tuple[Any, ...]) -> None:
    places = ", ".join("?" * len(row))
    new.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608  # names of our own tables


def _is_sound(made: StoreFile, codec: EventCodec) -> bool:
    with translated(LEDGER):
        broken = made.database.execute("PRAGMA foreign_key_check").fetchone()
    results = any(result_faults(TownshipWord(made, codec)))
    return not (broken or results or any(ledger_faults(ChainReader(made, codec))))
