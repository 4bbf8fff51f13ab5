"""What the own place says of codes, in the township's tables, and pages on their way there."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from core.catalogue.items import FeeClass
from core.catalogue.national import NationalRow
from core.catalogue.place import PageFetch, PlaceRow, PlaceSubject
from core.errors import Hindrance
from storage.township.national import NationalShelf
from storage.township.set_tables import catalogue_fetches, catalogue_pages, place_rows
from storage.township.shelf import from_text, sliced, to_text
from storage.township.tables import townships

_ORDER = (place_rows.c.code, place_rows.c.record)
_NAMES = ("record", "code", "kind", "first", "value", "last", "valid")
PageRows = Sequence[PlaceRow] | Sequence[NationalRow]


class PlaceShelf(NationalShelf):
    """`core.catalogue.place.PlaceCatalogue` on either engine."""

    __slots__ = ()

    def page_fetch(self, subject: PlaceSubject, whose: str = "") -> PageFetch:
        """Tell how far the rows of a subject are fetched."""
        with self.database.reading() as connection:
            return self._fetch(connection, subject, whose)

    def page_fetches(self) -> Sequence[PageFetch]:
        """List how far each subject is fetched."""
        mine = select(catalogue_fetches).where(self.own(catalogue_fetches))
        with self.database.reading() as connection:
            return [_fetch_of(row) for row in connection.execute(mine)]

    def hold_page(self, fetch: PageFetch, rows: PageRows) -> None:
        """Keep the page `fetch.held`; the first begins anew and drops what was held.

        Raises:
            Hindrance: `download_overtaken`: another process fetches the same.
        """
        with self.database.writing() as connection:
            self._lock(connection)
            kept = self._fetch(connection, fetch.subject, fetch.whose)
            if fetch.held == 1:
                connection.execute(delete(catalogue_pages).where(self._of(catalogue_pages, fetch)))
            elif (kept.begun_on, kept.held) != (fetch.begun_on, fetch.held - 1):
                raise Hindrance("download_overtaken")
            self._keep(connection, fetch)
            page = {"subject": fetch.subject.value, "whose": fetch.whose, "page": fetch.held}
            content = to_text([_plain(row) for row in rows])
            connection.execute(insert(catalogue_pages).values(township=self.code, **page, content=content))

    def take_pages(self, fetch: PageFetch) -> int:
        """Put the rows of all pages in the place of what they change; tell how many.

        Raises:
            Hindrance: `download_overtaken`.
        """
        taken = 0
        pages = select(catalogue_pages.c.page, catalogue_pages.c.content)
        mine = self._of(catalogue_pages, fetch)
        with self.database.writing() as connection:
            self._lock(connection)
            if self._fetch(connection, fetch.subject, fetch.whose) != fetch or fetch.held < fetch.pages:
                raise Hindrance("download_overtaken")
            for number in range(1, fetch.held + 1):
                page = connection.execute(pages.where(mine, catalogue_pages.c.page == number)).one()
                for some in sliced(from_text(page.content)):
                    self._put(connection, fetch.subject, some)
                    taken += len(some)
            connection.execute(delete(catalogue_pages).where(mine))
            self._keep(connection, PageFetch(fetch.subject, fetch.whose, fetch.begun_on))
        return taken

    def place_rows(self, subject: PlaceSubject, codes: Collection[str]) -> Sequence[PlaceRow]:
        """Give what is said of some codes, by code and record."""
        return list(chain.from_iterable(self._said(subject, some) for some in sliced(sorted(codes))))

    def told_elsewhere(self, institution: str) -> Sequence[PlaceRow]:
        """Give the own codes of an institution as the platform has them, by code and record."""
        mine = self.own(place_rows) & (place_rows.c.subject == PlaceSubject.OWN_CODE.value)
        rows = select(place_rows).where(mine, place_rows.c.kind == institution)
        with self.database.reading() as connection:
            return [_row_of(row) for row in connection.execute(rows.order_by(*_ORDER))]

    def _said(self, subject: PlaceSubject, codes: Sequence[str]) -> Iterator[PlaceRow]:
        mine = self.own(place_rows) & (place_rows.c.subject == subject.value)
        rows = select(place_rows).where(mine, place_rows.c.code.in_(codes))
        with self.database.reading() as connection:
            found = connection.execute(rows.order_by(*_ORDER))
            return iter([_row_of(row) for row in found])

    def _put(self, connection: Connection, subject: PlaceSubject, some: Sequence[Sequence[Any]]) -> None:
        if subject is PlaceSubject.DRUG:
            rows = {row[0]: NationalRow(row[0], row[1], row[2], FeeClass(row[3]), row[4]) for row in some}
            self._take(connection, subject.value, rows)
            return
        latest = {row[0]: row for row in some}
        mine = self.own(place_rows) & (place_rows.c.subject == subject.value)
        connection.execute(delete(place_rows).where(mine, place_rows.c.record.in_(list(latest))))
        values = [
            {
                "township": self.code,
                "subject": subject.value,
                **dict(zip(_NAMES, row, strict=True)),
                "first": date.fromisoformat(row[3]),
                "last": date.fromisoformat(row[5]) if row[5] else None,
            }
            for row in latest.values()
        ]
        connection.execute(insert(place_rows), values)

    def _lock(self, connection: Connection) -> None:
        connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())

    def _of(self, table: Any, fetch: PageFetch) -> Any:
        return self.own(table) & (table.c.subject == fetch.subject.value) & (table.c.whose == fetch.whose)

    def _fetch(self, connection: Connection, subject: PlaceSubject, whose: str) -> PageFetch:
        empty = PageFetch(subject, whose)
        mine = select(catalogue_fetches).where(self._of(catalogue_fetches, empty))
        row = connection.execute(mine).first()
        return _fetch_of(row) if row else empty

    def _keep(self, connection: Connection, fetch: PageFetch) -> None:
        row = {"subject": fetch.subject.value, "whose": fetch.whose, "taken_on": fetch.taken_on}
        under_way = {"begun_on": fetch.begun_on, "records": fetch.records, "pages": fetch.pages}
        self.put(connection, catalogue_fetches, {**row, **under_way, "held": fetch.held})


def _fetch_of(row: Row[Any]) -> PageFetch:
    subject = PlaceSubject(row.subject)
    return PageFetch(subject, row.whose, row.taken_on, row.begun_on, row.records, row.pages, row.held)


def _row_of(row: Row[Any]) -> PlaceRow:
    return PlaceRow(row.record, row.code, row.kind, row.first, row.value, row.last, row.valid)


def _plain(row: PlaceRow | NationalRow) -> Sequence[Any]:
    if isinstance(row, NationalRow):
        return [row.code, row.name, row.specification, row.fee_class.value, row.valid]
    last = row.last.isoformat() if row.last else None
    return [row.record, row.code, row.kind, row.first.isoformat(), row.value, last, row.valid]
