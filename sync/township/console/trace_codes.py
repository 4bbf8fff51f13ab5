"""The page of drugs without a trace code, by clinic and month."""

from core.dates import china_day, month_of, month_text
from core.ids import ClinicCode
from sync.township.console.asking import Answer, Ask, Desk, Shown
from sync.township.console.paging import PAGE
from sync.township.statements.month import month_named
from sync.township.trace_codes import untraced


def show_trace_codes(desk: Desk, ask: Ask) -> Answer:
    """Show how the clinics stand in a month, this one where none is asked for, and the lines of one."""
    month = month_named(ask.query.get("month") or month_text(month_of(china_day(desk.clock.now()))))
    named = ClinicCode(ask.query["clinic"]) if ask.query.get("clinic") else None
    found = untraced(desk.store, desk.console, month, named)
    facts = {
        "month": month_text(month),
        "clinics": found,
        "lines": [line for one in found for line in one.lines][: PAGE * 4] if named else [],
        "all_lines": sum(len(one.lines) for one in found) if named else 0,
        "named": named or "",
    }
    return Shown("trace_codes.html", facts)
