"""A county's workbook into the township's encrypted store."""

from contextlib import closing
from pathlib import Path

import openpyxl

from core.dates import year_end
from core.training.township import TrainingTownship
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import read_roster
from sync.township.imports.roster_workbook import write_roster
from tests.bench.figures import Figure, seconds_of
from tests.helpers.open_desk import CODEC
from tests.helpers.township_store import a_township

PEOPLE = 3_000
BUDGET = 3.0


def measure(folder: Path, town: TrainingTownship) -> list[Figure]:
    """Import people with all their payments, and walk the same workbook without looking at it."""
    file = folder / "roster.xlsx"
    write_roster(file, town.entries[:PEOPLE])
    rows = 0

    def walk() -> None:
        nonlocal rows
        with closing(openpyxl.load_workbook(file, read_only=True)) as book:
            rows = sum(1 for sheet in book.worksheets for _ in sheet.iter_rows(values_only=True))

    with closing(open_embedded(folder / "import", create=True)) as database:
        store = SqlTownshipStore(database, a_township().code, CODEC)
        store.create_township(a_township())

        def bring_in() -> None:
            preview = read_roster([file], town.on)
            import_roster(store, preview, town.on, year_end(town.on.year))

        floor = seconds_of(walk)
        ours = seconds_of(bring_in)
        if store.counts().people != PEOPLE:
            raise RuntimeError("not everybody was imported")
    return [
        Figure(
            what="roster import from XLSX",
            ours=rows / ours,
            unit="rows/s",
            budget=BUDGET,
            floor=rows / floor,
            floor_name="walking the workbook with openpyxl read_only",
            faster_is_more=True,
        )
    ]
