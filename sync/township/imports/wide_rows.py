"""The years of a person in one row: a column for every year, or several."""

from collections.abc import Sequence
from datetime import date

from core.coverage.history import Record, RepairPayment, ResidentPayment
from core.errors import Refusal
from sync.township.imports.cells import Row, plain
from sync.township.imports.heads import YearColumn, YearKind
from sync.township.imports.roster_form import DAY_UNKNOWN
from sync.township.imports.roster_rows import possible

_YES = frozenset(
    ("是", "√", "✓", "✔", "Y", "y", "已缴", "已缴费", "已参保", "参保", "正常", "正常参保", "缴费", "有")
)
_NO = frozenset(
    ("否", "×", "✗", "X", "x", "N", "n", "未缴", "未缴费", "未参保", "断保", "停保", "无", "0", "-", "—", "/")
)


def read_years(row: Row, years: Sequence[YearColumn], on: date, born: date) -> list[Record]:
    """Read what a row says of every year; a payment of which no day is told counts as one of an unknown day.

    Raises:
        Refusal: any code of a cell, `cell_word_unknown`, `day_in_future`, `roster_record_before_birth`; with
            the fact `column`.
    """
    paid: dict[tuple[int, bool], date | None] = {}
    for column in years:
        told, day = _told(row, column)
        if not told:
            continue
        if day is not None and day > on:
            raise Refusal("day_in_future", column=column.title)
        key = (column.year, column.repair)
        paid[key] = day or paid.get(key)
    titles = {(one.year, one.repair): one.title for one in years}
    return [
        possible(titles[year, repair], born, (RepairPayment if repair else ResidentPayment)(year, day))
        for (year, repair), day in sorted(paid.items())
    ]


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
