"""The history of imports: what each changed, what stood there before, and putting that back.

Undoing deletes nothing of the history: it is an entry of its own, and what it puts back goes down to the
clinics as a version of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Row,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from core.console import ConsoleDeed
from core.errors import Refusal
from core.ids import UserId
from core.import_rows import ImportKind, ImportMark, ImportRow
from core.township_rows import RowChange
from storage.township.import_tables import import_former, imports
from storage.township.set_tables import catalogue, code_maps, roster, roster_dates
from storage.township.shelf import Shelf, from_ms, sliced, to_ms
from storage.township.tables import county_packs, townships
from storage.township.trail import append_note

KEPT_IMPORTS = 12
"""Of so many of the last imports of a kind it is known what they replaced: a year of monthly rosters."""
_DEEDS = {
    ImportKind.ROSTER: ConsoleDeed.ROSTER_IMPORTED,
    ImportKind.CATALOGUE: ConsoleDeed.CATALOGUE_IMPORTED,
    ImportKind.CODES: ConsoleDeed.CODES_IMPORTED,
    ImportKind.PACK: ConsoleDeed.PACK_ADOPTED,
}
_NOTHING = RowChange(0, 0, 0, 0)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Items:
    """A table whose rows are told apart by a kind and a code, and where their content stands."""

    table: Table
    code: str
    content: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Name kind, code and content."""
        return ("kind", self.code, self.content)


ITEMS: Mapping[ImportKind, Items] = {
    ImportKind.CATALOGUE: Items(catalogue, "code", "content"),
    ImportKind.CODES: Items(code_maps, "own", "national"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What is wanted by kind and code, beside what is held."""

    wanted: Mapping[Key, str]
    held: Mapping[Key, str]

    @property
    def new(self) -> Sequence[Key]:
        """List what is wanted and not held."""
        return [key for key in self.wanted if key not in self.held]

    @property
    def changed(self) -> Sequence[Key]:
        """List what is held otherwise."""
        return [key for key in self.wanted if key in self.held and self.wanted[key] != self.held[key]]

    @property
    def gone(self) -> Sequence[Key]:
        """List what is held and not wanted."""
        return [key for key in self.held if key not in self.wanted]

    def change(self) -> RowChange:
        """Tell the figures."""
        new, changed = len(self.new), len(self.changed)
        return RowChange(new, changed, len(self.gone), len(self.wanted) - new - changed)


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An import while its rows are written; `keeps`: something was there before, which can be put back."""

    number: int | None
    keeps: bool


class ImportShelf(Shelf):
    """What was brought in, by whom, and what it replaced."""

    __slots__ = ()

    def imports(self, before: int | None, limit: int) -> Sequence[ImportRow]:
        """List the imports from a number backwards, newest first."""
        with self.database.reading() as connection:
            return _shown(self._imports_of(connection), before, limit)

    def undo_import(self, number: int, mark: ImportMark) -> ImportRow:
        """Put back what an import replaced, as an import of its own.

        Raises:
            Refusal: `import_unknown`, `import_undone_already`, `import_is_undoing`; `import_rested_upon` with
                `newer`; `import_first_of_kind`, `import_too_old`.
        """
        with self.database.writing() as connection:
            self._lock_township(connection)
            row = undoable(self._imports_of(connection), number)
            if row.kind == ImportKind.PACK:  # only who knows packs can tell what is left without one
                raise Refusal("import_unknown")
            if row.kind == ImportKind.ROSTER:
                self._put_roster_back(connection, row)
            else:
                self._put_items_back(connection, number, ITEMS[ImportKind(row.kind)])
            return self._write_undoing(connection, row, mark)

    def _write_undoing(self, connection: Connection, row: Row[Any], mark: ImportMark) -> ImportRow:
        """Write down that an import was undone, once what it replaced stands again."""
        kind, back = ImportKind(row.kind), RowChange(row.gone, row.changed, row.new, row.same)
        facts = {"undoes": row.number, "as_of": row.before_as_of, "subject": row.subject}
        undoing = self._write_import(connection, kind, mark, facts)
        self._tell_change(connection, undoing, back)
        self._forget_former(connection, imports.c.number == row.number)
        append_note(self, connection, (mark.user, mark.at), ConsoleDeed.IMPORT_UNDONE, {"import": row.number})
        return ImportRow(undoing, kind, mark, back, row.before_as_of, row.number, subject=row.subject)

    def _lock_township(self, connection: Connection) -> None:
        """Let one writer of a township's sets go after the other."""
        connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())

    def _begin_import(
        self,
        connection: Connection,
        kind: ImportKind,
        mark: ImportMark | None,
        as_of: date | None = None,
        subject: str = "",
    ) -> OpenImport:
        """Write an import down before its rows.

        One without a mark, which nobody answers for, is not in the history, and what came before it can no
        longer be undone: nobody knows what it changed.
        """
        if mark is None:
            self._forget_former(connection, imports.c.kind == kind.value)
            return OpenImport(None, False)
        dates = connection.execute(select(roster_dates).where(self.own(roster_dates))).first()
        days: dict[str, Any] = {"as_of": as_of, "subject": subject}
        if kind is ImportKind.ROSTER and dates is not None:
            days |= {"before_as_of": dates.as_of, "before_valid_until": dates.valid_until}
        keeps = dates is not None if kind is ImportKind.ROSTER else self._keeps(connection, kind, subject)
        number = self._write_import(connection, kind, mark, {**days, "kept": keeps})
        append_note(self, connection, (mark.user, mark.at), _DEEDS[kind], {"import": number})
        return OpenImport(number, keeps)

    def _keeps(self, connection: Connection, kind: ImportKind, subject: str) -> bool:
        """Tell whether what stood before may be put back: a catalogue that was none is no use to anybody.

        A pack that took the place of an earlier one is taken back by its county, which signs that one again.
        """
        if kind is ImportKind.PACK:
            mine = self.own(county_packs) & (county_packs.c.pack == subject)
            return connection.scalar(select(county_packs.c.pack).where(mine)) is None
        table = ITEMS[kind].table
        some = select(table.c.township).where(self.own(table)).limit(1)
        return kind is ImportKind.CODES or connection.scalar(some) is not None

    def _finish_import(self, connection: Connection, opened: OpenImport, change: RowChange) -> None:
        """Write down what an import changed; what imports long ago replaced is forgotten."""
        if opened.number is None:
            return
        self._tell_change(connection, opened.number, change)
        mine = self.own(imports) & (imports.c.number == opened.number)
        kind = connection.scalar(select(imports.c.kind).where(mine))
        kept = (
            select(imports.c.number)
            .where(self.own(imports), imports.c.kind == kind, imports.c.kept.is_(True))
            .order_by(imports.c.number.desc())
        )
        for old in connection.scalars(kept).all()[KEPT_IMPORTS:]:
            self._forget_former(connection, imports.c.number == old)

    def _keep_new(self, connection: Connection, opened: OpenImport, rows: Sequence[tuple[str, str]]) -> None:
        """Keep that nothing stood where an import puts rows, each a part and a key."""
        if not opened.keeps:
            return
        told = [
            {"township": self.code, "number": opened.number, "part": part, "key": key} for part, key in rows
        ]
        for some in sliced(told):
            connection.execute(insert(import_former), some)

    def _keep_roster_rows(self, connection: Connection, opened: OpenImport, people: Sequence[str]) -> None:
        """Keep people's rows as they are before an import changes them or takes them out."""
        if not opened.keeps:
            return
        columns = (roster.c.village, roster.c.person_id, roster.c.content, roster.c.digest)
        for some in sliced(people):
            mine = self.own(roster) & roster.c.person_id.in_(some)
            self._keep_former(connection, opened, columns, mine)

    def _difference(self, connection: Connection, items: Items, wanted: Mapping[Key, str]) -> "Difference":
        """Compare items with those in force."""
        rows = connection.execute(select(*_columns(items)).where(self.own(items.table)))
        return Difference(wanted, {(kind, code): content for kind, code, content in rows})

    def _replace_items(
        self, connection: Connection, items: Items, difference: "Difference", opened: OpenImport
    ) -> RowChange:
        """Make the items in force be those that are wanted, and finish the import."""
        self._keep_new(connection, opened, difference.new)
        self._take_items_out(connection, items, [*difference.changed, *difference.gone], opened)
        rows: list[dict[str, Any]] = [
            {
                "township": self.code,
                "kind": kind,
                items.code: code,
                items.content: difference.wanted[kind, code],
            }
            for kind, code in (*difference.new, *difference.changed)
        ]
        for some in sliced(rows):
            connection.execute(insert(items.table), some)
        self._finish_import(connection, opened, difference.change())
        return difference.change()

    def _take_items_out(
        self, connection: Connection, items: Items, keys: Sequence[Key], opened: OpenImport
    ) -> None:
        codes: dict[str, list[str]] = {}
        for kind, code in keys:
            codes.setdefault(kind, []).append(code)
        for kind, of_kind in codes.items():
            for some in sliced(of_kind):
                mine = (items.table.c.kind == kind) & items.table.c[items.code].in_(some)
                if opened.keeps:
                    former = (*_columns(items), null())
                    self._keep_former(connection, opened, former, self.own(items.table) & mine)
                connection.execute(delete(items.table).where(self.own(items.table), mine))

    def _keep_former(
        self, connection: Connection, opened: OpenImport, columns: Sequence[Any], mine: ColumnElement[bool]
    ) -> None:
        names = ("township", "number", "part", "key", "content", "digest")
        rows = select(literal(self.code), literal(opened.number), *columns).where(mine)
        connection.execute(insert(import_former).from_select(names, rows))

    def _imports_of(self, connection: Connection) -> Sequence[Row[Any]]:
        ordered = select(imports).where(self.own(imports)).order_by(imports.c.number.desc())
        return connection.execute(ordered).all()

    def _write_import(
        self, connection: Connection, kind: ImportKind, mark: ImportMark, facts: Mapping[str, Any]
    ) -> int:
        last = select(func.max(imports.c.number)).where(self.own(imports))
        number = (connection.scalar(last) or 0) + 1
        row = {"number": number, "kind": kind.value, "at": to_ms(mark.at), "user": mark.user}
        empty = {"kept": False, **asdict(_NOTHING)}
        connection.execute(insert(imports).values(township=self.code, **{**row, **empty, **facts}))
        return number

    def _tell_change(self, connection: Connection, number: int, change: RowChange) -> None:
        mine = self.own(imports) & (imports.c.number == number)
        connection.execute(update(imports).where(mine).values(**asdict(change)))

    def _forget_former(self, connection: Connection, which: ColumnElement[bool]) -> None:
        """Let go of what imports replaced."""
        numbers = select(imports.c.number).where(self.own(imports), which, imports.c.kept.is_(True))
        for number in connection.scalars(numbers).all():
            mine = self.own(import_former) & (import_former.c.number == number)
            connection.execute(delete(import_former).where(mine))
            told = self.own(imports) & (imports.c.number == number)
            connection.execute(update(imports).where(told).values(kept=False))

    def _put_roster_back(self, connection: Connection, row: Row[Any]) -> None:
        former = and_(self.own(import_former), import_former.c.number == row.number)
        touched = roster.c.person_id.in_(select(import_former.c.key).where(former))
        connection.execute(delete(roster).where(self.own(roster), touched))
        columns = (import_former.c.part, import_former.c.key, import_former.c.content, import_former.c.digest)
        back = select(literal(self.code), *columns).where(former, import_former.c.content.is_not(None))
        names = ("township", "village", "person_id", "content", "digest")
        connection.execute(insert(roster).from_select(names, back))
        self.put(
            connection,
            roster_dates,
            {"as_of": row.before_as_of, "valid_until": row.before_valid_until},
        )

    def _put_items_back(self, connection: Connection, number: int, items: Items) -> None:
        table = items.table
        former = and_(self.own(import_former), import_former.c.number == number)
        same = (import_former.c.part == table.c.kind) & (import_former.c.key == table.c[items.code])
        connection.execute(delete(table).where(self.own(table), exists().where(former, same)))
        columns = (import_former.c.part, import_former.c.key, import_former.c.content)
        back = select(literal(self.code), *columns).where(former, import_former.c.content.is_not(None))
        connection.execute(insert(table).from_select(("township", *items.columns), back))


def _columns(items: Items) -> "Sequence[Column[Any]]":
    return [items.table.c[name] for name in items.columns]


def _shown(history: Sequence[Row[Any]], before: int | None, limit: int) -> Sequence[ImportRow]:
    wanted = [row for row in history if before is None or row.number < before][:limit]
    undone = {row.undoes for row in history if row.undoes is not None}
    return [
        ImportRow(
            row.number,
            ImportKind(row.kind),
            ImportMark(from_ms(row.at), UserId(row.user)),
            RowChange(row.new, row.changed, row.gone, row.same),
            row.as_of,
            row.undoes,
            row.number in undone,
            row.kept and row.undoes is None and _rests_on(history, row) is None,
            row.subject,
        )
        for row in wanted
    ]


def _rests_on(history: Sequence[Row[Any]], row: Row[Any]) -> int | None:
    """Name the newest import of the kind that is in force on top of one."""
    undone = {one.undoes for one in history if one.undoes is not None}
    newer = (one.number for one in history if one.kind == row.kind and one.number > row.number)
    undoing = {one.number for one in history if one.undoes is not None}
    return max((number for number in newer if number not in undone | undoing), default=None)


def undoable(history: Sequence[Row[Any]], number: int) -> Row[Any]:
    """Give an import of a history that may be undone, or say why not.

    Raises:
        Refusal: those of `ImportShelf.undo_import`; `pack_goes_back_by_county`.
    """
    row = next((one for one in history if one.number == number), None)
    if row is None:
        raise Refusal("import_unknown")
    if row.undoes is not None:
        raise Refusal("import_is_undoing")
    if any(one.undoes == number for one in history):
        raise Refusal("import_undone_already")
    newer = _rests_on(history, row)
    if newer is not None:
        raise Refusal("import_rested_upon", newer=newer)
    if not row.kept:
        if row.kind == ImportKind.PACK:
            raise Refusal("pack_goes_back_by_county")
        first = not any(one.kind == row.kind and one.number < number for one in history)
        raise Refusal("import_first_of_kind" if first else "import_too_old")
    return row
