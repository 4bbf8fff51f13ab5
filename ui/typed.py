"""Read what people type into fields: days as they are spoken, temperature, pressure."""

import re
from datetime import date, timedelta

from core.errors import Refusal

_SPOKEN = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_AGO = re.compile(r"^(?P<count>\d{1,3})\s*(?P<unit>天|日|周|星期)?前?$")
_DAY = re.compile(r"^(?:(?P<year>\d{4})\s*[-/.年])?\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?$")
_TENTHS = re.compile(r"^(?P<whole>\d{2})(?:[.。](?P<tenth>\d))?$")


def read_onset(text: str, today: date) -> date | None:
    """Read a day of onset: `今天`, `3`, `3天前`, `2周`, `11-20`, `2026年11月20日`; empty is not known.

    A day without its year that lies ahead is of last year.

    Raises:
        Refusal: `onset_not_readable`.
    """
    text = text.strip()
    if not text:
        return None
    if text in _SPOKEN:
        return today - timedelta(days=_SPOKEN[text])
    ago = _AGO.match(text)
    if ago:
        return today - timedelta(days=int(ago["count"]) * (7 if ago["unit"] in ("周", "星期") else 1))
    written = _DAY.match(text)
    if not written:
        raise Refusal("onset_not_readable")
    try:
        day = date(int(written["year"] or today.year), int(written["month"]), int(written["day"]))
        return day.replace(year=day.year - 1) if not written["year"] and day > today else day
    except ValueError as error:
        raise Refusal("onset_not_readable") from error


def read_visit_day(text: str, today: date) -> date:
    """Read the day of a visit, written like a day of onset.

    Raises:
        Refusal: `visit_day_not_readable`.
    """
    try:
        day = read_onset(text, today)
    except Refusal as refusal:
        raise Refusal("visit_day_not_readable") from refusal
    if day is None:
        raise Refusal("visit_day_not_readable")
    return day


def read_temperature(text: str) -> int | None:
    """Read degrees Celsius into tenths; empty is not taken.

    Raises:
        Refusal: `temperature_not_readable`.
    """
    text = text.strip()
    if not text:
        return None
    found = _TENTHS.match(text)
    if not found:
        raise Refusal("temperature_not_readable")
    return int(found["whole"]) * 10 + int(found["tenth"] or "0")


def read_pressure(systolic: str, diastolic: str) -> tuple[int | None, int | None]:
    """Read both halves of a blood pressure in mmHg; both empty is not taken.

    Raises:
        Refusal: `pressure_not_readable`.
    """
    upper, lower = systolic.strip(), diastolic.strip()
    if not upper and not lower:
        return None, None
    if not (upper.isascii() and upper.isdecimal() and lower.isascii() and lower.isdecimal()):
        raise Refusal("pressure_not_readable")
    return int(upper), int(lower)


def read_count(text: str, line: int) -> int:
    """Read a whole number of a line.

    Raises:
        Refusal: `quantity_not_readable`.
    """
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 5):
        raise Refusal("quantity_not_readable", line=line)
    return int(text)
