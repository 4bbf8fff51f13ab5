"""The page of the month's statements, and the same as files."""

from collections.abc import Sequence
from datetime import timedelta

from core.dates import china_day, first_of_month, month_of, month_text
from core.ids import ClinicCode
from core.statement import ClinicStatement, statement_of
from sync.township.console.asking import Answer, Ask, Desk, Sent, Shown
from sync.township.console.by_clinic import month_by_clinic
from sync.township.statements import words
from sync.township.statements.month import month_named, statements_of
from sync.township.statements.paper import write_paper
from sync.township.statements.sheet import write_sheets

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_statements(desk: Desk, ask: Ask) -> Answer:
    """Show how clinics stand in a month, the last full one where none is asked for."""
    first = first_of_month(month_of(china_day(desk.clock.now())))
    month = month_named(ask.query.get("month") or month_text(month_of(first - timedelta(days=1))))
    text = month_text(month)
    page = month_by_clinic(desk, ask, month, lambda one, seen: statement_of(one.code, one.name, text, seen))
    facts = {"month": text, "page": page, "fates": words.FATES}
    return Shown("statements.html", facts)


def send_paper(desk: Desk, ask: Ask) -> Answer:
    """Send the statements of a month as a PDF; of one clinic where it is named."""
    statements = _asked(desk, ask)
    content = write_paper(desk.store.township().name, statements, desk.clock.now(), desk.word_for)
    return Sent(f"{_name(ask, statements)}.pdf", PDF, [content])


def send_sheet(desk: Desk, ask: Ask) -> Answer:
    """Send the statements of a month as a workbook; of one clinic where it is named."""
    statements = _asked(desk, ask)
    content = write_sheets(statements, desk.word_for)
    return Sent(f"{_name(ask, statements)}.xlsx", XLSX, [content])


def _asked(desk: Desk, ask: Ask) -> Sequence[ClinicStatement]:
    clinic = ClinicCode(ask.query["clinic"]) if ask.query.get("clinic") else None
    return statements_of(desk.store, desk.console, month_named(ask.part("month")), clinic)


def _name(ask: Ask, statements: Sequence[ClinicStatement]) -> str:
    """Name a file after month and clinic; the code of a clinic is what somebody once typed."""
    code = statements[0].clinic if ask.query.get("clinic") else "all"
    letters = "".join(letter for letter in code if letter.isascii() and letter.isalnum())
    return f"statement-{statements[0].month}-{letters}"
