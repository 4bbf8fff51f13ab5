"""What reviewers found about prescriptions, in the township's tables."""

from collections.abc import Iterable, Mapping

from sqlalchemy import BigInteger, Column, String, Table, Text, select, tuple_

from core.ids import ClinicCode, EventId, UserId
from core.prescription_review import Reviewed, Verdict
from storage.township.shelf import Shelf, from_ms, sliced, to_ms
from storage.township.tables import metadata, township_column

reviewed_prescriptions = Table(
    "reviewed_prescriptions",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("visit", String(32), primary_key=True),
    Column("verdict", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
)


class PrescriptionReviewShelf(Shelf):
    """`core.prescription_review.PrescriptionReviews` on either engine."""

    __slots__ = ()

    def reviewed(self, visits: Iterable[tuple[ClinicCode, EventId]]) -> Mapping[EventId, Reviewed]:
        """Give what was found about some prescriptions."""
        table, found = reviewed_prescriptions, {}
        with self.database.reading() as connection:
            for some in sliced(sorted(visits)):
                mine = self.own(table) & tuple_(table.c.clinic, table.c.visit).in_(some)
                for row in connection.execute(select(table).where(mine)):
                    visit = EventId(row.visit)
                    verdict, by = Verdict(row.verdict), UserId(row.by)
                    found[visit] = Reviewed(
                        ClinicCode(row.clinic), visit, verdict, row.note, by, from_ms(row.at)
                    )
        return found

    def keep_reviewed(self, found: Reviewed) -> None:
        """Keep what was found."""
        row = {
            "clinic": found.clinic,
            "visit": found.visit,
            "verdict": found.verdict.value,
            "note": found.note,
            "by": found.by,
            "at": to_ms(found.at),
        }
        with self.database.writing() as connection:
            self.put(connection, reviewed_prescriptions, row)
