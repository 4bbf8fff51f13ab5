"""Roster files with a fault put in by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from core.identity.id_number import check_character
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from sync.township.imports.roster_preview import RosterPreview, read_roster
from tests.helpers.entries import ON

Rows = list[list[Any]]


def number_for(birth: str, sequence: int = 11) -> str:
    first = f"239999{birth}{sequence:03d}"
    return first + check_character(first)


GOOD = {
    "人员编号": "P1",
    "证件号码": number_for("19800308"),
    "姓名": "王秀兰",
    "性别": "女",
    "村(居)名称": "演示一村",
}
PAID = {"人员编号": "P1", "记录类型": "居民缴费", "参保年度": "2026", "缴费日期": "2025-10-15"}


def write_book(path: Path, sheets: dict[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def laid_out(titles: Sequence[str], rows: Sequence[dict[str, Any]]) -> Rows:
    return [list(titles), *([row.get(title) for title in titles] for row in rows)]


def roster_of(
    tmp_path: Path, persons: Sequence[dict[str, Any]], payments: Sequence[dict[str, Any]]
) -> RosterPreview:
    path = write_book(
        tmp_path / "名册.xlsx",
        {"参保人员信息": laid_out(PERSONS.titles, persons), "缴费记录": laid_out(PAYMENTS.titles, payments)},
    )
    return read_roster([path], ON)


def faults(preview: RosterPreview) -> list[tuple[str, int, str, str]]:
    return [(bad.sheet, bad.row, bad.code, bad.column) for bad in preview.bad_rows]
