"""Date expressions such as `Y-1:09-01` and the enrolment window (集中参保期) of a coverage year."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.dates import last_day_of_month

_FORM = re.compile(r"^Y(?P<offset>[+-]\d{1,2})?:(?P<month>\d{2})-(?P<day>\d{2}|last)$")
_COMMON_YEAR = date.min.year
"""Any year that is no leap year: a day that only leap years have is impossible in an expression."""


class ExtendedStart(StrEnum):
    """First day with benefits when paid in the extended window."""

    PAYMENT_DATE = "payment_date"
    NEXT_DAY = "next_day"
    COVERAGE_YEAR_START = "coverage_year_start"


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A day given relative to a coverage year, or one fixed day."""

    offset: int = 0
    month: int = 0
    day: int | None = None
    fixed: date | None = None

    def in_year(self, coverage_year: int) -> date:
        """Give the day meant for a coverage year."""
        if self.fixed is not None:
            return self.fixed
        year = coverage_year + self.offset
        return last_day_of_month(year, self.month) if self.day is None else date(year, self.month, self.day)


def read_date_expression(text: str | date) -> DateExpression:
    """Read `Y-1:09-01`, `Y:02-last` or a plain ISO date.

    Raises:
        ValueError: no such form, or a day that not every year has.
    """
    if isinstance(text, date):
        return DateExpression(fixed=text)
    found = _FORM.match(text)
    if found is None:
        return DateExpression(fixed=date.fromisoformat(text))
    month = int(found["month"])
    day = None if found["day"] == "last" else int(found["day"])
    date(_COMMON_YEAR, month, 1 if day is None else day)
    return DateExpression(int(found["offset"] or 0), month, day)


@dataclass(frozen=True, slots=True)
class YearWindow:
    """The days of one coverage year's window; both ends included."""

    open: date
    close: date
    extended_close: date | None
    last_payment: date

    @property
    def last_on_time(self) -> date:
        """Give the last day that is not late."""
        return self.close if self.extended_close is None else self.extended_close


@dataclass(frozen=True, slots=True)
class WindowOverride:
    """What one coverage year has differently; None in `given` is a value like any other."""

    given: Mapping[str, DateExpression | None]


@dataclass(frozen=True, slots=True)
class EnrolmentWindow:
    """集中参保期: the general window and what single years have differently."""

    open: DateExpression
    close: DateExpression
    extended_close: DateExpression | None
    extended_benefit_start: ExtendedStart
    last_payment: DateExpression
    overrides: Mapping[int, WindowOverride]
    known: dict[int, YearWindow] = field(
        default_factory=dict, compare=False, repr=False, metadata={"internal": True}
    )

    def of(self, coverage_year: int) -> YearWindow:
        """Give the window of a coverage year."""
        found = self.known.get(coverage_year)
        if found is None:
            found = self.known[coverage_year] = self._work_out(coverage_year)
        return found

    def _work_out(self, year: int) -> YearWindow:
        override = self.overrides.get(year)
        given = override.given if override else {}
        extended = given.get("extended_close", self.extended_close)
        return YearWindow(
            (given.get("open") or self.open).in_year(year),
            (given.get("close") or self.close).in_year(year),
            None if extended is None else extended.in_year(year),
            (given.get("last_payment") or self.last_payment).in_year(year),
        )
