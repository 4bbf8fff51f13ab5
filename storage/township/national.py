"""The platform's own catalogue in the township's tables."""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from sqlalchemy import Connection, delete, insert, select

from core.catalogue.items import FeeClass
from core.catalogue.national import NationalRow
from storage.township.set_tables import national_catalogue, national_versions
from storage.township.shelf import SLICE, Shelf, sliced
from storage.township.tables import townships


class NationalShelf(Shelf):
    """`core.catalogue.national.NationalCatalogue` on either engine."""

    __slots__ = ()

    def national_version(self, part: str) -> str:
        """Give the newest version of a part that is here; empty before the first."""
        mine = self.own(national_versions) & (national_versions.c.part == part)
        with self.database.reading() as connection:
            return connection.scalar(select(national_versions.c.version).where(mine)) or ""

    def take_national(self, part: str, version: str, rows: Iterable[NationalRow]) -> int:
        """Keep the rows of a version, in the place of what they change; tell how many."""
        taken, left = 0, iter(rows)
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            while some := {row.code: row for row in islice(left, SLICE)}:
                self._take(connection, part, some)
                taken += len(some)
            self.put(connection, national_versions, {"part": part, "version": version})
        return taken

    def _take(self, connection: Connection, part: str, some: Mapping[str, NationalRow]) -> None:
        mine = self.own(national_catalogue) & national_catalogue.c.code.in_(list(some))
        connection.execute(delete(national_catalogue).where(mine))
        rows = [
            {
                "township": self.code,
                "part": part,
                "code": row.code,
                "name": row.name,
                "specification": row.specification,
                "fee_class": row.fee_class.value,
                "valid": row.valid,
            }
            for row in some.values()
        ]
        connection.execute(insert(national_catalogue), rows)

    def national_rows(self, codes: Collection[str]) -> Mapping[str, NationalRow]:
        """Give the rows of some codes."""
        found: dict[str, NationalRow] = {}
        with self.database.reading() as connection:
            for some in sliced(sorted(codes)):
                mine = self.own(national_catalogue) & national_catalogue.c.code.in_(some)
                for row in connection.execute(select(national_catalogue).where(mine)):
                    grade = FeeClass(row.fee_class)
                    found[row.code] = NationalRow(row.code, row.name, row.specification, grade, row.valid)
        return found
