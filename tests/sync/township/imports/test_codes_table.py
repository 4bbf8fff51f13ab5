"""A table of own codes and national ones: read row by row, looked at, put in force and put back."""

from pathlib import Path
from typing import Any

import pytest

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import ItemKind
from core.errors import Refusal
from core.import_rows import ImportKind
from storage.township.store import SqlTownshipStore
from sync.township.imports.bring_in import Import, bring_list_in
from sync.township.imports.codes_table import CODES, read_codes
from sync.township.imports.history import undo_import
from sync.township.imports.profiles import keep_profile
from tests.helpers.roster_files import laid_out, write_book
from tests.helpers.township_talk import SetClock

PILL = {"类别": "药品", "本地编码": "A01", "名称": "一号片", "国家编码": "XA00000000000000000001"}
LOOK = {"类别": "诊疗项目", "本地编码": "B01", "名称": "诊查费", "国家编码": "001101000010000"}
MAPS = [
    CodeMap(ItemKind.DRUG, "A01", "XA00000000000000000001"),
    CodeMap(ItemKind.SERVICE, "B01", "001101000010000"),
]


def table(folder: Path, *rows: dict[str, Any], titles: tuple[str, ...] = CODES.titles) -> Path:
    return write_book(folder / "对照.xlsx", {"对照": laid_out(titles, rows)})


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"类别": "诊断"}, "cell_word_unknown", "类别"),
        ({"类别": None}, "cell_missing", "类别"),
        ({"本地编码": None}, "cell_missing", "本地编码"),
        ({"本地编码": "A" * 151}, "cell_too_long", "本地编码"),
        ({"本地编码": "A01"}, "own_code_twice", "本地编码"),
        ({"国家编码": None}, "cell_missing", "国家编码"),
        ({"国家编码": "一号片"}, "cell_not_a_national_code", "国家编码"),
        ({"国家编码": 1101000010000}, "cell_not_a_national_code", "国家编码"),
    ],
)
def test_a_wrong_row_is_listed_and_the_others_are_taken(
    tmp_path: Path, changed: dict[str, Any], code: str, column: str
) -> None:
    preview = read_codes(
        table(tmp_path, PILL, {**LOOK, "类别": "药品", "国家编码": PILL["国家编码"], **changed})
    )
    assert [(one.row, one.code, one.column) for one in preview.bad_rows] == [(3, code, column)]
    assert preview.maps == (MAPS[0],)


def test_codes_are_looked_at_put_in_force_and_put_back(store: SqlTownshipStore, tmp_path: Path) -> None:
    into, looking = Import(store, SetClock(), str), Import(store, SetClock(), str, preview_only=True)
    file = table(tmp_path, PILL, LOOK, {**PILL, "本地编码": "A02", "国家编码": "?"})
    looked = bring_list_in(ImportKind.CODES, file, looking)
    assert (looked["new"], looked["bad"], store.code_maps()) == (2, 1, [])
    assert bring_list_in(ImportKind.CODES, file, into)["imported"] is True
    assert store.code_maps() == MAPS
    undo_import(store, SetClock(), 1)
    assert store.code_maps() == []
    with pytest.raises(Refusal, match="codes_no_good_row"):
        bring_list_in(ImportKind.CODES, table(tmp_path, {**PILL, "国家编码": "?"}), into)


def test_a_table_that_takes_many_codes_away_wants_somebody_to_agree(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    many = [{**PILL, "本地编码": f"A{number}"} for number in range(40)]
    bring_list_in(ImportKind.CODES, table(tmp_path, *many), Import(store, SetClock(), str))
    with pytest.raises(Refusal, match="codes_would_lose_many"):
        bring_list_in(ImportKind.CODES, table(tmp_path, *many[:10]), Import(store, SetClock(), str))
    agreed = Import(store, SetClock(), str, agreed=True)
    assert bring_list_in(ImportKind.CODES, table(tmp_path, *many[:10]), agreed)["gone"] == 30


def test_the_titles_of_an_office_are_found_by_its_profile(store: SqlTownshipStore, tmp_path: Path) -> None:
    titles = ("类别", "HIS码", "名称", "国码")
    row = dict(zip(titles, PILL.values(), strict=True))
    keep_profile(store, "某院", {"本地编码": "HIS码", "国家编码": "国码"})
    into = Import(store, SetClock(), str, profile="某院")
    assert bring_list_in(ImportKind.CODES, table(tmp_path, row, titles=titles), into)["new"] == 1
