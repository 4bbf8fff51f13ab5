"""Own codes beside national ones in the township's tables, and what was told to the platform of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import ItemKind
from core.console import ConsoleDeed
from core.errors import Refusal
from core.ids import UserId
from core.import_rows import ImportKind, ImportMark
from core.township_rows import RowChange
from storage.township.import_book import ITEMS, ImportShelf
from storage.township.set_tables import code_maps, codes_sent
from storage.township.trail import append_note

_CODES = ITEMS[ImportKind.CODES]


class CodeMapShelf(ImportShelf):
    """`core.catalogue.code_maps.CodeMaps` on either engine."""

    __slots__ = ()

    def code_maps(self) -> Sequence[CodeMap]:
        """List what is mapped, by kind and own code."""
        mine = select(code_maps).where(self.own(code_maps)).order_by(code_maps.c.kind, code_maps.c.own)
        with self.database.reading() as connection:
            return [CodeMap(ItemKind(row.kind), row.own, row.national) for row in connection.execute(mine)]

    def compare_code_maps(self, maps: Iterable[CodeMap]) -> RowChange:
        """Tell what `replace_code_maps` would do."""
        with self.database.reading() as connection:
            return self._difference(connection, _CODES, _wanted(maps)).change()

    def replace_code_maps(self, maps: Iterable[CodeMap], mark: ImportMark | None = None) -> RowChange:
        """Make these all there is; with a mark it is an import, which can be undone."""
        with self.database.writing() as connection:
            self._lock_township(connection)
            opened = self._begin_import(connection, ImportKind.CODES, mark)
            difference = self._difference(connection, _CODES, _wanted(maps))
            return self._replace_items(connection, _CODES, difference, opened)

    def keep_code_map(self, mapped: CodeMap, user: UserId, at: datetime) -> None:
        """Map a code, in the place of what it was mapped to, with a line in the trail."""
        row = {"kind": mapped.kind.value, "own": mapped.own, "national": mapped.national}
        with self.database.writing() as connection:
            self._lock_township(connection)
            self.put(connection, code_maps, row)
            append_note(self, connection, (user, at), ConsoleDeed.CODE_MAPPED, row)

    def remove_code_map(self, kind: ItemKind, own: str, user: UserId, at: datetime) -> None:
        """Take a mapping away, with a line in the trail.

        Raises:
            Refusal: `code_map_unknown`.
        """
        mine = self.own(code_maps) & (code_maps.c.kind == kind.value) & (code_maps.c.own == own)
        with self.database.writing() as connection:
            self._lock_township(connection)
            if not connection.execute(delete(code_maps).where(mine)).rowcount:
                raise Refusal("code_map_unknown")
            facts = {"kind": kind.value, "own": own, "national": ""}
            append_note(self, connection, (user, at), ConsoleDeed.CODE_MAPPED, facts)

    def codes_sent(self, institution: str) -> Mapping[tuple[ItemKind, str], str]:
        """Give the national codes an institution told the platform, by kind and own code."""
        mine = select(codes_sent).where(self.own(codes_sent), codes_sent.c.institution == institution)
        with self.database.reading() as connection:
            return {(ItemKind(row.kind), row.own): row.national for row in connection.execute(mine)}

    def note_codes_sent(self, institution: str, sent: Sequence[CodeMap]) -> None:
        """Remember what an institution told the platform."""
        with self.database.writing() as connection:
            self._lock_township(connection)
            for one in sent:
                row = {"institution": institution, "kind": one.kind.value, "own": one.own}
                self.put(connection, codes_sent, {**row, "national": one.national})


def _wanted(maps: Iterable[CodeMap]) -> Mapping[tuple[str, str], str]:
    return {(one.kind.value, one.own): one.national for one in maps}
