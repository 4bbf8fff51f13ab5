"""审计记录 in the file `ledger`: append-only, chained, read in pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.audit import AUDIT_LABEL, NOBODY_ASKED, AuditEntry, Deed
from core.errors import Hindrance, Refusal
from core.events import NO_HASH
from core.ids import PersonId, UserId
from core.ports import Clock, EventCodec
from storage.clinic.database import StoreFile
from storage.clinic.sentinel import Sentinel, TrailEnd
from storage.sqlcipher import Database

FORMAT = 1
_END = 2**62
_BATCH = 500
_HEAD = "SELECT position, hash FROM audit ORDER BY position DESC LIMIT 1"
_AT = "SELECT hash FROM audit WHERE position = ?"
_INSERT = "INSERT INTO audit (position, person, record, hash) VALUES (?, ?, ?, ?)"
LATEST = "SELECT position, person, record, hash FROM audit WHERE position < ? ORDER BY position DESC LIMIT ?"
OF_PERSON = """SELECT position, person, record, hash FROM audit
    WHERE person = ? AND person <> '' AND position < ? ORDER BY position DESC LIMIT ?"""
AFTER = "SELECT position, person, record, hash FROM audit WHERE position > ? ORDER BY position LIMIT ?"


@dataclass(frozen=True, slots=True)
class _Note:
    at: datetime
    deed: Deed
    person: PersonId
    reason: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClinicAudit:
    """Implements `core.ports.AuditTrail` for the user who unlocked the store; `sentinel` knows its end."""

    file: StoreFile
    codec: EventCodec
    clock: Clock
    user: UserId
    sentinel: Sentinel
    _held: list[_Note] = field(default_factory=list)

    def note(
        self,
        deed: Deed,
        about: PersonId = NOBODY_ASKED,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a line; when this returns, it and whatever was held back is on the disk.

        Raises:
            Hindrance: `disk_full`, `store_not_writable`, `store_damaged`: the deed must not be done.
        """
        self._keep(_Note(self.clock.now(), deed, about, reason, facts or {}))

    def note_all(self, deeds: Iterable[tuple[Deed, Mapping[str, Any]]]) -> None:
        """Write several lines that concern no single person, each with its facts, in one transaction."""
        now = self.clock.now()
        self._keep(*(_Note(now, deed, NOBODY_ASKED, "", facts) for deed, facts in deeds))

    def note_in_passing(
        self,
        deed: Deed,
        about: PersonId = NOBODY_ASKED,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a line about what care must not wait for.

        A disk that takes nothing keeps no doctor from a patient's data: the line, with its own moment, is
        held back until the next one can be written.
        """
        note = _Note(self.clock.now(), deed, about, reason, facts or {})
        try:
            self._keep(note)
        except Hindrance:
            self._held.append(note)

    def let_go(self) -> None:
        """Write what was held back, if the disk takes it now; the store is about to close."""
        with suppress(Hindrance):
            self._keep()

    def latest(self, limit: int, before: int = _END) -> Sequence[AuditEntry]:
        """List the lines before a position, newest first."""
        return self._read(LATEST, before, limit)

    def of_person(self, person: PersonId, limit: int, before: int = _END) -> Sequence[AuditEntry]:
        """List the lines about a person before a position, newest first."""
        return self._read(OF_PERSON, person, before, limit)

    def after(self, position: int, limit: int) -> Sequence[AuditEntry]:
        """Give the next lines above a position, oldest first: what a batch for the township is cut from."""
        return self._read(AFTER, position, limit)

    def lacking(self, end: TrailEnd) -> int | None:
        """Count the lines up to what was its end once; None where that line is here, 0 where another is."""
        with self.file.reading() as database:
            there = database.execute(_AT, (end.position,)).fetchone()
            position, _ = database.execute(_HEAD).fetchone() or (0, NO_HASH)
        return None if there and there[0] == end.hash else max(0, end.position - position)

    def faults(self) -> Iterator[tuple[str, int]]:
        """Recompute the whole chain: a reason code and the position of each line that is not as written."""
        before, hash_before = 0, NO_HASH
        while batch := self._rows_after(before):
            for position, person, record, digest in batch:
                entry = self._readable(record, digest)
                at_home = entry is not None and (entry.position, entry.person) == (position, person)
                if not at_home or self._hash(record) != digest:
                    yield "stored_audit_damaged", position
                if entry and (position, entry.previous_hash) != (before + 1, hash_before):
                    yield "stored_audit_broken", position
                before, hash_before = position, digest

    def _keep(self, *notes: _Note) -> None:
        waiting = (*self._held, *notes)
        if not waiting:
            return
        with self.file.writing() as database:
            position, hash_before = database.execute(_HEAD).fetchone() or (0, NO_HASH)
            for note in waiting:
                position += 1
                hash_before = self._insert(database, position, note, hash_before)
        self._held.clear()
        self.sentinel.note_trail(TrailEnd(position, hash_before))

    def _insert(self, database: Database, position: int, note: _Note, before: bytes) -> bytes:
        moment = note.at.isoformat()
        about = [note.deed.value, note.person, note.reason, dict(note.facts)]
        record = self.codec.encode([FORMAT, position, before, moment, self.user, *about])
        digest = self._hash(record)
        database.execute(_INSERT, (position, note.person, record, digest))
        return digest

    def _rows_after(self, position: int) -> list[Any]:
        with self.file.reading() as database:
            return list(database.execute(AFTER, (position, _BATCH)).fetchall())

    def _read(self, statement: str, *parameters: Any) -> Sequence[AuditEntry]:
        with self.file.reading() as database:
            rows = database.execute(statement, parameters).fetchall()
        return [self._entry(record, digest) for _, _, record, digest in rows]

    def _readable(self, record: bytes, digest: bytes) -> AuditEntry | None:
        try:
            return self._entry(record, digest)
        except (Refusal, ValueError, TypeError, KeyError):
            return None

    def _entry(self, record: bytes, digest: bytes) -> AuditEntry:
        _, position, before, moment, user, deed, person, reason, facts = self.codec.decode(record)
        at = datetime.fromisoformat(moment)
        who, whom = UserId(user), PersonId(person)
        return AuditEntry(position, at, who, deed, whom, reason, facts, before, record, digest)

    def _hash(self, record: bytes) -> bytes:
        return self.codec.digest(AUDIT_LABEL + record)
