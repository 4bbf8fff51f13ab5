"""乡镇简表 at the township: what was worked out of each person, kept until something it rests on changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, exists, insert, or_, select

from core.coverage.enrolment import RosterEntry
from core.township_rows import ThinRow
from storage.township.set_tables import roster, thin_roster
from storage.township.shelf import SLICE, Shelf, from_text, sliced, to_text


class ThinShelf(Shelf):
    """What the desks of other villages may know of each person of the roster."""

    __slots__ = ()

    def thin_waiting(self, basis: bytes, first: date, limit: int) -> Sequence[tuple[bytes, RosterEntry]]:
        """List people whose thin row is missing, of another basis or person, or begins after `first`."""
        waits = or_(
            thin_roster.c.person_id.is_(None),
            thin_roster.c.digest != roster.c.digest,
            thin_roster.c.basis != basis,
            thin_roster.c.first > first,
        )
        same = and_(
            thin_roster.c.township == roster.c.township, thin_roster.c.person_id == roster.c.person_id
        )
        mine = (
            select(roster.c.digest, roster.c.content)
            .select_from(roster.outerjoin(thin_roster, same))
            .where(self.own(roster), waits)
            .order_by(roster.c.person_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            rows = connection.execute(mine).all()
        return [(row.digest, RosterEntry.from_plain(from_text(row.content))) for row in rows]

    def keep_thin(self, basis: bytes, first: date, rows: Sequence[ThinRow]) -> None:
        """Write thin rows worked out from a basis for the days from `first` on."""
        with self.database.writing() as connection:
            for some in sliced(rows):
                people = [row.person for row in some]
                connection.execute(
                    delete(thin_roster).where(self.own(thin_roster), thin_roster.c.person_id.in_(people))
                )
                connection.execute(insert(thin_roster), [self._thin_row(basis, first, row) for row in some])

    def thin_rows(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """List tag and content of all who can be looked up, by person id; those who left the roster go."""
        present = exists().where(
            roster.c.township == thin_roster.c.township, roster.c.person_id == thin_roster.c.person_id
        )
        with self.database.writing() as connection:
            connection.execute(delete(thin_roster).where(self.own(thin_roster), ~present))
        after = ""
        while True:
            mine = (
                select(thin_roster.c.person_id, thin_roster.c.tag, thin_roster.c.content)
                .where(self.own(thin_roster), thin_roster.c.person_id > after)
                .order_by(thin_roster.c.person_id)
                .limit(SLICE)
            )
            with self.database.reading() as connection:
                rows = connection.execute(mine).all()
            yield from ((row.tag, from_text(row.content)) for row in rows if row.tag)
            if len(rows) < SLICE:
                return
            after = rows[-1].person_id

    def _thin_row(self, basis: bytes, first: date, row: ThinRow) -> dict[str, Any]:
        known = {"township": self.code, "person_id": row.person, "digest": row.digest, "tag": row.tag}
        return {**known, "basis": basis, "first": first, "content": to_text(row.content)}
