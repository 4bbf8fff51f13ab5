"""Days, months and coverage years; spans are half-open and the clock is always handed in."""

import calendar
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Civil time of the whole country. A fixed offset: no summer time since 1991, and no tzdata needed."""


class MonthEnd(StrEnum):
    """What a month that lacks the day does to it (policy-rules A6)."""

    CLIP = "clip"
    OVERFLOW_TO_FIRST = "overflow_to_first"


def add_months(day: date, months: int, month_end: MonthEnd = MonthEnd.CLIP) -> date:
    """Count whole calendar months on from a day.

    31 January plus one month is the last of February (`clip`) or 1 March (`overflow_to_first`).
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    if day.day <= last:
        return date(year, month0 + 1, day.day)
    if month_end is MonthEnd.CLIP:
        return date(year, month0 + 1, last)
    return date(year, month0 + 1, last) + timedelta(days=1)


def whole_millisecond(moment: datetime) -> datetime:
    """Round a moment down to what a PC's clock can tell; the rest is noise that would travel and be kept."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def whole_second(moment: datetime) -> datetime:
    """Round a moment down to what is worth keeping of an act nobody does twice within a second."""
    return moment.replace(microsecond=0)


def last_day_of_month(year: int, month: int) -> date:
    """Give the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def age_on(birth: date, on: date) -> int:
    """Count completed years; 29 February turns a year older on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def china_day(moment: datetime) -> date:
    """Give the civil day in China of an aware moment."""
    return moment.astimezone(CHINA).date()


def month_of(day: date) -> int:
    """Number the months through: year x 12 + month - 1."""
    return day.year * 12 + day.month - 1


def first_of_month(month: int) -> date:
    """Give the first day of a numbered month."""
    return date(month // 12, month % 12 + 1, 1)


def end_of_month(month: int) -> date:
    """Give the last day of a numbered month."""
    return last_day_of_month(month // 12, month % 12 + 1)


def read_month(text: str) -> int:
    """Read `2026-04` as a numbered month.

    Raises:
        ValueError: no such month.
    """
    return month_of(date.fromisoformat(f"{text}-01"))


def month_text(month: int) -> str:
    """Write a numbered month as `2026-04`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def year_start(year: int) -> date:
    """Give 1 January of a year."""
    return date(year, 1, 1)


def year_end(year: int) -> date:
    """Give 31 December of a year."""
    return date(year, 12, 31)
