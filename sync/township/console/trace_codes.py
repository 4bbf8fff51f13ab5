"""The page of drugs without a trace code, by clinic and month."""

from core.dates import china_day, month_of, month_text
from sync.township.console.asking import Answer, Ask, Desk, Shown
from sync.township.console.by_clinic import month_by_clinic
from sync.township.console.paging import PAGE
from sync.township.statements.month import month_named
from sync.township.trace_codes import untraced_of


def show_trace_codes(desk: Desk, ask: Ask) -> Answer:
    """Show how clinics stand in a month, this one where none is asked for, and the lines of one."""
    month = month_named(ask.query.get("month") or month_text(month_of(china_day(desk.clock.now()))))
    page = month_by_clinic(desk, ask, month, untraced_of)
    lines = [line for one in page.items for line in one.lines] if page.named else []
    facts = {
        "month": month_text(month),
        "page": page,
        "lines": lines[: PAGE * 4],
        "all_lines": len(lines),
    }
    return Shown("trace_codes.html", facts)
