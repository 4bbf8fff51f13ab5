"""目录下载, 13xx with 9102, and 目录对照上传, 3301: the platform's catalogue and our codes in it."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.catalogue.code_maps import NationalItem
from core.catalogue.items import FeeClass, ItemKind
from core.catalogue.national import NationalRow
from sync.township.settlement.answer_nodes import read_output, text_of
from sync.township.settlement.answers import NoAnswer
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.province import CatalogueColumns

MOST_AT_ONCE = 100
"""Rows the platform takes in one message."""

_FIRST = "0"
_FILE_NAME = "plc"
"""What every file of a catalogue is asked for as."""
LONGEST_CODE = 50
_LONGEST_LINE = 100_000
_MOST_BYTES = 1_000_000_000
"""Unpacked; lines are read one by one."""
VALID = "1"
GRADES: Mapping[str, FeeClass] = {
    **{"01": FeeClass.A, "02": FeeClass.B, "03": FeeClass.C},
    **{"1": FeeClass.A, "2": FeeClass.B, "3": FeeClass.C},
    **{"甲": FeeClass.A, "乙": FeeClass.B, "丙": FeeClass.C},
    **{"甲类": FeeClass.A, "乙类": FeeClass.B, "丙类": FeeClass.C},
}


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A file of a part of the catalogue, read through once: every line of it is one of a catalogue."""

    content: bytes
    columns: CatalogueColumns
    version: str

    @property
    def rows(self) -> Iterator[NationalRow]:
        """Give the rows, line by line."""
        return (_row(cells, self.columns) for cells in _lines(self.content))


@dataclass(frozen=True, slots=True)
class NationalCatalogues:
    """One institution's codes.

    Raises:
        PlatformRefused: the platform said no, to all of a message.
        NoAnswer, NotReached: there is no usable answer; the same rows may be sent again.
    """

    interface: NationalInterface

    def fetch(self, part: str, version: str) -> CatalogueFile | None:
        """Fetch what follows a version of a part, empty before the first; None where nothing does."""
        output = self.interface.ask(part, self.interface.new_id(), {"data": {"ver": version or _FIRST}})
        if not output.get("file_qury_no") or str(output.get("data_cnt")) == "0":
            return None
        node = {
            "file_qury_no": text_of(output, "file_qury_no"),
            "filename": _FILE_NAME,
            "fixmedins_code": self.interface.institution.code,
        }
        body = self.interface.answer("9102", self.interface.new_id(), {"fsDownloadIn": node})
        if body[:1] == b"{":
            read_output(body)
            raise NoAnswer("platform_answer_not_usable")
        columns = self.interface.province.catalogues[part]
        try:
            newest = max(_cell(cells, columns.version) for cells in _lines(body) if _row(cells, columns))
        except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError) as error:
            raise NoAnswer("platform_answer_not_usable") from error
        return CatalogueFile(body, columns, newest)

    def send_codes(self, items: Sequence[NationalItem], since: date) -> None:
        """Send rows, at most `MOST_AT_ONCE`; what was told before is told again."""
        rows = [
            {
                "fixmedins_hilist_id": one.item.code,
                "fixmedins_hilist_name": one.item.name[:200],
                "list_type": self._list_type(one),
                "med_list_codg": one.national,
                "begndate": since.isoformat(),
                "spec": one.item.specification[:500],
            }
            for one in items
        ]
        self.interface.ask("3301", self.interface.new_id(), {"data": rows})

    def _list_type(self, one: NationalItem) -> str:
        kinds = self.interface.province.list_types
        return kinds["service"] if one.item.kind is ItemKind.SERVICE else kinds[one.national[0]]


def _lines(content: bytes) -> Iterator[Sequence[str]]:
    """Read the one file of an archive line by line, never more than the bounds whatever it claims to be.

    Raises:
        ValueError, BadZipFile: it is no such thing.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (only,) = archive.infolist()
        size = 0
        with archive.open(only) as packed:
            while line := packed.readline(_LONGEST_LINE):
                size += len(line)
                if size > _MOST_BYTES or (len(line) == _LONGEST_LINE and not line.endswith(b"\n")):
                    raise ValueError("far too long")
                if line.strip():
                    yield line.decode("utf-8").rstrip("\r\n").split("\t")


def _row(cells: Sequence[str], columns: CatalogueColumns) -> NationalRow:
    code, name = _cell(cells, columns.code), _cell(cells, columns.name)
    if not code or len(code) > LONGEST_CODE or not _cell(cells, columns.version):
        raise ValueError("a line without a code or a version")
    return NationalRow(
        code,
        name,
        _cell(cells, columns.specification),
        GRADES.get(_cell(cells, columns.grade), FeeClass.NONE),
        _cell(cells, columns.valid) == VALID,
    )


def _cell(cells: Sequence[str], place: int) -> str:
    """Give a cell; one that has to be there and is not makes the file none of this layout."""
    if not place:
        return ""
    if len(cells) < place:
        raise ValueError("a line with too few columns")
    text = cells[place - 1].strip()
    return "" if text == "null" else text
