"""The page of the supervision indicators: as they were counted last, counted again, and as files."""

from collections.abc import Sequence
from datetime import timedelta

from core.dates import china_day, first_of_month, month_of, month_text
from core.supervision import added
from sync.township.console.asking import Answer, Ask, Desk, Moved, Sent, Shown
from sync.township.console.statements import XLSX
from sync.township.statements.month import month_named
from sync.township.supervision.counting import Standing, count_month, standings
from sync.township.supervision.files import csv_file, file_name, shares_of, workbook

CSV = "text/csv; charset=utf-8"


def show_supervision(desk: Desk, ask: Ask) -> Answer:
    """Show a month as it was counted last, the last full one where none is asked for."""
    first = first_of_month(month_of(china_day(desk.clock.now())))
    month = month_named(ask.query.get("month") or month_text(month_of(first - timedelta(days=1))))
    rows = standings(desk.store, desk.console, month)
    counted = [one for one in rows if one.kept]
    total = added(one.kept.figures for one in counted if one.kept) if counted else None
    facts = {
        "month": month_text(month),
        "rows": rows,
        "counted_at": min((one.kept.at for one in counted if one.kept), default=None),
        "newer": sum(one.newer for one in counted),
        "total": total,
        "shares_of": shares_of,
        "counting": "counting" in ask.query,
    }
    return Shown("supervision.html", facts)


def count_again(desk: Desk, ask: Ask) -> Answer:
    """Count a month anew behind the answer."""
    month = month_named(ask.given("month"))
    path = f"/supervision?month={month_text(month)}&counting=1"
    return Moved(path, lambda: count_month(desk.store, desk.console, month, desk.clock))


def send_csv(desk: Desk, ask: Ask) -> Answer:
    """Send a month as CSV."""
    month, rows = _asked(desk, ask)
    township = desk.store.township()
    return Sent(file_name(township, month, "csv"), CSV, [csv_file(township, month, rows)])


def send_workbook(desk: Desk, ask: Ask) -> Answer:
    """Send a month as a workbook."""
    month, rows = _asked(desk, ask)
    township = desk.store.township()
    return Sent(file_name(township, month, "xlsx"), XLSX, [workbook(township, month, rows)])


def _asked(desk: Desk, ask: Ask) -> tuple[str, Sequence[Standing]]:
    month = month_named(ask.part("month"))
    return month_text(month), standings(desk.store, desk.console, month)
