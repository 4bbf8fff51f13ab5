"""The kinds of columns on the wire, and the forms of text both sides must agree on to the letter."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from core.identity.id_number import check_character

MAX_DEPTH = 24
MAX_WIDTH = 8
MAX_BITS = 64
LONGEST_RUN = 18
"""Digits of a run that is written as one number."""
DAY_ZERO = date(1970, 1, 1).toordinal()
_MOMENT_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RUN = re.compile(r"[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]")
_SEVENTEEN = re.compile(r"[0-9]{17}")
_SLOT = re.compile("[\x00-\x12]")
_MOST_DAYS = date.max.toordinal() - DAY_ZERO


class Kind:
    """What a column is; each is an array that begins with its kind."""

    SAME = 0
    MAPS = 1
    PRESENT = 2
    NOT_NULL = 3
    LISTS = 4
    NUMBERS = 5
    STEPS = 6
    CHOICES = 7
    DAYS = 8
    RUNS = 9
    SIGNS = 10
    PLAIN = 11
    BLOBS = 12
    AGAIN = 13
    TRUTHS = 14
    MOMENTS = 15
    MIXED = 16
    CITIZENS = 17
    FOLLOWS = 18
    TIMES = 19
    PACKED = 20


def day_number(text: str) -> int | None:
    """Count the days since 1970 of a day written as 2026-01-31; None for any other text."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).toordinal() - DAY_ZERO
    except ValueError:
        return None


def day_text(number: int) -> str | None:
    """Write a day; None where no calendar reaches."""
    if not 1 - DAY_ZERO <= number <= _MOST_DAYS:
        return None
    return date.fromordinal(number + DAY_ZERO).isoformat()


def moment_numbers(text: str) -> tuple[int, int] | None:
    """Give microseconds since 1970 and the offset in minutes of a moment as Python's isoformat writes it."""
    if len(text) < len("2026-01-31T00:00:00+00:00"):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = moment.utcoffset()
    if offset is None or moment.isoformat() != text or offset % timedelta(minutes=1):
        return None
    numbers = (moment - _MOMENT_ZERO) // _MICROSECOND, offset // timedelta(minutes=1)
    # A moment whose UTC no calendar reaches comes back from its text only.
    return numbers if moment_text(*numbers) == text else None


def moment_text(microseconds: int, offset: int) -> str | None:
    """Write a moment; None where no calendar reaches."""
    try:
        zone = timezone(timedelta(minutes=offset)) if offset else UTC
        return (_MOMENT_ZERO + microseconds * _MICROSECOND).astimezone(zone).isoformat()
    except (ValueError, OverflowError):
        return None


def citizen_parts(text: str) -> tuple[str, str, int] | None:
    """Take a valid citizen number (GB 11643) apart: area, day of birth, sequence."""
    if not _CITIZEN.fullmatch(text) or check_character(text[:17]) != text[17]:
        return None
    birth = f"{text[6:10]}-{text[10:12]}-{text[12:14]}"
    return (text[:6], birth, int(text[14:17])) if day_number(birth) is not None else None


def citizen_text(area: str, birth: str, sequence: int) -> str | None:
    """Put a citizen number together; None where the parts are not of their form."""
    first = f"{area}{birth.replace('-', '')}{sequence:03d}"
    return first + check_character(first) if _SEVENTEEN.fullmatch(first) else None


def runs_of(text: str, *, widths: bool) -> tuple[str, tuple[int, ...]] | None:
    """Take the runs of digits out of a text: a pattern with a sign for each run, and their numbers.

    The sign is a character of the width for a run that is padded with zeros, and 0 for one that is not.
    With `widths` every run is written with its width. None where the text holds such signs itself.
    """
    if _SLOT.search(text):
        return None
    numbers = []

    def taken(run: re.Match[str]) -> str:
        digits = run[0]
        numbers.append(int(digits))
        padded = widths or (digits[0] == "0" and len(digits) > 1)
        return chr(len(digits)) if padded else "\0"

    return _RUN.sub(taken, text), tuple(numbers)


def slots_of(pattern: str) -> int:
    """Count the runs a pattern has."""
    return len(_SLOT.findall(pattern))


def text_of(pattern: str, numbers: list[int]) -> str:
    """Put the runs back."""
    waiting = iter(numbers)
    return _SLOT.sub(lambda slot: f"{next(waiting):0{ord(slot[0]) or 1}d}", pattern)
