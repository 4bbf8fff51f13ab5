"""Reading plain tables field by field, refusing with the kind and position of the record at fault."""

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

from core.dates import month_text, read_month
from core.errors import Refusal

Choice = TypeVar("Choice", bound=StrEnum)
_YEARS = range(1850, 2200)
"""Years a living person's records can speak of; anything else is a typing error."""


class Fields:
    """One plain table being read; `end` refuses what nobody asked for."""

    def __init__(self, table: Any, kind: str, index: int) -> None:
        self._kind = kind
        self._index = index
        if not isinstance(table, (dict, Mapping)):
            raise self._wrong("", "table")
        self._table: Mapping[str, Any] = table
        self._read: set[str] = set()

    def is_a(self, kind: str) -> None:
        """Go on as a kind told by the table itself: refusals name it."""
        self._kind = kind

    def end(self) -> None:
        """Refuse keys that were not read."""
        for key in self._table:
            if key not in self._read:
                raise Refusal("record_key_unknown", kind=self._kind, index=self._index, key=str(key))

    def present(self, key: str) -> Any:
        """Give a value that must be there."""
        self._read.add(key)
        if key not in self._table:
            raise Refusal("record_key_missing", kind=self._kind, index=self._index, key=key)
        return self._table[key]

    def left_out(self, key: str) -> Any:
        """Give a value that may be left out."""
        self._read.add(key)
        return self._table.get(key)

    def day(self, key: str) -> date:
        """Read an ISO date."""
        return self._day(key, self.present(key))

    def day_or_none(self, key: str) -> date | None:
        """Read an ISO date, null or nothing."""
        value = self.left_out(key)
        return None if value is None else self._day(key, value)

    def known_or_none(self, key: str) -> date | None:
        """Read an ISO date or null; the key must stand there unless a credit date does."""
        value = self.left_out(key) if self._table.get("credited_on") is not None else self.present(key)
        return None if value is None else self._day(key, value)

    def month(self, key: str) -> int:
        """Read `YYYY-MM` as a numbered month."""
        return self._month(key, self.present(key))

    def month_or_none(self, key: str) -> int | None:
        """Read `YYYY-MM`, null or nothing."""
        value = self.left_out(key)
        return None if value is None else self._month(key, value)

    def year(self, key: str) -> int:
        """Read a year."""
        return self._year(key, self.present(key))

    def year_or_none(self, key: str) -> int | None:
        """Read a year, null or nothing."""
        value = self.left_out(key)
        return None if value is None else self._year(key, value)

    def count(self, key: str) -> int:
        """Read a whole number that is not negative."""
        value = self.present(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, "whole_number")
        return value

    def flag(self, key: str) -> bool:
        """Read yes or no; 1 and 0 say it too."""
        value = self.present(key)
        if value not in (0, 1):
            raise self._wrong(key, "0|1")
        return bool(value)

    def text(self, key: str) -> str:
        """Read a text."""
        value = self.present(key)
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """Read one of a closed set."""
        value = self.present(key)
        try:
            return cast(Choice, _by_value(choices)[value])
        except (KeyError, TypeError):
            raise self._wrong(key, "|".join(choice.value for choice in choices)) from None

    def rows(self, key: str) -> Sequence[Any]:
        """Read a list; left out means empty, null is no list: nobody knows what stood there."""
        value = self.left_out(key)
        if key not in self._table:
            return ()
        if not isinstance(value, list | tuple):
            raise self._wrong(key, "list")
        return value

    def _day(self, key: str, value: Any) -> date:
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self._wrong(key, "YYYY-MM-DD") from None
        if day.year not in _YEARS:
            raise self._wrong(key, "YYYY-MM-DD")
        return day

    def _month(self, key: str, value: Any) -> int:
        try:
            month = read_month(value)
        except (TypeError, ValueError):
            raise self._wrong(key, "YYYY-MM") from None
        if month // 12 not in _YEARS:
            raise self._wrong(key, "YYYY-MM")
        return month

    def _year(self, key: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value not in _YEARS:
            raise self._wrong(key, "YYYY")
        return value

    def _wrong(self, key: str, expected: str) -> Refusal:
        return Refusal("record_value_wrong", kind=self._kind, index=self._index, key=key, expected=expected)


@functools.cache
def _by_value(choices: type[StrEnum]) -> Mapping[str, StrEnum]:
    return {choice.value: choice for choice in choices}


def day_or_none(day: date | None) -> str | None:
    """Write a date or null."""
    return None if day is None else day.isoformat()


def month_or_none(month: int | None) -> str | None:
    """Write a numbered month or null."""
    return None if month is None else month_text(month)
