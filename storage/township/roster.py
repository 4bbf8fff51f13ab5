"""The resident roster of a township: replaced as a whole, read by village."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from core.coverage.enrolment import RosterEntry
from core.errors import Refusal
from core.import_rows import ImportKind, ImportMark
from core.township_rows import RowChange
from storage.township.import_book import ImportShelf, OpenImport
from storage.township.set_tables import roster, roster_dates
from storage.township.shelf import SLICE, from_text, sliced, to_text


@dataclass(slots=True)
class _Comparison:
    """Known digests by person, and the rows that differ, waiting to be written."""

    known: dict[str, bytes]
    seen: set[str] = field(default_factory=set)
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    new_count: int = 0
    changed_count: int = 0

    def count(self) -> None:
        """Count the waiting rows and let them go."""
        self.new_count += len(self.new)
        self.changed_count += len(self.changed)
        self.new.clear()
        self.changed.clear()

    def gone(self) -> Sequence[str]:
        """List who is known and was not seen."""
        return [person for person in self.known if person not in self.seen]

    def change(self) -> RowChange:
        """Tell the figures, once every row was counted."""
        same = len(self.seen) - self.new_count - self.changed_count
        return RowChange(self.new_count, self.changed_count, len(self.gone()), same)


class RosterShelf(ImportShelf):
    """Who is insured here, as the county said last."""

    __slots__ = ()

    def compare_roster(self, entries: Iterable[RosterEntry]) -> RowChange:
        """Tell what `replace_roster` would do.

        Raises:
            Refusal: `roster_person_twice`.
        """
        with self.database.reading() as connection:
            comparison = self._held(connection)
        for entry in entries:
            self._compare(entry, comparison)
            comparison.count()
        return comparison.change()

    def replace_roster(
        self,
        entries: Iterable[RosterEntry],
        as_of: date,
        valid_until: date,
        mark: ImportMark | None = None,
    ) -> RowChange:
        """Make the roster be these people; with a mark it is an import, which can be undone.

        Raises:
            Refusal: `roster_person_twice`: nothing was changed.
        """
        with self.database.writing() as connection:
            self._lock_township(connection)
            opened = self._begin_import(connection, ImportKind.ROSTER, mark, as_of)
            comparison = self._held(connection)
            for entry in entries:
                self._compare(entry, comparison)
                if len(comparison.new) + len(comparison.changed) >= SLICE:
                    self._write_rows(connection, comparison, opened)
            self._write_rows(connection, comparison, opened)
            self._remove(connection, comparison.gone(), opened)
            self._finish_import(connection, opened, comparison.change())
            self.put(connection, roster_dates, {"as_of": as_of, "valid_until": valid_until})
        return comparison.change()

    def roster_dates(self) -> tuple[date, date] | None:
        """Tell `as_of` and `valid_until` of the roster."""
        with self.database.reading() as connection:
            row = connection.execute(select(roster_dates).where(self.own(roster_dates))).first()
        return (row.as_of, row.valid_until) if row else None

    def roster_of(self, villages: Sequence[str]) -> Iterator[RosterEntry]:
        """List the roster's people of some villages by person id."""
        after = ""
        while True:
            mine = (
                select(roster.c.person_id, roster.c.content)
                .where(self.own(roster), roster.c.village.in_(villages), roster.c.person_id > after)
                .order_by(roster.c.person_id)
                .limit(SLICE)
            )
            with self.database.reading() as connection:
                rows = connection.execute(mine).all()
            yield from (RosterEntry.from_plain(from_text(row.content)) for row in rows)
            if len(rows) < SLICE:
                return
            after = rows[-1].person_id

    def villages(self) -> Sequence[tuple[str, int]]:
        """List the villages of the roster and how many people each has."""
        mine = select(roster.c.village, func.count()).where(self.own(roster)).group_by(roster.c.village)
        with self.database.reading() as connection:
            return sorted((village, count) for village, count in connection.execute(mine))

    def _held(self, connection: Connection) -> _Comparison:
        held = connection.execute(select(roster.c.person_id, roster.c.digest).where(self.own(roster)))
        return _Comparison({row.person_id: row.digest for row in held})

    def _compare(self, entry: RosterEntry, comparison: _Comparison) -> None:
        person = entry.person.person_id
        if person in comparison.seen:
            raise Refusal("roster_person_twice", person=person)
        comparison.seen.add(person)
        content = to_text(entry.to_plain())
        digest = self.codec.digest(content.encode())
        known = comparison.known.get(person)
        row = {"person": person, "village": entry.person.village, "content": content, "digest": digest}
        if known is None:
            comparison.new.append(row)
        elif known != digest:
            comparison.changed.append(row)

    def _write_rows(self, connection: Connection, comparison: _Comparison, opened: OpenImport) -> None:
        self._keep_new(connection, opened, [(row["village"], row["person"]) for row in comparison.new])
        self._keep_roster_rows(connection, opened, [row["person"] for row in comparison.changed])
        if comparison.new:
            rows = [
                {"township": self.code, "person_id": row["person"], **_without_person(row)}
                for row in comparison.new
            ]
            connection.execute(insert(roster), rows)
        if comparison.changed:
            mine = self.own(roster) & (roster.c.person_id == bindparam("person"))
            rows = [
                {"person": row["person"], **{f"new_{k}": v for k, v in _without_person(row).items()}}
                for row in comparison.changed
            ]
            values: dict[str, Any] = {
                name: bindparam(f"new_{name}") for name in ("village", "content", "digest")
            }
            connection.execute(update(roster).where(mine).values(**values), rows)
        comparison.count()

    def _remove(self, connection: Connection, gone: Sequence[str], opened: OpenImport) -> None:
        self._keep_roster_rows(connection, opened, gone)
        for some in sliced(gone):
            mine = roster.c.person_id.in_(some)
            connection.execute(delete(roster).where(self.own(roster), mine))


def _without_person(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "person"}
