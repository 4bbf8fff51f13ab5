"""The catalogue of a township: replaced as a whole, row by row where it differs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from core.catalogue.items import CatalogueItem
from core.import_rows import ImportKind, ImportMark
from core.township_rows import RowChange
from storage.township.import_book import ImportShelf, OpenImport
from storage.township.set_tables import catalogue
from storage.township.shelf import from_text, sliced, to_text

_Key = tuple[str, str]
"""Kind and code."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """Rows as they shall be and as they are, by kind and code."""

    wanted: Mapping[_Key, str]
    held: Mapping[_Key, str]

    @property
    def new(self) -> list[_Key]:
        return [key for key in self.wanted if key not in self.held]

    @property
    def changed(self) -> list[_Key]:
        return [key for key, text in self.wanted.items() if self.held.get(key, text) != text]

    @property
    def gone(self) -> list[_Key]:
        return [key for key in self.held if key not in self.wanted]

    def change(self) -> RowChange:
        """Tell the figures."""
        new, changed = len(self.new), len(self.changed)
        return RowChange(new, changed, len(self.gone), len(self.wanted) - new - changed)


class CatalogueShelf(ImportShelf):
    """What may be prescribed and charged here, and at which price."""

    __slots__ = ()

    def compare_catalogue(self, items: Iterable[CatalogueItem]) -> RowChange:
        """Tell what `replace_catalogue` would do."""
        with self.database.reading() as connection:
            return self._catalogue_difference(connection, items).change()

    def replace_catalogue(self, items: Iterable[CatalogueItem], mark: ImportMark | None = None) -> RowChange:
        """Make the catalogue be these rows; of two rows of one kind and code the later counts.

        With a mark it is an import, which can be undone.
        """
        with self.database.writing() as connection:
            self._lock_township(connection)
            opened = self._begin_import(connection, ImportKind.CATALOGUE, mark)
            difference = self._catalogue_difference(connection, items)
            self._keep_new(connection, opened, difference.new)
            self._take_items_out(connection, [*difference.changed, *difference.gone], opened)
            rows: list[dict[str, Any]] = [
                {"township": self.code, "kind": kind, "code": code, "content": difference.wanted[kind, code]}
                for kind, code in (*difference.new, *difference.changed)
            ]
            for some in sliced(rows):
                connection.execute(insert(catalogue), some)
            self._finish_import(connection, opened, difference.change())
            return difference.change()

    def catalogue(self) -> Iterator[CatalogueItem]:
        """List the catalogue by kind and code."""
        mine = select(catalogue.c.content).where(self.own(catalogue))
        with self.database.reading() as connection:
            contents = connection.scalars(mine.order_by(catalogue.c.kind, catalogue.c.code)).all()
        return (CatalogueItem.from_plain(from_text(content)) for content in contents)

    def _catalogue_difference(self, connection: Connection, items: Iterable[CatalogueItem]) -> _Difference:
        wanted = {(item.kind.value, item.code): to_text(item.to_plain()) for item in items}
        columns = (catalogue.c.kind, catalogue.c.code, catalogue.c.content)
        rows = connection.execute(select(*columns).where(self.own(catalogue)))
        return _Difference(wanted, {(row.kind, row.code): row.content for row in rows})

    def _take_items_out(self, connection: Connection, keys: Iterable[_Key], opened: OpenImport) -> None:
        codes: dict[str, list[str]] = {}
        for kind, code in keys:
            codes.setdefault(kind, []).append(code)
        for kind, of_kind in codes.items():
            self._keep_catalogue_rows(connection, opened, kind, of_kind)
            for some in sliced(of_kind):
                mine = (catalogue.c.kind == kind) & catalogue.c.code.in_(some)
                connection.execute(delete(catalogue).where(self.own(catalogue), mine))
