"""Files that cannot be a roster are refused whole, each with its reason."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from core.errors import Hindrance, Refusal
from core.training.township import make_township
from sync.township.imports import table_file
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from sync.township.imports.roster_preview import read_roster
from sync.township.imports.roster_workbook import payments_sheet, persons_sheet, write_roster
from tests.helpers.entries import ON
from tests.helpers.roster_files import GOOD, PAID, Rows, laid_out, write_book

TOWNSHIP = make_township(5, ON, villages=1, people=30)


def sheets() -> dict[str, Rows]:
    return {
        sheet.name: [list(sheet.titles), *map(list, sheet.rows)]
        for sheet in (persons_sheet(TOWNSHIP.entries), payments_sheet(TOWNSHIP.entries))
    }


def old_xls(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"))


def locked(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


def a_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def another_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


def cut_short(path: Path) -> None:
    write_roster(path, TOWNSHIP.entries)
    path.write_bytes(path.read_bytes()[:-200])


def damaged_sheet(path: Path) -> None:
    write_roster(path, TOWNSHIP.entries)
    replace_part(path, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row></worksheet>")


def entity_bomb(path: Path) -> None:
    write_roster(path, TOWNSHIP.entries)
    replace_part(path, "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><workbook>&a;</workbook>')


def merged(path: Path) -> None:
    write_book(path, sheets())
    book = openpyxl.load_workbook(path)
    book["参保人员信息"].merge_cells("A2:A3")
    book.save(path)


def without_titles(path: Path) -> None:
    write_book(path, {name: rows[1:] for name, rows in sheets().items()})


def without_payments(path: Path) -> None:
    write_book(path, {"参保人员信息": sheets()["参保人员信息"]})


def title_twice(path: Path) -> None:
    changed = sheets()
    changed["参保人员信息"][0][3] = "身份证号"
    write_book(path, changed)


def nothing_at_all(path: Path) -> None:
    path.write_bytes(b"")


def replace_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, was in parts.items():
            archive.writestr(part, content if part == name else was)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (old_xls, "table_file_old_xls"),
        (locked, "table_file_locked"),
        (a_picture, "table_file_not_a_table"),
        (another_archive, "table_file_not_a_table"),
        (cut_short, "table_file_broken"),
        (damaged_sheet, "table_file_broken"),
        (entity_bomb, "table_file_broken"),
        (merged, "table_cells_merged"),
        (without_titles, "table_titles_missing"),
        (without_payments, "table_titles_missing"),
        (title_twice, "table_title_twice"),
        (nothing_at_all, "table_titles_missing"),
    ],
)
def test_a_file_that_cannot_be_a_roster_is_refused_with_its_reason(
    tmp_path: Path, make: Callable[[Path], None], code: str
) -> None:
    path = tmp_path / "r.xlsx"
    make(path)
    with pytest.raises(Refusal) as refused:
        read_roster([path], ON)
    assert refused.value.code == code


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.xlsx"
    write_roster(path, TOWNSHIP.entries)
    monkeypatch.setattr(table_file, "MOST_BYTES_UNPACKED", 10_000)
    with pytest.raises(Refusal, match="table_file_too_large"):
        read_roster([path], ON)


def test_a_sheet_that_claims_endless_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_file, "MOST_ROWS", 1000)
    path = tmp_path / "r.xlsx"
    write_roster(path, TOWNSHIP.entries)
    cells = "".join(
        f'<c r="{chr(65 + place)}1" t="inlineStr"><is><t>{title}</t></is></c>'
        for place, title in enumerate(PERSONS.titles[:8])
    )
    endless = f'<row r="1">{cells}</row><row r="999999999999"><c r="A999999999999"><v>1</v></c></row>'
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    replace_part(path, "xl/worksheets/sheet1.xml", f"{head}{endless}</sheetData></worksheet>".encode())
    with pytest.raises(Refusal, match="table_file_too_large"):
        read_roster([path], ON)


def test_a_file_that_is_not_there_is_a_hindrance(tmp_path: Path) -> None:
    with pytest.raises(Hindrance, match="table_file_not_read"):
        read_roster([tmp_path / "gone.xlsx"], ON)


def test_a_missing_sheet_is_named_with_the_titles_it_needs(tmp_path: Path) -> None:
    without_payments(tmp_path / "r.xlsx")
    with pytest.raises(Refusal) as refused:
        read_roster([tmp_path / "r.xlsx"], ON)
    assert refused.value.facts == {"sheet": "缴费记录", "missing": "记录类型、参保年度、缴费日期"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_counties_use(tmp_path: Path, encoding: str) -> None:
    texts = {"人员.csv": laid_out(PERSONS.titles, [GOOD]), "缴费.csv": laid_out(PAYMENTS.titles, [PAID])}
    for name, rows in texts.items():
        lines = (",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        (tmp_path / name).write_text("\r\n".join(lines), encoding=encoding)
    preview = read_roster(sorted(tmp_path.iterdir()), ON)
    assert ([entry.person.name for entry in preview.entries], preview.bad_rows) == (["王秀兰"], ())
