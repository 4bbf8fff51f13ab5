"""Opening what people call a table: XLSX or CSV, checked before it is believed, read row by row."""

import csv
import io
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import Hindrance, Refusal
from sync.township.imports.sheet_writer import BOM, rearmed

Cell = Any
"""What a cell holds: text, a whole or broken number, a day, or nothing."""
MOST_BYTES = 128 * 2**20
MOST_BYTES_UNPACKED = 2**30
MOST_ROWS = 2**20
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK, _SHEETS = "xl/workbook.xml", "xl/worksheets/"
_LOCKED_FLAG = 0x1
_PIECE = 2**20
_MERGED, _DECLARED = b"<mergeCell ", (b"<!DOCTYPE", b"<!ENTITY")
_BROKEN = (
    *(BadZipFile, InvalidFileException, ParseError, zlib.error, KeyError, ValueError, TypeError),
    *(AttributeError, IndexError, EOFError, NotImplementedError, RuntimeError),
)
"""What a damaged workbook makes the library raise."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, its titles, and its rows with their numbers as the file counts them."""

    name: str
    titles: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[Cell]]]


@contextmanager
def open_tables(path: Path) -> Iterator[tuple[Table, ...]]:
    """Open a file and give its sheets that are not empty; rows can be read while it is open.

    Raises:
        Refusal: `table_file_too_large`, `table_file_old_xls`, `table_file_locked`, `table_file_not_a_table`,
            `table_file_broken`, `table_cells_merged`.
        Hindrance: `table_file_not_read`.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_OLE))
        if path.stat().st_size > MOST_BYTES:
            raise Refusal("table_file_too_large")
        if head.startswith(_OLE):
            locked = _LOCKED_STREAM in path.read_bytes()
            raise Refusal("table_file_locked" if locked else "table_file_old_xls")
        opened = _open_workbook if head.startswith(_ZIP) else _open_csv
        with opened(path) as tables:
            yield tables
    except OSError as error:
        raise Hindrance("table_file_not_read") from error


@contextmanager
def _open_workbook(path: Path) -> Iterator[tuple[Table, ...]]:
    with path.open("rb") as file:
        with _broken_is_refused():
            _look_inside(file)
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        tables = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            table = _table(sheet.title, _guarded(sheet.iter_rows(values_only=True)))
            tables += [table] if table else []
        yield tuple(tables)


@contextmanager
def _open_csv(path: Path) -> Iterator[tuple[Table, ...]]:
    text = path.read_bytes()
    if b"\0" in text:
        raise Refusal("table_file_not_a_table")
    lines = io.StringIO(_decoded(text), newline="")
    first = lines.readline()
    lines.seek(0)
    rows = csv.reader(lines, delimiter="\t" if "\t" in first and "," not in first else ",")
    table = _table("", _guarded([rearmed(cell) for cell in row] for row in rows))
    yield (table,) if table else ()


def _decoded(text: bytes) -> str:
    for encoding in (BOM, "gb18030"):
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("table_file_not_a_table")


def _table(name: str, rows: Iterator[Sequence[Cell]]) -> Table | None:
    titles = next(rows, None)
    if titles is None:
        return None
    numbered = ((number, row) for number, row in enumerate(rows, start=2) if any(_filled(c) for c in row))
    return Table(name, tuple("" if title is None else str(title).strip() for title in titles), numbered)


def _filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _guarded(rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    for _ in range(MOST_ROWS):
        with _broken_is_refused():
            row = next(rows, None)
        if row is None:
            return
        yield row
    raise Refusal("table_file_too_large")


@contextmanager
def _broken_is_refused() -> Iterator[None]:
    """Turn the library's many errors into one; its warnings name cells and are of no use to anyone."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (*_BROKEN, csv.Error) as error:
        raise Refusal("table_file_broken") from error


def _look_inside(file: IO[bytes]) -> None:
    """Refuse by the parts of the archive what reading row by row would stumble over or not see."""
    with ZipFile(file) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & _LOCKED_FLAG for part in parts):
            raise Refusal("table_file_locked")
        if _WORKBOOK not in archive.namelist():
            raise Refusal("table_file_not_a_table")
        if sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
            raise Refusal("table_file_too_large")
        for part in parts:
            if part.filename.endswith(".xml"):
                _look_into_part(archive, part.filename)


def _look_into_part(archive: ZipFile, name: str) -> None:
    before = b""
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            seen = before + piece
            if any(word in seen for word in _DECLARED):
                raise Refusal("table_file_broken")
            if name.startswith(_SHEETS) and _MERGED in seen:
                raise Refusal("table_cells_merged")
            before = piece[-len(_MERGED) :]
