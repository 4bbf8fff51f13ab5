"""Where a table's titles stand, in one row or several, merged or not, and which column is what."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import Refusal
from sync.township.imports.cells import Form, plain
from sync.township.imports.table_file import Cell, Table, filled

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?![-/.]\d)年?度?")
_PAID = re.compile(r"缴|参保|到账|修复|^(?:个人)?(?:金额|日期|时间|状态|情况|是否)?(?:\(元\))?$")
_NOT_PAID = re.compile(r"职工|余额|统筹|已用|两病|待遇|财政|补助|资助|截至|筹资|标准")
_REPAIR = re.compile(r"修复|补缴")
_DAY, _AMOUNT = re.compile("日期|时间|到账"), re.compile("金额|元")


class YearKind(StrEnum):
    """What a column of a year holds: the day something was paid, how much, or whether."""

    DAY = "day"
    AMOUNT = "amount"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class YearColumn:
    """A column of the wide layout."""

    place: int
    year: int
    kind: YearKind
    repair: bool
    title: str


@dataclass(frozen=True, slots=True)
class Head:
    """The titles of a table: one a column, where the known columns are, and what belongs to years."""

    table: Table
    depth: int
    titles: tuple[str, ...]
    places: Mapping[str, int]
    years: tuple[YearColumn, ...] = ()

    @property
    def unknown(self) -> list[str]:
        """List the titles nobody asked for."""
        known = {*self.places.values(), *(one.place for one in self.years)}
        return [title for place, title in enumerate(self.titles) if title and place not in known]

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Give the rows behind the head.

        Raises:
            Refusal: `table_cells_merged`: not only titles are merged.
        """
        if self.table.merged_to > self.table.first[self.depth - 1][0]:
            raise Refusal("table_cells_merged")
        for place, row in enumerate(self.table.rows):
            if place >= self.depth:
                yield row


@dataclass(frozen=True, slots=True)
class _Titles:
    own: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


def head_in(form: Form, tables: Sequence[Table]) -> Head:
    """Choose the sheet that has the titles needed, the one of the form's name first.

    Raises:
        Refusal: `table_titles_missing` with `sheet` and `missing`; `table_title_twice` with `title`.
    """
    heads = [head for table in tables if (head := _head_of(form, table)) is not None]
    fitting = [head for head in heads if not form.missing_in(head.places)]
    chosen = min(fitting, key=lambda head: head.table.name != form.sheet, default=None)
    if chosen is not None:
        return chosen
    fewest = min((form.missing_in(head.places) for head in heads), key=len, default=form.missing_in({}))
    raise Refusal("table_titles_missing", sheet=form.sheet, missing="、".join(fewest))


def has_head(form: Form, tables: Sequence[Table]) -> bool:
    """Tell whether a sheet has the titles needed."""
    return any(
        head is not None and not form.missing_in(head.places)
        for head in (_head_of(form, table) for table in tables)
    )


def titles_of(tables: Sequence[Table]) -> Sequence[str]:
    """List what looks like titles, for somebody to say which column is what."""
    found: dict[str, None] = {}
    for table in tables:
        fullest = max(
            table.first, key=lambda row: sum(isinstance(cell, str) for cell in row[1]), default=None
        )
        found |= {str(cell).strip(): None for cell in (fullest[1] if fullest else ()) if filled(cell)}
    return list(found)


def _head_of(form: Form, table: Table) -> Head | None:
    """Find the head: as many rows as it takes, and those below that still only name columns."""
    best: Head | None = None
    for depth in range(1, len(table.first) + 1):
        head = _read(form, table, depth)
        if not form.missing_in(head.places):
            while _names_only(form, table, head):
                head = _read(form, table, head.depth + 1)
            return head
        if best is None or len(form.missing_in(head.places)) < len(form.missing_in(best.places)):
            best = head
    return best


def _names_only(form: Form, table: Table, head: Head) -> bool:
    """Tell whether the row below a head has nothing where every person has something."""
    if head.depth >= len(table.first):
        return False
    cells = table.first[head.depth][1]
    needed = [head.places[column.key] for column in form.columns if column.required]
    return not any(place < len(cells) and filled(cells[place]) for place in needed)


def _read(form: Form, table: Table, depth: int) -> Head:
    titles = _combined([row for _, row in table.first[:depth]])
    places = form.found_in(titles.own)
    known = set(places.values())
    years = tuple(
        column
        for place, (own, above) in enumerate(zip(titles.own, titles.above, strict=True))
        if place not in known and form.of_years and (column := _year_column(place, own, above)) is not None
    )
    whole = tuple(
        f"{above} {own}".strip() if place in {one.place for one in years} else own
        for place, (own, above) in enumerate(zip(titles.own, titles.above, strict=True))
    )
    return Head(table, depth, whole, places, years)


def _combined(rows: Sequence[Sequence[Cell]]) -> _Titles:
    """Give the lowest title of every column, and what stands above it; a merged title counts to its right."""
    width = max((len(row) for row in rows), default=0)
    texts = [[_text(row, place) for place in range(width)] for row in rows]
    banner = [sum(map(bool, row)) <= 1 for row in texts]
    spread = [row if alone else _to_the_right(row) for row, alone in zip(texts, banner, strict=True)]
    titles = _Titles()
    for place in range(width):
        lowest = max((at for at, row in enumerate(texts) if row[place] and not banner[at]), default=None)
        at = len(texts) - 1 if lowest is None else lowest
        titles.own.append(texts[at][place] if lowest is not None or len(texts) == 1 else "")
        upper = [spread[one][place] for one in range(at) if not banner[one]]
        titles.above.append(" ".join(text for text in upper if text))
    return titles


def _to_the_right(row: Sequence[str]) -> list[str]:
    filled_up, last = [], ""
    for text in row:
        last = text or last
        filled_up.append(last)
    return filled_up


def _text(row: Sequence[Cell], place: int) -> str:
    cell = row[place] if place < len(row) else None
    return str(cell).strip() if filled(cell) else ""


def _year_column(place: int, own: str, above: str) -> YearColumn | None:
    name, over = plain(own), plain(above)
    found = _YEAR.search(name) or _YEAR.search(over)
    if found is None or not name:
        return None
    rest = _YEAR.sub("", name)
    if _NOT_PAID.search(name) or _NOT_PAID.search(over) or not _PAID.search(rest):
        return None
    kind = YearKind.DAY if _DAY.search(rest) else YearKind.AMOUNT if _AMOUNT.search(rest) else YearKind.STATE
    repair = _REPAIR.search(name + over) is not None
    return YearColumn(place, int(found[1]), kind, repair, f"{above} {own}".strip())
