"""The years of a person in one row: a column for every year, or several."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from core.coverage.history import Record, RepairPayment, ResidentPayment
from core.errors import Refusal
from sync.township.imports.cells import Row, plain
from sync.township.imports.heads import YearColumn, YearKind
from sync.township.imports.roster_form import DAY_UNKNOWN
from sync.township.imports.roster_rows import possible
from sync.township.imports.table_file import Cell

_YES = frozenset(
    ("是", "√", "✓", "✔", "Y", "y", "已缴", "已缴费", "已参保", "参保", "正常", "正常参保", "缴费", "有")
)
_NO = frozenset(
    ("否", "×", "✗", "X", "x", "N", "n", "未缴", "未缴费", "未参保", "断保", "停保", "无", "0", "-", "—", "/")
)
_REMEMBERED = 2**12
_ALIKE = frozenset((str, datetime))
"""Kinds of cells of which two that are equal say the same."""


Payment = ResidentPayment | RepairPayment


@dataclass(slots=True)
class _Column:
    """A column of a year and what was read in it: people paid on few days, so most cells came before."""

    of: YearColumn
    known: dict[Cell, Payment | None] = field(default_factory=dict)


class YearReader:
    """Reads what the rows of one table say of every year."""

    def __init__(self, years: Sequence[YearColumn], on: date) -> None:
        self._on = on
        self._columns = [_Column(one) for one in sorted(years, key=lambda one: (one.year, one.repair))]
        places = {(one.year, one.repair) for one in years}
        self._once = len(places) == len(years)

    def read(self, row: Row, born: date) -> list[Record]:
        """Read a row; a payment of which no day is told counts as one of an unknown day.

        Raises:
            Refusal: any code of a cell, `cell_word_unknown`, `day_in_future`, `roster_record_before_birth`;
                with the fact `column`.
        """
        cells, width = row.cells, len(row.cells)
        found: list[tuple[_Column, Payment]] = []
        for column in self._columns:
            place = column.of.place
            cell = cells[place] if place < width else None
            if cell is None or cell == "":
                continue
            try:
                record = column.known[cell] if type(cell) in _ALIKE else self._payment(row, column, cell)
            except KeyError:
                record = self._payment(row, column, cell)
            if record is not None:
                found.append((column, record))
        if not self._once:
            found = _one_for_each_year(found)
        return [
            record
            if record.coverage_year > born.year and (record.paid_on is None or record.paid_on >= born)
            else possible(column.of.title, born, record)
            for column, record in found
        ]

    def _payment(self, row: Row, column: _Column, cell: Cell) -> Payment | None:
        told, day = _told(row, column.of)
        if day is not None and day > self._on:
            raise Refusal("day_in_future", column=column.of.title)
        make = RepairPayment if column.of.repair else ResidentPayment
        payment = make(column.of.year, day) if told else None
        if type(cell) in _ALIKE and len(column.known) < _REMEMBERED:
            column.known[cell] = payment
        return payment


def _one_for_each_year(
    found: Sequence[tuple[_Column, Payment]],
) -> list[tuple[_Column, Payment]]:
    """Make one payment of what several columns say of a year: one with a day, where any tells it."""
    kept: dict[tuple[int, bool], tuple[_Column, Payment]] = {}
    for column, record in found:
        key = (column.of.year, column.of.repair)
        if key not in kept or record.paid_on is not None:
            kept[key] = column, record
    return list(kept.values())


def complete_from(years: Sequence[YearColumn]) -> int | None:
    """Give the year since which every year has its column: there an empty cell says that nothing was paid."""
    ordinary = {one.year for one in years if not one.repair}
    if not ordinary:
        return None
    first = max(ordinary)
    while first - 1 in ordinary:
        first -= 1
    return first


def _told(row: Row, column: YearColumn) -> tuple[bool, date | None]:
    """Tell whether a cell says that something was paid, and when."""
    text = row.text_at(column.place, column.title)
    word = plain(text)
    if not word or word in _NO:
        return False, None
    if word == DAY_UNKNOWN or word in _YES:
        return True, None
    if column.kind is not YearKind.AMOUNT and (day := row.day_or_none(text)) is not None:
        return True, day
    if column.kind is not YearKind.DAY and word.removesuffix("元").replace(".", "", 1).isdecimal():
        return float(word.removesuffix("元")) > 0, None
    raise Refusal(
        "cell_not_a_day" if column.kind is YearKind.DAY else "cell_word_unknown", column=column.title
    )
