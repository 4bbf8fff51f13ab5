"""参保名册 in the file `cache`: people by id, by number and by what somebody types."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.coverage.enrolment import RosterEntry
from core.data_sets import DataRow
from core.errors import Refusal
from core.identity.person import Person
from core.ids import PersonId
from core.ports import EventCodec, PersonFound
from storage.clinic.database import StoreFile
from storage.clinic.found_rows import Span, first_rows
from storage.clinic.key_rows import Gathered, KeyTable
from storage.clinic.search_keys import (
    HEAD_DIGITS,
    HOUSEHOLD_SIGNS,
    LAST,
    PHONE_DIGITS,
    TAIL_DIGITS,
    KeyKind,
    folded,
    household_of,
    keys_of_person,
)
from storage.sqlcipher import Database

BY_ID = """SELECT record FROM roster
    WHERE build = (SELECT build FROM data_sets WHERE name = 'roster') AND person_id = ?"""
BY_NUMBER = """SELECT record FROM roster WHERE row = (SELECT row FROM search_keys
    WHERE build = (SELECT build FROM data_sets WHERE name = 'roster') AND kind = 10 AND key = ? LIMIT 1)"""
PEOPLE = """SELECT record FROM roster WHERE build = (SELECT build FROM data_sets WHERE name = 'roster')
    AND person_id > ? ORDER BY person_id LIMIT ?"""
BY_KEY = """SELECT row FROM search_keys
    WHERE build = (SELECT build FROM data_sets WHERE name = 'roster') AND kind = ? AND key >= ? AND key < ?
    ORDER BY key, row LIMIT ?"""
BY_HOUSEHOLD_OF = """WITH used AS (SELECT build FROM data_sets WHERE name = 'roster')
    SELECT row FROM search_keys
    WHERE build = (SELECT build FROM used) AND kind = 9 AND key IN (
        SELECT household FROM roster WHERE household <> '' AND row IN (
            SELECT row FROM search_keys
            WHERE build = (SELECT build FROM used) AND kind IN (2, 3, 4) AND key = ? LIMIT 50))
    ORDER BY key, row LIMIT ?"""
"""The members of the households of everybody so called (2 name, 3 full pinyin, 4 initials)."""
BY_ROWS = "SELECT row, record FROM roster WHERE row IN (SELECT value FROM json_each(?))"
_INSERT = "INSERT INTO roster (row, build, person_id, id_number, household, record) VALUES (?, ?, ?, ?, ?, ?)"
KEYS = KeyTable("INSERT INTO search_keys (build, kind, key, row) VALUES (?1, ?2, ?, ?)")
_DIGITS = frozenset("0123456789x")
_HOME = ("家", "户")
"""王建国家: what follows a name when all who live with its bearer are meant."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster in use; empty before the first one came."""

    file: StoreFile
    codec: EventCodec

    def entry(self, person_id: PersonId) -> RosterEntry | None:
        """Give a person."""
        return self._one(BY_ID, person_id)

    def entry_by_number(self, id_number: str) -> RosterEntry | None:
        """Give the person with a normalised citizen number."""
        return self._one(BY_NUMBER, id_number) if id_number else None

    def people(self, after: PersonId, limit: int) -> Sequence[RosterEntry]:
        """List people behind somebody, by their ids; the empty id begins."""
        with self.file.reading() as database:
            rows = database.execute(PEOPLE, (after, limit)).fetchall()
        return [RosterEntry.of_any_program(self.codec.recall(record)[1]) for (record,) in rows]

    def search(self, text: str, limit: int, offset: int = 0) -> Sequence[PersonFound]:
        """Find people, best matches first: whole initials before beginnings, short names before long ones."""
        with self.file.reading() as database:
            rows = first_rows(database, _spans(folded(text)), offset + limit)[offset:]
            records = dict(database.execute(BY_ROWS, (json.dumps(rows),)).fetchall()) if rows else {}
        return [_found(_person(self.codec.recall(records[row])[1])) for row in rows]

    def _one(self, statement: str, key: str) -> RosterEntry | None:
        with self.file.reading() as database:
            row = database.execute(statement, (key,)).fetchone()
        return RosterEntry.of_any_program(self.codec.recall(row[0])[1]) if row else None


def write_roster(database: Database, build: int, rows: Sequence[DataRow], keys: Gathered) -> None:
    """Write some people of a build and gather their search keys, to be written to `KEYS`.

    Raises:
        Refusal: `data_set_not_readable`: a row this program does not understand.
    """
    (last,) = database.execute("SELECT coalesce(max(row), 0) FROM roster").fetchone()
    people = []
    for number, row in enumerate(rows, start=last + 1):
        person = _person_of(row)
        home = household_of(person)
        people.append((number, build, row.key, person.id_number, home, row.record))
        for kind, key in keys_of_person(person, home):
            keys.kinds[kind,].append((key, number))
    database.conn.executemany(_INSERT, people)


def _spans(text: str) -> Iterator[Span]:
    if not text:
        return
    if _DIGITS.issuperset(text) and text != "x" * len(text):
        if len(text) >= TAIL_DIGITS:
            yield _beginning(KeyKind.NUMBER_TAIL, text[::-1])
        if len(text) >= HEAD_DIGITS:
            number = text.upper()
            yield _beginning(KeyKind.NUMBER, number)
        if len(text) >= PHONE_DIGITS:
            yield _beginning(KeyKind.PHONE_TAIL, text[::-1])
    elif text.isascii():
        yield BY_KEY, (KeyKind.INITIALS, text, text + "\0")
        yield _beginning(KeyKind.FULL, text)
        yield _beginning(KeyKind.INITIALS, text)
    yield _beginning(KeyKind.NAME, text)
    if len(text) >= HOUSEHOLD_SIGNS:
        yield _beginning(KeyKind.HOUSEHOLD, text)
        if text.endswith(_HOME):
            yield BY_HOUSEHOLD_OF, (text[:-1],)


def _beginning(kind: KeyKind, text: str) -> Span:
    return BY_KEY, (kind, text, text + LAST)


def _person_of(row: DataRow) -> Person:
    try:
        return _person(row.content)
    except (KeyError, ValueError, TypeError) as error:
        raise Refusal("data_set_not_readable", set="roster") from error


def _person(content: Any) -> Person:
    return Person.from_plain(content["person"])


def _found(person: Person) -> PersonFound:
    return PersonFound(
        person_id=person.person_id,
        name=person.name,
        id_number=person.id_number,
        birth_date=person.birth_date,
        village=person.village,
        village_group=person.village_group,
        household=person.household,
    )
