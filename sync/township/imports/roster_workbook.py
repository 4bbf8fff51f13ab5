"""Writing a roster in the form counties exchange: one workbook of two sheets, or two CSV files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from core.coverage.enrolment import RosterEntry
from core.coverage.history import Record, RepairPayment, ResidentPayment, kind_of
from core.dates import month_text
from core.money import in_yuan
from sync.township.imports import roster_form as form
from sync.township.imports.sheet_writer import Sheet, write_csv, write_workbook


def write_roster(path: Path, entries: Sequence[RosterEntry]) -> None:
    """Write people and payments into one workbook.

    Raises:
        Hindrance: `table_file_not_written`.
    """
    write_workbook(path, [persons_sheet(entries), payments_sheet(entries)])


def write_roster_csv(persons: Path, payments: Path, entries: Sequence[RosterEntry]) -> None:
    """Write people and payments into two CSV files.

    Raises:
        Hindrance: `table_file_not_written`.
    """
    write_csv(persons, persons_sheet(entries))
    write_csv(payments, payments_sheet(entries))


def persons_sheet(entries: Iterable[RosterEntry]) -> Sheet:
    """Lay people out, one a row."""
    rows = (form.PERSONS.in_order(_person_cells(entry)) for entry in entries)
    return Sheet(form.PERSONS.sheet, form.PERSONS.titles, rows)


def payments_sheet(entries: Iterable[RosterEntry]) -> Sheet:
    """Lay the records of all people out, one a row."""
    return Sheet(form.PAYMENTS.sheet, form.PAYMENTS.titles, _payment_rows(entries))


def _payment_rows(entries: Iterable[RosterEntry]) -> Iterator[Sequence[str]]:
    for entry in entries:
        person = entry.person
        who = {"person_id": person.person_id, "id_number": person.id_number, "name": person.name}
        for record in entry.history.records:
            yield form.PAYMENTS.in_order({**who, **_record_cells(record)})


def _record_cells(record: Record) -> Mapping[str, str]:
    cells = {"kind": form.word_of(form.KINDS, kind_of(record))}
    if isinstance(record, ResidentPayment | RepairPayment):
        paid = record.paid_on.isoformat() if record.paid_on else form.DAY_UNKNOWN
        year = str(record.coverage_year)
        return {**cells, "coverage_year": year, "paid_on": paid, "first": "", "last": ""}
    last = "" if record.last is None else month_text(record.last)
    return {**cells, "coverage_year": "", "paid_on": "", "first": month_text(record.first), "last": last}


def _person_cells(entry: RosterEntry) -> Mapping[str, str]:
    person, history = entry.person, entry.history
    plain = {key: str(value) for key, value in person.to_plain().items() if key != "sex"}
    return {
        **plain,
        "sex": form.word_of(form.SEX, person.sex),
        "identities": ";".join(
            form.dated(form.word_of(form.IDENTITIES, one.category), one.start, one.end, span=True)
            for one in history.identities
        ),
        "events": ";".join(form.dated(form.word_of(form.EVENTS, one.type), one.on) for one in history.events),
        "history_from_year": str(history.history_from_year or ""),
        "chronic": ";".join(
            form.dated(form.word_of(form.DISEASES, one.disease), one.registered_on) for one in entry.chronic
        ),
        "contract_since": _day(entry.contract_since),
        "deceased_on": _day(entry.deceased_on),
        "in_hospital_since": _day(entry.in_hospital_since),
        "moved_on": _day(entry.moved_on),
        **_elsewhere_cells(entry),
        **_balance_cells(entry),
        **_platform_cells(entry),
    }


def _elsewhere_cells(entry: RosterEntry) -> Mapping[str, str]:
    cover = entry.elsewhere
    return {
        "elsewhere_scheme": form.word_of(form.SCHEMES, cover.scheme) if cover else "",
        "elsewhere_region": cover.region if cover else "",
        "elsewhere_since": _day(cover.since) if cover else "",
        "elsewhere_until": _day(cover.until) if cover else "",
    }


def _balance_cells(entry: RosterEntry) -> Mapping[str, str]:
    balances = entry.balances
    return {
        "balances_as_of": _day(balances.as_of) if balances else "",
        "outpatient_used": in_yuan(balances.outpatient_used) if balances else "",
        "two_diseases_used": in_yuan(balances.two_diseases_used) if balances else "",
        "account": in_yuan(balances.account) if balances else "",
    }


def _platform_cells(entry: RosterEntry) -> Mapping[str, str]:
    answer = entry.platform_answer
    entitled = "" if answer is None else form.YES if answer.entitled else form.NO
    return {
        "platform_entitled": entitled,
        "platform_begin": _day(answer.begin) if answer else "",
        "platform_end": _day(answer.end) if answer else "",
        "platform_reason": answer.reason if answer else "",
        "platform_queried_on": _day(answer.queried_on) if answer else "",
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
