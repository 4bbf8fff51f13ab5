"""Rows that were not taken, and the workbook beside the input that lists them with their reasons in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sync.township.imports.sheet_writer import Sheet, write_workbook
from sync.township.imports.table_file import Cell

_SUFFIX = "-问题行.xlsx"
_TITLES = ("行号", "问题", "所在列")
WordFor = Callable[[str], str]
"""Puts a reason code into words."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken: where it stands, why, in which column, and its cells as they were."""

    sheet: str
    row: int
    code: str
    column: str
    cells: tuple[Cell, ...] = field(repr=False)


def write_problem_rows(
    beside: Path, bad: Sequence[BadRow], titles: Mapping[str, Sequence[str]], word_for: WordFor
) -> Path | None:
    """Write the bad rows, sheet by sheet, under the titles they had; formulas come out as plain text.

    Raises:
        Hindrance: `table_file_not_written`.
    """
    if not bad:
        return None
    path = beside.with_name(beside.stem + _SUFFIX)
    write_workbook(path, problem_sheets(bad, titles, word_for))
    return path


def problem_sheets(
    bad: Sequence[BadRow], titles: Mapping[str, Sequence[str]], word_for: WordFor
) -> Sequence[Sheet]:
    """Lay the bad rows out, sheet by sheet, under the titles they had."""
    return [
        Sheet(name, (*_TITLES, *had), [_row(one, word_for) for one in bad if one.sheet == name])
        for name, had in titles.items()
        if any(one.sheet == name for one in bad)
    ]


def _row(bad: BadRow, word_for: WordFor) -> list[str]:
    return [str(bad.row), word_for(bad.code), bad.column, *(_text(cell) for cell in bad.cells)]


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat().removesuffix("T00:00:00")
    return "" if cell is None else str(cell)
