"""The catalogue as a table: written and read back, wrong rows listed."""

from pathlib import Path
from typing import Any

import pytest

from core.catalogue.items import ItemKind
from core.errors import Refusal
from core.training.catalogue import training_catalogue
from sync.township.imports.catalogue_workbook import (
    CATALOGUE,
    import_catalogue,
    read_catalogue,
    write_catalogue,
)
from sync.township.imports.sheet_writer import Sheet, write_csv, write_workbook

ITEMS = training_catalogue()
ROW = {"类别": "药品", "编码": "X1", "名称": "阿莫西林胶囊", "单价(元)": "6.80", "最高限价(元)": "8"}


def catalogue_of(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "c.xlsx"
    titles = CATALOGUE.titles
    write_workbook(path, [Sheet("目录", titles, [[row.get(title, "") for title in titles] for row in rows])])
    return path


def test_the_training_catalogue_comes_back_whole(tmp_path: Path) -> None:
    write_catalogue(tmp_path / "c.xlsx", ITEMS)
    preview = read_catalogue(tmp_path / "c.xlsx")
    assert (preview.items, preview.bad_rows) == (ITEMS, ())


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"类别": "服装"}, "cell_word_unknown", "类别"),
        ({"编码": ""}, "cell_missing", "编码"),
        ({"名称": ""}, "cell_missing", "名称"),
        ({"单价(元)": ""}, "cell_missing", "单价(元)"),
        ({"单价(元)": "六元"}, "cell_not_an_amount", "单价(元)"),
        ({"单价(元)": "8.01"}, "catalogue_price_above_ceiling", "单价(元)"),
        ({"费用类别": "丁类"}, "cell_word_unknown", "费用类别"),
        ({"先行自付比例": "120%"}, "cell_not_a_share", "先行自付比例"),
        ({"编码": "X0"}, "catalogue_code_twice", "编码"),
    ],
)
def test_a_wrong_row_is_listed_and_the_good_one_taken(
    tmp_path: Path, changed: dict[str, str], code: str, column: str
) -> None:
    preview = read_catalogue(catalogue_of(tmp_path, {**ROW, "编码": "X0"}, {**ROW, **changed}))
    assert [item.code for item in preview.items] == ["X0"]
    assert [(bad.row, bad.code, bad.column) for bad in preview.bad_rows] == [(3, code, column)]


def test_without_a_ceiling_the_price_is_the_ceiling(tmp_path: Path) -> None:
    (item,) = read_catalogue(catalogue_of(tmp_path, {**ROW, "最高限价(元)": ""})).items
    assert (item.price, item.price_ceiling, item.kind) == (680, 680, ItemKind.DRUG)


def test_a_csv_will_do(tmp_path: Path) -> None:
    titles = ["项目名称", "项目编码", "目录类别", "单价"]
    write_csv(tmp_path / "c.csv", Sheet("", titles, [["针刺", "9999", "服务", "18"]]))
    (item,) = read_catalogue(tmp_path / "c.csv").items
    assert (item.name, item.kind, item.price) == ("针刺", ItemKind.SERVICE, 1800)


def test_missing_titles_are_named(tmp_path: Path) -> None:
    write_csv(tmp_path / "c.csv", Sheet("", ["名称", "编码"], []))
    with pytest.raises(Refusal) as refused:
        read_catalogue(tmp_path / "c.csv")
    assert (refused.value.code, refused.value.facts["missing"]) == ("table_titles_missing", "类别、单价(元)")


def test_a_catalogue_without_a_good_row_leaves_the_old_one(tmp_path: Path) -> None:
    preview = read_catalogue(catalogue_of(tmp_path, {**ROW, "名称": ""}))
    with pytest.raises(Refusal, match="catalogue_no_good_row"):
        import_catalogue(None, preview)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "permille"), [("10%", 100), ("5.5%", 55), ("0.1", 100), ("1", 1000), ("0", 0)]
)
def test_a_share_is_read_in_percent_or_as_a_part(tmp_path: Path, written: str, permille: int) -> None:
    (item,) = read_catalogue(catalogue_of(tmp_path, {**ROW, "先行自付比例": written})).items
    assert item.own_pay_permille == permille
