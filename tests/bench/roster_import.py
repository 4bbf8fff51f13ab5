"""A county's workbook, and the same people as CSV, into the township's encrypted store."""

import csv
import tracemalloc
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import openpyxl

from core.coverage.enrolment import RosterEntry
from core.coverage.history import ResidentPayment
from core.dates import year_end
from core.import_rows import ImportMark
from core.training.township import TrainingTownship
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import RosterPreview, read_roster
from sync.township.imports.roster_workbook import write_roster, write_roster_csv
from sync.township.imports.sheet_writer import BOM
from tests.bench.figures import Figure, seconds_of
from tests.helpers.open_desk import CODEC
from tests.helpers.township_store import NOW, a_township

PEOPLE = 3_000
XLSX_BUDGET = 2.0
CSV_BUDGET_MICROSECONDS = 50.0
"""20,000 rows a second."""
MEMORY_BUDGET_BYTES = 600.0
"""For each further row, so that 600,000 of them take less than 400 megabytes."""
FEWER = 1_000
"""People of a smaller file, so that what every file takes is told apart from what its rows take."""


def measure(folder: Path, town: TrainingTownship) -> list[Figure]:
    """Import people with all their payments from both kinds of file, and walk the workbook only."""
    people = town.entries[:PEOPLE]
    workbook, tables = folder / "roster.xlsx", (folder / "people.csv", folder / "payments.csv")
    write_roster(workbook, people)
    write_roster_csv(*tables, people)
    rows, floor = _walk(workbook)
    ours = _import_seconds(folder / "from-xlsx", [workbook], town)
    from_csv = _import_seconds(folder / "from-csv", tables, town)
    wide = _import_seconds(folder / "from-wide", [_write_wide(folder / "wide.csv", tables[0], people)], town)
    each = _bytes_of_a_row(folder, town)
    return [
        Figure(
            what="roster import from XLSX",
            ours=rows / ours,
            unit="rows/s",
            budget=XLSX_BUDGET,
            floor=rows / floor,
            floor_name="walking the workbook with openpyxl read_only",
            faster_is_more=True,
        ),
        Figure(
            what="roster import from CSV",
            ours=from_csv / rows * 1e6,
            unit="us/row",
            budget=CSV_BUDGET_MICROSECONDS,
            remark=f"{rows / from_csv:,.0f} rows/s",
        ),
        Figure(
            what="roster import from CSV, years in columns",
            ours=wide / rows * 1e6,
            unit="us/row",
            budget=CSV_BUDGET_MICROSECONDS,
            remark=f"{rows / wide:,.0f} rows/s of people and payments, {PEOPLE / wide:,.0f} lines/s",
        ),
        Figure(
            what="memory of a roster while it is imported",
            ours=each,
            unit="B/row",
            budget=MEMORY_BUDGET_BYTES,
            remark=f"each further row of CSV while it is read; {each * 600_000 / 2**20:,.0f} MB for 600,000",
        ),
    ]


def _write_wide(file: Path, persons: Path, people: Sequence[RosterEntry]) -> Path:
    """Put the payments of each person behind them, a column for every year."""
    payments = [
        {
            record.coverage_year: record
            for record in one.history.records
            if isinstance(record, ResidentPayment)
        }
        for one in people
    ]
    years = sorted({year for some in payments for year in some})
    with persons.open(encoding=BOM, newline="") as lines, file.open("w", encoding=BOM, newline="") as wide:
        writer, (titles, *rows) = csv.writer(wide), csv.reader(lines)
        writer.writerow([*titles, *(f"{year}年缴费日期" for year in years)])
        for row, some in zip(rows, payments, strict=True):
            writer.writerow([*row, *(_paid(some.get(year)) for year in years)])
    return file


def _paid(record: ResidentPayment | None) -> str:
    if record is None:
        return ""
    return record.paid_on.isoformat() if record.paid_on else "是"


def _walk(file: Path) -> tuple[int, float]:
    rows = 0

    def walk() -> None:
        nonlocal rows
        with closing(openpyxl.load_workbook(file, read_only=True)) as book:
            rows = sum(1 for sheet in book.worksheets for _ in sheet.iter_rows(values_only=True))

    seconds = seconds_of(walk)
    return rows, seconds


def _import_seconds(folder: Path, files: Sequence[Path], town: TrainingTownship) -> float:
    with closing(open_embedded(folder, create=True)) as database:
        store = SqlTownshipStore(database, a_township().code, CODEC)
        store.create_township(a_township())

        def bring_in() -> None:
            preview = read_roster(files, town.on)
            import_roster(store, preview, town.on, year_end(town.on.year), ImportMark(NOW))

        seconds = seconds_of(bring_in)
        if store.counts().people != PEOPLE:
            raise RuntimeError("not everybody was imported")
    return seconds


def _bytes_of_a_row(folder: Path, town: TrainingTownship) -> float:
    """Give what a row more takes while a file is read."""
    held, rows = [], []
    for count in (FEWER, PEOPLE):
        files, people = (
            (folder / f"people-{count}.csv", folder / f"payments-{count}.csv"),
            town.entries[:count],
        )
        write_roster_csv(*files, people)
        held.append(_bytes_held(files, town, count))
        rows.append(count + sum(len(one.history.records) for one in people))
    return (held[1] - held[0]) / (rows[1] - rows[0])


def _bytes_held(files: Sequence[Path], town: TrainingTownship, count: int) -> int:
    tracemalloc.start()
    try:
        preview: RosterPreview = read_roster(files, town.on)
        if len(preview.entries) != count:
            raise RuntimeError("not everybody was read")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
