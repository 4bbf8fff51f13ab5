"""Packs as the township holds them: texts in force, the county's packages, and taking one back."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from core.county_pack import NOTHING_CHANGED, CountyPackRow, TextsInForce
from core.errors import Refusal
from core.import_rows import ImportKind, ImportMark, ImportRow
from core.township_rows import RowChange
from storage.township.import_book import ImportShelf, OpenImport, undoable
from storage.township.import_tables import import_former
from storage.township.set_tables import packs
from storage.township.shelf import sliced
from storage.township.tables import county_packs

_ANSWERED = "answered"


class PackShelf(ImportShelf):
    """The policy packs of a township."""

    __slots__ = ()

    def replace_packs(self, sources: Mapping[str, str]) -> None:
        """Make the packs in force be these texts."""
        with self.database.writing() as connection:
            self._lock_township(connection)
            self._put_texts(connection, sources)

    def packs(self) -> Mapping[str, str]:
        """Give the texts of the packs in force."""
        mine = select(packs.c.path, packs.c.source).where(self.own(packs)).order_by(packs.c.path)
        with self.database.reading() as connection:
            return {row.path: row.source for row in connection.execute(mine)}

    def county_packs(self) -> Sequence[CountyPackRow]:
        """List the county's packages in force, by pack."""
        with self.database.reading() as connection:
            return self._packages(connection)

    def adopt_county_pack(
        self,
        row: CountyPackRow,
        texts: Mapping[str, str],
        change: RowChange = NOTHING_CHANGED,
        mark: ImportMark | None = None,
    ) -> None:
        """Keep a package in the place of its namesake and make the packs in force be these texts."""
        content = {"pack": row.pack_id, "package": row.package, "answers": row.answers}
        with self.database.writing() as connection:
            self._lock_township(connection)
            held = self._packages(connection)
            opened = OpenImport(None, False)
            if row not in held:
                opened = self._begin_import(connection, ImportKind.PACK, mark, subject=row.pack_id)
            self._keep_new(connection, opened, [(_ANSWERED, one.pack_id) for one in held if one.answers])
            self._put_texts(connection, texts)
            if row.answers:
                connection.execute(update(county_packs).where(self.own(county_packs)).values(answers=False))
            self.put(connection, county_packs, content)
            self._finish_import(connection, opened, change)

    def take_pack_back(self, number: int, mark: ImportMark, texts_of: TextsInForce) -> ImportRow:
        """Take out the package an import brought; `texts_of` gives the texts in force with what is left.

        Raises:
            Refusal: as `undo_import`; `pack_goes_back_by_county`.
        """
        own = self.own(county_packs)
        with self.database.writing() as connection:
            self._lock_township(connection)
            row = undoable(self._imports_of(connection), number)
            if row.kind != ImportKind.PACK:
                raise Refusal("import_unknown")
            connection.execute(delete(county_packs).where(own, county_packs.c.pack == row.subject))
            former = (
                self.own(import_former)
                & (import_former.c.number == number)
                & (import_former.c.part == _ANSWERED)
            )
            answered = county_packs.c.pack.in_(select(import_former.c.key).where(former))
            connection.execute(update(county_packs).where(own, answered).values(answers=True))
            self._put_texts(connection, texts_of(self._packages(connection)))
            return self._write_undoing(connection, row, mark)

    def _packages(self, connection: Connection) -> Sequence[CountyPackRow]:
        mine = select(county_packs).where(self.own(county_packs)).order_by(county_packs.c.pack)
        return [CountyPackRow(row.pack, row.package, row.answers) for row in connection.execute(mine)]

    def _put_texts(self, connection: Connection, texts: Mapping[str, str]) -> None:
        connection.execute(delete(packs).where(self.own(packs)))
        rows = [{"township": self.code, "path": path, "source": text} for path, text in texts.items()]
        for some in sliced(rows):
            connection.execute(insert(packs), some)
