"""What is written as a roster file is read back as the same people: the law of the form."""

from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings

from core.coverage.enrolment import RosterEntry
from core.training.township import make_township
from sync.township.imports.roster_preview import RosterPreview, read_roster
from sync.township.imports.roster_workbook import write_roster, write_roster_csv
from sync.township.imports.sheet_writer import disarmed, rearmed
from tests.helpers.entries import ON, TEXTS, rosters

TOWNSHIP = make_township(3, ON, villages=2, people=300)


def through_workbook(entries: tuple[RosterEntry, ...], folder: Path) -> RosterPreview:
    write_roster(folder / "名册.xlsx", entries)
    return read_roster([folder / "名册.xlsx"], ON)


def through_csv(entries: tuple[RosterEntry, ...], folder: Path) -> RosterPreview:
    persons, payments = folder / "人员.csv", folder / "缴费.csv"
    write_roster_csv(persons, payments, entries)
    return read_roster([payments, persons], ON)


@settings(max_examples=60, deadline=None)
@given(rosters())
@pytest.mark.parametrize("through", [through_workbook, through_csv])
def test_any_roster_comes_back_whole(through, entries: tuple[RosterEntry, ...]) -> None:  # type: ignore[no-untyped-def]
    with TemporaryDirectory() as folder:
        preview = through(entries, Path(folder))
    assert preview.bad_rows == ()
    assert preview.entries == entries


@pytest.mark.parametrize("through", [through_workbook, through_csv])
def test_the_synthetic_township_comes_back_whole(through, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    preview = through(TOWNSHIP.entries, tmp_path)
    assert (preview.bad_rows, preview.unknown_titles) == ((), ())
    assert preview.entries == TOWNSHIP.entries
    assert preview.person_rows == len(TOWNSHIP.entries)
    assert preview.payment_rows == sum(len(entry.history.records) for entry in TOWNSHIP.entries)


@given(TEXTS)
def test_a_disarmed_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert not disarmed(text).startswith(("=", "+", "-", "@"))
    assert rearmed(disarmed(text)) == text


def test_nothing_in_a_written_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_roster(path, TOWNSHIP.entries[:20])
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert (kinds, book.sheetnames) == ({"s"}, ["参保人员信息", "缴费记录"])
    assert {cell.number_format for cell in book["参保人员信息"][2] if cell.value} == {"@"}
