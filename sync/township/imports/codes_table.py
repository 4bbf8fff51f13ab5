"""目录对照 as a table of one sheet: own codes and the national ones they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import ItemKind
from core.errors import Refusal
from sync.township.imports.cells import Column, Form, Row
from sync.township.imports.heads import Head, head_in
from sync.township.imports.problem_rows import BadRow
from sync.township.imports.table_file import Heard, Source, not_heard, open_tables, told_to

CODES = Form(
    "目录对照",
    (
        Column("kind", "类别", ("目录类别",), required=True),
        Column("own", "本地编码", ("院内编码", "自编码", "定点医药机构目录编码"), required=True),
        Column("name", "名称", ("项目名称", "本地名称", "定点医药机构目录名称")),
        Column(
            "national",
            "国家编码",
            ("国家医保编码", "医保编码", "医疗目录编码", "医保目录编码"),
            required=True,
        ),
    ),
)
_KINDS: Mapping[str, ItemKind] = {
    "药品": ItemKind.DRUG,
    "诊疗项目": ItemKind.SERVICE,
    "服务": ItemKind.SERVICE,
}


@dataclass(frozen=True, slots=True)
class CodesPreview:
    """What an import would do: the good rows, the bad ones, and the titles they stood under."""

    maps: tuple[CodeMap, ...]
    bad_rows: tuple[BadRow, ...]
    titles: Mapping[str, tuple[str, ...]]
    unknown_titles: tuple[str, ...] = field(default=())


def read_codes(
    source: Source, heard: Heard = not_heard, titles: Mapping[str, str] | None = None
) -> CodesPreview:
    """Read a table of codes from a workbook or CSV file; `titles`: what an office calls its columns.

    Raises:
        Refusal: the codes of `open_tables`, `table_title_twice`, `table_titles_missing`.
        Hindrance: `table_file_not_read`.
    """
    with open_tables(source) as tables:
        return _read(head_in(CODES.going_by(titles or {}), tables), heard)


def _read(head: Head, heard: Heard) -> CodesPreview:
    maps: dict[tuple[ItemKind, str], CodeMap] = {}
    bad = []
    for number, cells in told_to(heard, head.rows()):
        try:
            one = _map(Row(CODES, head.places, cells))
            if (one.kind, one.own) in maps:
                raise Refusal("own_code_twice", column=CODES.title("own"))
            maps[one.kind, one.own] = one
        except Refusal as refusal:
            column = str(refusal.facts.get("column", ""))
            bad.append(BadRow(CODES.sheet, number, refusal.code, column, tuple(cells)))
    titles = {CODES.sheet: head.titles}
    return CodesPreview(tuple(maps.values()), tuple(bad), titles, tuple(head.unknown))


def _map(row: Row) -> CodeMap:
    word = row.needed("kind")
    if word not in _KINDS:
        raise Refusal("cell_word_unknown", column=CODES.title("kind"))
    own, national = row.needed("own"), row.needed("national")
    try:
        return CodeMap(_KINDS[word], own, national)
    except Refusal as refusal:
        if refusal.code == "own_code_not_valid":
            raise Refusal("cell_too_long", column=CODES.title("own")) from refusal
        raise Refusal("cell_not_a_national_code", column=CODES.title("national")) from refusal
