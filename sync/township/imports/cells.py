"""Columns by their Chinese titles; reading a row's cells into values, refusing with the title at fault."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter

from core.dates import month_of
from core.errors import Refusal
from core.money import Fen, parse_yuan
from sync.township.imports.table_file import Cell

_DAY = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?$", re.ASCII
)
_PLAIN_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?$", re.ASCII)
_YEAR = re.compile(r"^(\d{4})\s*(?:年度?)?$", re.ASCII)
_YEARS = range(1850, 2200)
_EXACT_DIGITS = 10**15
"""Whole numbers from here on lose their last digits in a spreadsheet's number cell."""
_MOST_LETTERS = 500
_DECIMALS = 6
"""Beyond them a broken number of a spreadsheet is only its rounding."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title as we write it, other titles it goes by, and whether a sheet must have it.

    `office` is what an office calls it, and then nothing else where that title stands.
    """

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    office: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of sheet: its name, its columns in order, and whether years may be columns too."""

    sheet: str
    columns: tuple[Column, ...]
    of_years: bool = False

    @property
    def titles(self) -> tuple[str, ...]:
        """Give the titles as we write them."""
        return tuple(column.title for column in self.columns)

    def found_in(self, titles: Sequence[str]) -> Mapping[str, int]:
        """Map the keys of known columns to their places.

        Raises:
            Refusal: `table_title_twice` with `title`.
        """
        there = {plain(title) for title in titles}
        of_office = {
            plain(one.office): one for one in self.columns if one.office and plain(one.office) in there
        }
        settled = {column.key for column in of_office.values()}
        keys = {
            plain(name): column
            for column in self.columns
            if column.key not in settled
            for name in (column.title, *column.synonyms)
        } | of_office
        found: dict[str, int] = {}
        for place, title in enumerate(titles):
            column = keys.get(plain(title).removesuffix("*"))
            if column is None:
                continue
            if column.key in found:
                raise Refusal("table_title_twice", title=column.title)
            found[column.key] = place
        return found

    def missing_in(self, found: Mapping[str, int]) -> tuple[str, ...]:
        """List the titles that must be there and are not."""
        return tuple(column.title for column in self.columns if column.required and column.key not in found)

    def going_by(self, titles: Mapping[str, str]) -> "Form":
        """Give the form with what an office calls some of its columns, by the titles we write."""
        columns = (replace(column, office=titles.get(column.title, "")) for column in self.columns)
        return replace(self, columns=tuple(columns))

    def title(self, key: str) -> str:
        """Give the title of a column."""
        return next(column.title for column in self.columns if column.key == key)

    def in_order(self, cells: Mapping[str, str]) -> list[str]:
        """Lay cells out in the order of the columns, checking that each has its place."""
        return [cells[column.key] for column in self.columns]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet of a form; every reading refuses with the title of the column as fact `column`."""

    form: Form
    places: Mapping[str, int]
    cells: Sequence[Cell]

    def cell(self, key: str) -> Cell:
        """Give a cell as it is; nothing where there is none."""
        place = self.places.get(key)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def text(self, key: str) -> str:
        """Read a text; an empty cell and a missing column give an empty one.

        Raises:
            Refusal: `cell_digits_lost`, `cell_too_long`.
        """
        place = self.places.get(key)
        if place is None or place >= len(self.cells):
            return ""
        cell = self.cells[place]
        if type(cell) is str and len(cell) <= _MOST_LETTERS:  # nearly all are: the rest takes the longer way
            return cell.strip()
        return "" if cell is None else _text_of(cell, self.form.title(key))

    def says(self, keys: Sequence[str]) -> bool:
        """Tell whether any of some columns may say something: none does, where all are missing or empty."""
        for key in keys:
            place = self.places.get(key)
            if place is not None and place < len(self.cells) and self.cells[place] not in (None, ""):
                return True
        return False

    def text_at(self, place: int, title: str) -> str:
        """Read a text of a column the form does not know.

        Raises:
            Refusal: `cell_digits_lost`, `cell_too_long`.
        """
        cell = self.cells[place] if place < len(self.cells) else None
        return "" if cell is None else _text_of(cell, title)

    def day_or_none(self, text: str) -> date | None:
        """Read a day in any of the usual forms; None where it is none."""
        return _day_in(text)

    def needed(self, key: str) -> str:
        """Read a text that must not be empty.

        Raises:
            Refusal: `cell_missing` and those of `text`.
        """
        text = self.text(key)
        if not text:
            raise Refusal("cell_missing", column=self.form.title(key))
        return text

    def day(self, key: str) -> date | None:
        """Read a day in any of the usual forms, or nothing.

        Raises:
            Refusal: `cell_not_a_day`.
        """
        text = self.text(key)
        return self._day(key, text) if text else None

    def needed_day(self, key: str) -> date:
        """Read a day that must be there.

        Raises:
            Refusal: `cell_missing`, `cell_not_a_day`.
        """
        return self._day(key, self.needed(key))

    def _day(self, key: str, text: str) -> date:
        day = _day_in(text)
        if day is None:
            raise Refusal("cell_not_a_day", column=self.form.title(key))
        return day

    def month(self, key: str) -> int | None:
        """Read a numbered month, or nothing.

        Raises:
            Refusal: `cell_not_a_month`.
        """
        text = plain(self.text(key))
        if not text:
            return None
        found = _MONTH.match(text) or _DAY.match(text)
        if found is None or int(found[1]) not in _YEARS or not 1 <= int(found[2]) <= 12:
            raise Refusal("cell_not_a_month", column=self.form.title(key))
        return month_of(date(int(found[1]), int(found[2]), 1))

    def year(self, key: str) -> int | None:
        """Read a year, or nothing.

        Raises:
            Refusal: `cell_not_a_year`.
        """
        text = self.text(key)
        if not text:
            return None
        found = _YEAR.match(plain(text))
        if found is None or int(found[1]) not in _YEARS:
            raise Refusal("cell_not_a_year", column=self.form.title(key))
        return int(found[1])

    def amount(self, key: str) -> Fen | None:
        """Read an amount in CNY that is not negative, or nothing.

        Raises:
            Refusal: `cell_not_an_amount`.
        """
        text = plain(self.text(key))
        if not text:
            return None
        try:
            amount = parse_yuan(text)
        except Refusal as refusal:
            raise Refusal("cell_not_an_amount", column=self.form.title(key)) from refusal
        if amount < 0:
            raise Refusal("cell_not_an_amount", column=self.form.title(key))
        return amount


def taking(places: Sequence[int]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    """Give what takes the cells at two places or more out of rows; nothing where a row ends before one."""
    take: Callable[[Sequence[Cell]], tuple[Cell, ...]] = itemgetter(*places)
    width = max(places) + 1

    def taken(cells: Sequence[Cell]) -> tuple[Cell, ...]:
        if len(cells) >= width:
            return take(cells)
        return tuple(cells[place] if place < len(cells) else None for place in places)

    return taken


def _text_of(cell: Cell, title: str) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() else round(cell, _DECIMALS)
    if isinstance(cell, int) and abs(cell) >= _EXACT_DIGITS:
        raise Refusal("cell_digits_lost", column=title)
    text = str(cell).strip()
    if len(text) > _MOST_LETTERS:
        raise Refusal("cell_too_long", column=title)
    return text


@lru_cache(2**12)
def plain(text: str) -> str:
    """Bring full-width digits, brackets and marks into their plain form and leave blanks out."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def day_in(text: str, column: str) -> date:
    """Read a day as counties write them: 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301.

    Raises:
        Refusal: `cell_not_a_day`.
    """
    day = _day_in(text)
    if day is None:
        raise Refusal("cell_not_a_day", column=column)
    return day


@lru_cache(2**14)
def _day_in(text: str) -> date | None:
    """Days come again and again in a roster: a payment's most of all."""
    if text[4:5] == text[7:8] == "-" and text.isascii() and (day := _iso_day(text)) is not None:
        return day if day.year in _YEARS else None
    narrow = unicodedata.normalize("NFKC", text)
    found = _DAY.match(narrow) or _PLAIN_DAY.match(narrow)
    try:
        day = date(*(int(part) for part in found.groups())) if found else date.min
    except ValueError:
        day = date.min
    return day if day.year in _YEARS else None


def _iso_day(text: str) -> date | None:
    """Read the form most files have, several times as fast as by its parts."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
