"""Days of the written rules: date expressions, windows, months turned page by page."""

import calendar
from datetime import date, timedelta
from typing import Any

Tree = dict[str, Any]
DAY = timedelta(days=1)


def parse_expression(text: Any, year: int) -> date:
    if isinstance(text, date):
        return text
    if not text.startswith("Y"):
        return date.fromisoformat(text)
    shift, rest = text[1:].split(":")
    month, day = rest.split("-")
    of = year + int(shift or "0")
    last = calendar.monthrange(of, int(month))[1]
    return date(of, int(month), last if day == "last" else int(day))


def window(pack: Tree, year: int, name: str) -> date | None:
    general = pack["enrolment_window"]
    own = general["overrides"].get(str(year), {})
    text = own[name] if name in own else general[name]
    return None if text is None else parse_expression(text, year)


def plus_months(pack: Tree, day: date, count: int) -> date:
    """Turn the calendar page by page; a missing day is clipped, or becomes the first of the next month."""
    year, month = day.year, day.month
    for _ in range(count):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    try:
        return date(year, month, day.day)
    except ValueError:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last if pack["waiting"]["month_end_rule"] == "clip" else last + DAY


def day_by_rule(rule: str, paid: date) -> date:
    if rule == "payment_date":
        return paid
    if rule == "next_day":
        return paid + DAY
    if rule == "payment_month_first":
        return date(paid.year, paid.month, 1)
    day = paid
    while day.month == paid.month:
        day += DAY
    return day
