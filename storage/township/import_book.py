"""The history of imports: what each changed, what stood there before, and putting that back.

Undoing deletes nothing of the history: it is an entry of its own, and what it puts back goes down to the
clinics as a version of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
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
from storage.township.set_tables import catalogue, roster, roster_dates
from storage.township.shelf import Shelf, from_ms, sliced, to_ms
from storage.township.tables import townships
from storage.township.trail import append_note

KEPT_IMPORTS = 12
"""Of so many of the last imports of a kind it is known what they replaced: a year of monthly rosters."""
_DEEDS = {
    ImportKind.ROSTER: ConsoleDeed.ROSTER_IMPORTED,
    ImportKind.CATALOGUE: ConsoleDeed.CATALOGUE_IMPORTED,
}
_NOTHING = RowChange(0, 0, 0, 0)


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
            history = self._imports_of(connection)
            row = _undoable(history, number)
            back = RowChange(row.gone, row.changed, row.new, row.same)
            kind = ImportKind(row.kind)
            if kind is ImportKind.ROSTER:
                self._put_roster_back(connection, row)
            else:
                self._put_catalogue_back(connection, number)
            undoing = self._write_import(
                connection, kind, mark, {"undoes": number, "as_of": row.before_as_of}
            )
            self._tell_change(connection, undoing, back)
            self._forget_former(connection, imports.c.number == number)
            told = (mark.user, mark.at)
            append_note(self, connection, told, ConsoleDeed.IMPORT_UNDONE, {"import": number})
            return ImportRow(undoing, kind, mark, back, row.before_as_of, number)

    def _lock_township(self, connection: Connection) -> None:
        """Let one writer of a township's sets go after the other."""
        connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())

    def _begin_import(
        self, connection: Connection, kind: ImportKind, mark: ImportMark | None, as_of: date | None = None
    ) -> OpenImport:
        """Write an import down before its rows.

        One without a mark, which nobody answers for, is not in the history, and what came before it can no
        longer be undone: nobody knows what it changed.
        """
        if mark is None:
            self._forget_former(connection, imports.c.kind == kind.value)
            return OpenImport(None, False)
        dates = connection.execute(select(roster_dates).where(self.own(roster_dates))).first()
        days: dict[str, Any] = {"as_of": as_of}
        if kind is ImportKind.ROSTER and dates is not None:
            days |= {"before_as_of": dates.as_of, "before_valid_until": dates.valid_until}
        held = dates if kind is ImportKind.ROSTER else self._any_of(connection, catalogue)
        number = self._write_import(connection, kind, mark, {**days, "kept": held is not None})
        append_note(self, connection, (mark.user, mark.at), _DEEDS[kind], {"import": number})
        return OpenImport(number, held is not None)

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

    def _keep_catalogue_rows(
        self, connection: Connection, opened: OpenImport, kind: str, codes: Sequence[str]
    ) -> None:
        """Keep items of a kind as they are before an import changes them or takes them out."""
        if not opened.keeps:
            return
        columns = (catalogue.c.kind, catalogue.c.code, catalogue.c.content, null())
        for some in sliced(codes):
            mine = self.own(catalogue) & (catalogue.c.kind == kind) & catalogue.c.code.in_(some)
            self._keep_former(connection, opened, columns, mine)

    def _keep_former(
        self, connection: Connection, opened: OpenImport, columns: Sequence[Any], mine: ColumnElement[bool]
    ) -> None:
        names = ("township", "number", "part", "key", "content", "digest")
        rows = select(literal(self.code), literal(opened.number), *columns).where(mine)
        connection.execute(insert(import_former).from_select(names, rows))

    def _any_of(self, connection: Connection, table: Table) -> Row[Any] | None:
        return connection.execute(select(table.c.township).where(self.own(table)).limit(1)).first()

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

    def _put_catalogue_back(self, connection: Connection, number: int) -> None:
        former = and_(self.own(import_former), import_former.c.number == number)
        same = (import_former.c.part == catalogue.c.kind) & (import_former.c.key == catalogue.c.code)
        connection.execute(delete(catalogue).where(self.own(catalogue), exists().where(former, same)))
        columns = (import_former.c.part, import_former.c.key, import_former.c.content)
        back = select(literal(self.code), *columns).where(former, import_former.c.content.is_not(None))
        connection.execute(insert(catalogue).from_select(("township", "kind", "code", "content"), back))


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
        )
        for row in wanted
    ]


def _rests_on(history: Sequence[Row[Any]], row: Row[Any]) -> int | None:
    """Name the newest import of the kind that is in force on top of one."""
    undone = {one.undoes for one in history if one.undoes is not None}
    newer = (one.number for one in history if one.kind == row.kind and one.number > row.number)
    undoing = {one.number for one in history if one.undoes is not None}
    return max((number for number in newer if number not in undone | undoing), default=None)


def _undoable(history: Sequence[Row[Any]], number: int) -> Row[Any]:
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
        first = not any(one.kind == row.kind and one.number < number for one in history)
        raise Refusal("import_first_of_kind" if first else "import_too_old")
    return row
