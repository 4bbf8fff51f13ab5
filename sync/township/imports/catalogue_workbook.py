"""目录 as a table of one sheet: drugs, services and diagnoses, written and read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.errors import Refusal
from core.import_rows import ImportMark
from core.money import Fen, in_yuan
from core.township_ports import TownshipStore
from core.township_rows import RowChange
from sync.township.imports.cells import Column, Form, Row
from sync.township.imports.heads import Head, head_in
from sync.township.imports.problem_rows import BadRow, WordFor, write_problem_rows
from sync.township.imports.sheet_writer import Sheet, write_workbook
from sync.township.imports.table_file import Heard, Source, not_heard, open_tables, told_to

CATALOGUE = Form(
    "目录",
    (
        Column("kind", "类别", ("目录类别",), required=True),
        Column("code", "编码", ("目录编码", "项目编码", "医保编码"), required=True),
        Column("name", "名称", ("项目名称", "通用名"), required=True),
        Column("initials", "拼音首字母", ("首字母", "拼音码")),
        Column("specification", "规格"),
        Column("unit", "单位", ("计价单位",)),
        Column("price", "单价(元)", ("单价", "价格", "价格(元)"), required=True),
        Column("price_ceiling", "最高限价(元)", ("最高限价", "限价")),
        Column("fee_class", "费用类别", ("甲乙类", "医保类别")),
        Column("own_pay_permille", "先行自付比例", ("自付比例",)),
        Column("dose", "单次用量", ("用量",)),
        Column("frequency", "用药频次", ("频次",)),
        Column("route", "用法", ("给药途径",)),
    ),
)
_KINDS: Mapping[str, ItemKind] = {
    "药品": ItemKind.DRUG,
    "诊疗项目": ItemKind.SERVICE,
    "诊断": ItemKind.DIAGNOSIS,
    "服务": ItemKind.SERVICE,
    "疾病": ItemKind.DIAGNOSIS,
}
_FEE_CLASSES: Mapping[str, FeeClass] = {
    "甲类": FeeClass.A,
    "乙类": FeeClass.B,
    "丙类": FeeClass.C,
    "一般诊疗费": FeeClass.GENERAL_CONSULTATION,
    "": FeeClass.NONE,
    "甲": FeeClass.A,
    "乙": FeeClass.B,
    "丙": FeeClass.C,
    "自费": FeeClass.C,
}
_SHARE = re.compile(r"^(\d{1,3})(?:\.(\d))?%$", re.ASCII)
_PART = re.compile(r"^([01])(?:\.(\d{1,3}))?$", re.ASCII)
_WHOLE = 1000
_TEXTS = ("name", "initials", "specification", "unit", "dose", "frequency", "route")
Meaning = TypeVar("Meaning", ItemKind, FeeClass)


@dataclass(frozen=True, slots=True)
class CataloguePreview:
    """What an import would do: the good rows, the bad ones, and the titles they stood under."""

    items: tuple[CatalogueItem, ...]
    bad_rows: tuple[BadRow, ...]
    titles: Mapping[str, tuple[str, ...]]

    def write_bad_rows(self, beside: Path, word_for: WordFor) -> Path | None:
        """Write the bad rows into a workbook beside the input, if there are any.

        Raises:
            Hindrance: `table_file_not_written`.
        """
        return write_problem_rows(beside, self.bad_rows, self.titles, word_for)


def write_catalogue(path: Path, items: Iterable[CatalogueItem]) -> None:
    """Write a catalogue into a workbook.

    Raises:
        Hindrance: `table_file_not_written`.
    """
    rows = (CATALOGUE.in_order(_cells(item)) for item in items)
    write_workbook(path, [Sheet(CATALOGUE.sheet, CATALOGUE.titles, rows)])


def read_catalogue(
    source: Source, heard: Heard = not_heard, titles: Mapping[str, str] | None = None
) -> CataloguePreview:
    """Read a catalogue from a workbook or CSV file; `titles`: what an office calls its columns.

    Raises:
        Refusal: the codes of `open_tables`, `table_title_twice`, `table_titles_missing`.
        Hindrance: `table_file_not_read`.
    """
    with open_tables(source) as tables:
        return _read(head_in(CATALOGUE.going_by(titles or {}), tables), heard)


def import_catalogue(
    store: TownshipStore, preview: CataloguePreview, mark: ImportMark | None = None
) -> RowChange:
    """Put the good rows in force as the whole catalogue, in one transaction; with a mark it can be undone.

    Raises:
        Refusal: `catalogue_no_good_row`: the catalogue in force stays.
    """
    if not preview.items:
        raise Refusal("catalogue_no_good_row")
    return store.replace_catalogue(preview.items, mark)


def _read(head: Head, heard: Heard) -> CataloguePreview:
    items: dict[tuple[ItemKind, str], CatalogueItem] = {}
    bad = []
    for number, cells in told_to(heard, head.rows()):
        try:
            item = _item(Row(CATALOGUE, head.places, cells))
            if (item.kind, item.code) in items:
                raise Refusal("catalogue_code_twice", column=CATALOGUE.title("code"))
            items[item.kind, item.code] = item
        except Refusal as refusal:
            column = str(refusal.facts.get("column", ""))
            bad.append(BadRow(CATALOGUE.sheet, number, refusal.code, column, tuple(cells)))
    return CataloguePreview(tuple(items.values()), tuple(bad), {CATALOGUE.sheet: head.titles})


def _item(row: Row) -> CatalogueItem:
    kind = _meant(row, "kind", _KINDS)
    price = row.amount("price") or Fen(0)
    if not price and kind is not ItemKind.DIAGNOSIS:
        raise Refusal("cell_missing", column=CATALOGUE.title("price"))
    ceiling = row.amount("price_ceiling")
    if ceiling is not None and price > ceiling:
        raise Refusal("catalogue_price_above_ceiling", column=CATALOGUE.title("price"))
    row.needed("name")
    return CatalogueItem(
        code=row.needed("code"),
        kind=kind,
        price=price,
        price_ceiling=price if ceiling is None else ceiling,
        fee_class=_meant(row, "fee_class", _FEE_CLASSES),
        own_pay_permille=_permille(row),
        **{key: row.text(key) for key in _TEXTS},
    )


def _meant(row: Row, key: str, words: Mapping[str, Meaning]) -> Meaning:
    word = row.text(key)
    if word not in words:
        raise Refusal("cell_word_unknown", column=CATALOGUE.title(key))
    return words[word]


def _permille(row: Row) -> int:
    """Read `10%`, or 0.1 as a cell formatted in percent holds it."""
    text = row.text("own_pay_permille")
    if not text:
        return 0
    percent, part = _SHARE.match(text), _PART.match(text)
    if percent:
        permille = int(percent[1]) * 10 + int(percent[2] or 0)
    else:
        permille = int(part[1]) * _WHOLE + int((part[2] or "").ljust(3, "0")) if part else _WHOLE + 1
    if permille > _WHOLE:
        raise Refusal("cell_not_a_share", column=CATALOGUE.title("own_pay_permille"))
    return permille


def _cells(item: CatalogueItem) -> Mapping[str, str]:
    priced = item.kind is not ItemKind.DIAGNOSIS
    share = f"{item.own_pay_permille // 10}.{item.own_pay_permille % 10}%"
    return {
        **{key: str(value) for key, value in item.to_plain().items()},
        "kind": next(word for word, kind in _KINDS.items() if kind is item.kind),
        "fee_class": next(word for word, meant in _FEE_CLASSES.items() if meant is item.fee_class),
        "price": in_yuan(item.price) if priced else "",
        "price_ceiling": in_yuan(item.price_ceiling) if priced else "",
        "own_pay_permille": share if item.own_pay_permille else "",
    }
