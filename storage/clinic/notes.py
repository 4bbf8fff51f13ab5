"""What is written down beside the chain: open forms and the sync diary, in the file `ledger`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.dates import china_day
from core.sync_ports import Attempt
from storage.clinic.database import StoreFile

DONE = "done"
DIARY_LINES = 10_000
"""Lines of the diary that are kept."""
DIARY = """SELECT at, route, outcome, bytes_up, bytes_down, seconds FROM attempts
    ORDER BY id DESC LIMIT ? OFFSET ?"""
FORGET_FORM = "DELETE FROM drafts WHERE person_key = ?"
OPEN_FORMS = """SELECT person_key, content FROM drafts WHERE person_key NOT GLOB 'follow-up:*'
    AND person_key NOT GLOB 'stock:*'
    ORDER BY json_extract(content, '$.kept_at') DESC, person_key LIMIT ?"""
_MOVE_FORM = "UPDATE OR IGNORE drafts SET person_key = ? WHERE person_key = ?"
_NOTE = """INSERT INTO attempts (at, route, outcome, bytes_up, bytes_down, seconds)
    VALUES (?, ?, ?, ?, ?, ?)"""
_COUNT = """INSERT INTO bytes_of_days (day, bytes) VALUES (?, ?)
    ON CONFLICT (day) DO UPDATE SET bytes = bytes + excluded.bytes"""
_HEARD_AT = "heard_at"
_KEEP = "INSERT OR REPLACE INTO keeping (name, value) VALUES (?, ?)"
_KEPT = "SELECT value FROM keeping WHERE name = ?"
_SEARCHED = 200
_FORGET = "DELETE FROM attempts WHERE id <= (SELECT max(id) FROM attempts) - ?"


@dataclass(frozen=True, slots=True)
class ClinicDrafts:
    """Implements `core.ports.Drafts`; a draft survives a power cut like a visit does."""

    file: StoreFile

    def keep_draft(self, person_key: str, content: Mapping[str, Any]) -> None:
        """Keep the fields of an open form, replacing the former ones."""
        text = json.dumps(content, ensure_ascii=False)
        with self.file.writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO drafts (person_key, content) VALUES (?, ?)", (person_key, text)
            )

    def draft(self, person_key: str) -> Mapping[str, Any] | None:
        """Give the fields of an open form."""
        with self.file.reading() as database:
            row = database.execute(
                "SELECT content FROM drafts WHERE person_key = ?", (person_key,)
            ).fetchone()
        if row is None:
            return None
        content: Mapping[str, Any] = json.loads(row[0])
        return content

    def open_drafts(self, limit: int) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """List the open forms of visits with their keys, those kept last first."""
        with self.file.reading() as database:
            rows = database.execute(OPEN_FORMS, (limit,)).fetchall()
        return [(key, json.loads(content)) for key, content in rows]

    def forget_draft(self, person_key: str) -> None:
        """Forget an open form."""
        with self.file.writing() as database:
            database.execute(FORGET_FORM, (person_key,))

    def move_draft(self, person_key: str, other_key: str) -> None:
        """Put an open form under another key, unless a form lies there already."""
        with self.file.writing() as database:
            database.execute(_MOVE_FORM, (other_key, person_key))


@dataclass(frozen=True, slots=True)
class Diary:
    """One line for each attempt to reach the township."""

    file: StoreFile

    def note(self, attempt: Attempt, *, heard: bool = False) -> None:
        """Write a line; the oldest beyond the limit goes, but when the township was heard last is kept."""
        moment = attempt.at.isoformat()
        line = (attempt.route, attempt.outcome, attempt.bytes_up, attempt.bytes_down, attempt.seconds)
        with self.file.writing() as database:
            database.execute(_NOTE, (moment, *line))
            if heard:
                database.execute(_KEEP, (_HEARD_AT, moment))
            if size := attempt.on_the_network:
                database.execute(_COUNT, (china_day(attempt.at).isoformat(), size))
            database.execute(_FORGET, (DIARY_LINES,))

    def heard_at(self) -> datetime | None:
        """Give when the township was heard last; of a time before that was kept, what the diary tells."""
        with self.file.reading() as database:
            row = database.execute(_KEPT, (_HEARD_AT,)).fetchone()
        if row:
            return datetime.fromisoformat(row[0])
        return next(
            (one.at for one in self.latest(_SEARCHED) if one.outcome == DONE and one.bytes_down), None
        )

    def latest(self, limit: int, offset: int = 0) -> Sequence[Attempt]:
        """List the lines, newest first."""
        with self.file.reading() as database:
            rows = database.execute(DIARY, (limit, offset)).fetchall()
        return [Attempt(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]
