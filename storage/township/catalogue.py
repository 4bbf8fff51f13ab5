"""The township's catalogue: replaced as a whole, listed by kind and code."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from core.catalogue.items import CatalogueItem
from core.import_rows import ImportKind, ImportMark
from core.township_rows import RowChange
from storage.township.import_book import ITEMS, Difference, ImportShelf
from storage.township.set_tables import catalogue
from storage.township.shelf import from_text, to_text

_CATALOGUE = ITEMS[ImportKind.CATALOGUE]


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
            return self._replace_items(connection, _CATALOGUE, difference, opened)

    def catalogue(self) -> Iterator[CatalogueItem]:
        """List the catalogue by kind and code."""
        mine = select(catalogue.c.content).where(self.own(catalogue))
        with self.database.reading() as connection:
            contents = connection.scalars(mine.order_by(catalogue.c.kind, catalogue.c.code)).all()
        return (CatalogueItem.from_plain(from_text(content)) for content in contents)

    def _catalogue_difference(self, connection: Connection, items: Iterable[CatalogueItem]) -> Difference:
        wanted = {(item.kind.value, item.code): to_text(item.to_plain()) for item in items}
        return self._difference(connection, _CATALOGUE, wanted)
