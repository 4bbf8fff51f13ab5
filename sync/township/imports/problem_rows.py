"""Writing the rows that were not taken into a workbook beside the input, each with its reason in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sync.township.imports.roster_reader import BadRow
from sync.township.imports.sheet_writer import Sheet, write_workbook
from sync.township.imports.table_file import Cell

_SUFFIX = "-问题行.xlsx"
_TITLES = ("行号", "问题", "所在列")
WordFor = Callable[[str], str]
"""Puts a reason code into words."""


def problem_file_of(path: Path) -> Path:
    """Name the workbook beside an input file."""
    return path.with_name(path.stem + _SUFFIX)


def write_problem_rows(
    path: Path, bad: Sequence[BadRow], titles: Mapping[str, Sequence[str]], word_for: WordFor
) -> None:
    """Write the bad rows, sheet by sheet, under the titles they had; formulas come out as plain text.

    Raises:
        Hindrance: `table_file_not_written`.
    """
    sheets = [
        Sheet(name, (*_TITLES, *had), [_row(one, word_for) for one in bad if one.sheet == name])
        for name, had in titles.items()
        if any(one.sheet == name for one in bad)
    ]
    write_workbook(path, sheets)


def _row(bad: BadRow, word_for: WordFor) -> list[str]:
    return [str(bad.row), word_for(bad.code), bad.column, *(_text(cell) for cell in bad.cells)]


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat().removesuffix("T00:00:00")
    return "" if cell is None else str(cell)
