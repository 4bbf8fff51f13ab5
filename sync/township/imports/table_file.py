"""Opening what people call a table: XLSX or CSV, checked before it is believed, read row by row."""

import codecs
import csv
import io
import re
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import Hindrance, Refusal
from sync.township.imports.line_file import payments_in, people_in
from sync.township.imports.sheet_writer import BOM, rearmed

Cell = Any
"""What a cell holds: text, a whole or broken number, a day, or nothing."""
Source = Path | Callable[[], IO[bytes]]
"""A file: where it lies, or what opens it."""
MOST_BYTES = 128 * 2**20
MOST_BYTES_UNPACKED = 2**30
MOST_ROWS = 2**20
TOLD_EVERY = 2_000
_SMALL, _MOST_UNFOLDING = 32 * 2**20, 120
"""A workbook unfolds to ten or thirty times what it weighs; one that claims far more is made to hurt."""
_HEAD_ROWS = 6
"""Titles stand in the first rows."""
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK, _SHEETS = "xl/workbook.xml", "xl/worksheets/"
_LOCKED_FLAG = 0x1
_PIECE = 2**20
_MERGED = re.compile(rb'<mergeCell [^>]{0,40}ref="[A-Z]{1,3}\d+:[A-Z]{1,3}(\d{1,7})"')
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
_OVERLAP = 128
_BROKEN = (
    *(BadZipFile, InvalidFileException, ParseError, zlib.error, KeyError, ValueError, TypeError),
    *(AttributeError, IndexError, EOFError, NotImplementedError, RuntimeError),
)
"""What a damaged workbook makes the library raise."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name and its rows with their numbers as the file counts them, titles and all.

    Args:
        first: the first rows, which are also the first of `rows`.
        merged_to: the last row that merged cells reach.
    """

    name: str
    first: tuple[tuple[int, Sequence[Cell]], ...]
    rows: "Rows"
    merged_to: int = 0


Rows = Iterator[tuple[int, Sequence[Cell]]]
Heard = Callable[[int], None]
"""Is told of so many more rows now and then."""


def not_heard(_: int) -> None:
    """Tell nobody."""


def told_to(heard: Heard, rows: Rows) -> Rows:
    """Pass rows on and tell how many, now and then."""
    count = 0
    for count, row in enumerate(rows, start=1):
        yield row
        if count % TOLD_EVERY == 0:
            heard(TOLD_EVERY)
    heard(count % TOLD_EVERY)


def opened(source: Source) -> IO[bytes]:
    """Open a file for reading."""
    return source.open("rb") if isinstance(source, Path) else source()


@contextmanager
def open_tables(source: Source) -> Iterator[tuple[Table, ...]]:
    """Open a file and give its sheets that are not empty; rows can be read while it is open.

    Raises:
        Refusal: `table_file_too_large`, `table_file_old_xls`, `table_file_locked`, `table_file_not_a_table`,
            `table_file_broken`, `table_cells_merged`.
        Hindrance: `table_file_not_read`.
    """
    try:
        with opened(source) as file:
            if file.seek(0, io.SEEK_END) > MOST_BYTES:
                raise Refusal("table_file_too_large")
            file.seek(0)
            head = file.read(len(_OLE))
            file.seek(0)
            if head.startswith(_OLE):
                locked = _LOCKED_STREAM in file.read()
                raise Refusal("table_file_locked" if locked else "table_file_old_xls")
            if head.startswith(_ZIP):
                yield _workbook_in(file)
                return
            encoding = _encoding_of(file)
            file.seek(0)
            if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
                yield _lines_in(file)
                return
            with io.TextIOWrapper(file, encoding, newline="") as lines:
                yield _csv_in(lines)
    except OSError as error:
        raise Hindrance("table_file_not_read") from error


def _workbook_in(file: IO[bytes]) -> tuple[Table, ...]:
    with _broken_is_refused():
        merged = _look_inside(file)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    tables = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        merged_to = merged.get(getattr(sheet, "_worksheet_path", "").lstrip("/"), 0)
        table = _table(sheet.title, _guarded(sheet.iter_rows(values_only=True)), merged_to)
        tables += [table] if table else []
    return tuple(tables)


def _csv_in(lines: io.TextIOWrapper) -> tuple[Table, ...]:
    first = lines.readline()
    lines.seek(0)
    rows = csv.reader(lines, delimiter="\t" if "\t" in first and "," not in first else ",")
    table = _table("", _guarded(map(_rearmed_row, rows)))
    return (table,) if table else ()


def _rearmed_row(row: list[str]) -> list[str]:
    if "'" not in "".join(row):  # nearly all: looking at every cell takes ten times as long
        return row
    return [rearmed(cell) if cell[:1] == "'" else cell for cell in row]


def _lines_in(file: IO[bytes]) -> tuple[Table, ...]:
    tables = []
    for rows in (payments_in(file), people_in(file)):  # the ones read last are looked at last
        first = tuple(islice(rows, _HEAD_ROWS))
        tables += [Table("", first, chain(first, rows))] if first else []
    return tuple(tables)


def _encoding_of(file: IO[bytes]) -> str:
    """Find what a text is written in by reading it through once, a piece at a time."""
    for encoding in (BOM, "gb18030"):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while piece := file.read(_PIECE):
                if b"\0" in piece:
                    raise Refusal("table_file_not_a_table")
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refusal("table_file_not_a_table")


def _table(name: str, rows: Iterator[Sequence[Cell]], merged_to: int = 0) -> Table | None:
    numbered = (
        (number, row) for number, row in enumerate(rows, start=1) if any(row) or any(map(filled, row))
    )
    first = tuple(islice(numbered, _HEAD_ROWS))
    return Table(name, first, chain(first, numbered), merged_to) if first else None


def filled(cell: Cell) -> bool:
    """Tell whether a cell holds anything."""
    return cell is not None and cell != ""


def _guarded(rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    with _broken_is_refused():
        for count, row in enumerate(rows):
            if count == MOST_ROWS:
                break
            try:
                yield row
            except GeneratorExit:
                return
        else:
            return
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


def _look_inside(file: IO[bytes]) -> Mapping[str, int]:
    """Refuse by the parts what reading row by row would stumble over; tell how far merges reach."""
    with ZipFile(file) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & _LOCKED_FLAG for part in parts):
            raise Refusal("table_file_locked")
        if _WORKBOOK not in archive.namelist():
            raise Refusal("table_file_not_a_table")
        unpacked = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        if unpacked > MOST_BYTES_UNPACKED or unpacked > max(_SMALL, packed * _MOST_UNFOLDING):
            raise Refusal("table_file_too_large")
        names = [part.filename for part in parts if part.filename.endswith(".xml")]
        return {name: _look_into_part(archive, name) for name in names}


def _look_into_part(archive: ZipFile, name: str) -> int:
    before, merged_to = b"", 0
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            seen = before + piece
            if any(word in seen for word in _DECLARED):
                raise Refusal("table_file_broken")
            if name.startswith(_SHEETS):
                merged_to = max(merged_to, *(int(row) for row in _MERGED.findall(seen)), 0)
            before = piece[-_OVERLAP:]
    return merged_to
