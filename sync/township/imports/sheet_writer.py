"""Writing tables: workbooks in which every cell is text, so that nothing in them is ever a formula; and CSV.

A small writer of our own: the library at hand keeps each sheet in a temporary file, and rosters hold people.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Protocol, cast
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from core.errors import Hindrance

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Style 1 is the format for text: a number typed into such a cell later keeps all its digits."""
_WIDTH = 18
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""First characters a spreadsheet program may act on; a CSV cell gets an apostrophe before them."""
BOM = "utf-8-sig"


class Writable(Protocol):
    """What a workbook is written into; it need not go back."""

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        """Take bytes."""
        ...

    def flush(self) -> None:
        """Hand on what waits."""
        ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: its name, its titles and its rows of text."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[str]]


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write sheets into an XLSX file, row by row.

    Raises:
        Hindrance: `table_file_not_written`: the disk is full, or the file is open elsewhere.
    """
    try:
        with path.open("wb") as file:
            write_workbook_to(file, sheets)
    except OSError as error:
        _leave_no_half(path)
        raise Hindrance("table_file_not_written") from error


def write_workbook_to(file: Writable, sheets: Sequence[Sheet]) -> None:
    """Write sheets as an XLSX file into an open one, front to back."""
    with ZipFile(cast("IO[bytes]", file), "w", ZIP_DEFLATED) as archive:
        for name, content in _frame([sheet.name for sheet in sheets]):
            archive.writestr(name, _HEAD + content)
        shared: dict[str, int] = {}
        for number, sheet in enumerate(sheets, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                _write_sheet(part, sheet, shared)
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            _write_shared(part, shared)


def write_sheet(path: Path, name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one sheet of text into an XLSX file.

    Raises:
        Hindrance: `table_file_not_written`.
    """
    write_workbook(path, [Sheet(name, titles, rows)])


def write_csv(path: Path, sheet: Sheet) -> None:
    """Write one sheet as CSV in the form spreadsheet programs open without asking.

    Raises:
        Hindrance: `table_file_not_written`.
    """
    try:
        with path.open("w", encoding=BOM, newline="") as file:
            writer = csv.writer(file)
            writer.writerow(sheet.titles)
            for row in sheet.rows:
                writer.writerow([disarmed(cell) for cell in row])
    except OSError as error:
        _leave_no_half(path)
        raise Hindrance("table_file_not_written") from error


def disarmed(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet program would act on."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def rearmed(cell: str) -> str:
    """Take that apostrophe away again."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_STARTS_A_FORMULA) else cell


def _leave_no_half(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _write_sheet(part: IO[bytes], sheet: Sheet, shared: dict[str, int]) -> None:
    rows = [sheet.titles, *sheet.rows]
    last = _column(len(sheet.titles) - 1)
    columns = f'<col min="1" max="{len(sheet.titles)}" width="{_WIDTH}" style="1" customWidth="1"/>'
    part.write(
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}{len(rows)}"/>'
        f"<cols>{columns}</cols><sheetData>".encode()
    )
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{_column(place)}{number}" s="1" t="s"><v>{shared.setdefault(cell, len(shared))}</v></c>'
            for place, cell in enumerate(row)
            if cell
        )
        part.write(f'<row r="{number}">{cells}</row>'.encode())
    part.write(b"</sheetData></worksheet>")


def _write_shared(part: IO[bytes], shared: Iterable[str]) -> None:
    part.write(f'{_HEAD}<sst xmlns="{_MAIN}">'.encode())
    for text in shared:
        part.write(f'<si><t xml:space="preserve">{escape(_NOT_XML.sub("", text))}</t></si>'.encode())
    part.write(b"</sst>")


@cache
def _column(place: int) -> str:
    high, low = divmod(place, 26)
    return (_column(high - 1) if high else "") + chr(ord("A") + low)


def _frame(names: Sequence[str]) -> list[tuple[str, str]]:
    """Give the parts of a workbook that say where its sheets lie."""
    numbers = range(1, len(names) + 1)
    relation = f'<Relationship Id="r{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
    part = f'<Override PartName="/xl/{{}}.xml" ContentType="{_TYPE}.{{}}+xml"/>'
    types = part.format("workbook", "sheet.main") + part.format("styles", "styles")
    types += part.format("sharedStrings", "sharedStrings")
    types += "".join(part.format(f"worksheets/sheet{n}", "worksheet") for n in numbers)
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    to_sheets = "".join(relation.format(n, "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    to_rest = relation.format(len(names) + 1, "styles", "styles.xml")
    to_rest += relation.format(len(names) + 2, "sharedStrings", "sharedStrings.xml")
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    return [
        (
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/>{types}</Types>',
        ),
        ("_rels/.rels", relations.format(relation.format(1, "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations.format(to_sheets + to_rest),
        ),
        ("xl/styles.xml", _STYLES),
    ]
