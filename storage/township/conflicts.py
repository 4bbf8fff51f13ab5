"""What of the roster in force somebody has to look into: found once an import, read by the page."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, insert, select

from core.coverage.enrolment import RosterEntry
from core.ids import PersonId
from core.import_rows import ConflictEntry, ConflictKind, RosterConflict
from storage.township.import_tables import roster_conflicts
from storage.township.set_tables import roster
from storage.township.shelf import Shelf, from_text, sliced
from storage.township.tables import townships


class ConflictShelf(Shelf):
    """The list of conflicts of a township."""

    __slots__ = ()

    def keep_roster_conflicts(self, conflicts: Sequence[RosterConflict]) -> None:
        """Make the list be these."""
        rows = [
            {
                "township": self.code,
                "position": position,
                "kind": one.kind.value,
                "person_id": one.person,
                "other": one.other,
                "year": one.year,
            }
            for position, one in enumerate(conflicts, start=1)
        ]
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            connection.execute(delete(roster_conflicts).where(self.own(roster_conflicts)))
            for some in sliced(rows):
                connection.execute(insert(roster_conflicts), some)

    def roster_conflicts(self, after: int, limit: int) -> Sequence[ConflictEntry]:
        """List conflicts from a position on, with whose they are."""
        same = and_(
            roster.c.township == roster_conflicts.c.township,
            roster.c.person_id == roster_conflicts.c.person_id,
        )
        mine = (
            select(roster_conflicts, roster.c.content)
            .join(roster, same, isouter=True)
            .where(self.own(roster_conflicts), roster_conflicts.c.position > after)
            .order_by(roster_conflicts.c.position)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [
                ConflictEntry(
                    row.position,
                    RosterConflict(ConflictKind(row.kind), PersonId(row.person_id), row.other, row.year),
                    RosterEntry.from_plain(from_text(row.content)) if row.content else None,
                )
                for row in connection.execute(mine)
            ]
