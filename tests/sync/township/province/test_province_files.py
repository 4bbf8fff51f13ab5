"""The files of 总对总: what goes out is text alone, what comes in is believed whole or not at all."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from core.errors import Refusal
from core.events import ResultKind
from core.ids import EventId, UserId
from core.settlement_modes import SettlementMode, SettlementWay
from storage.township.store import SqlTownshipStore
from sync.township.province.desk import ProvinceOffice
from sync.township.province.results_file import MOST_RESULTS, RESULTS
from sync.township.province.visits_sheet import TITLES
from tests.helpers.platform_process import insured
from tests.helpers.settlement_book import HandClock, drug, service, visit
from tests.helpers.township_store import CLINIC, NOW, TOWNSHIP
from tests.storage.township.conftest import database as database
from tests.storage.township.conftest import shared_postgres as shared_postgres
from tests.storage.township.conftest import store as store
from tests.storage.township.test_province import Village
from ui.wording.reasons import sentence_for_code

LI = UserId("li")
FORMULA = '=HYPERLINK("http://evil.example")'
PERSON = {**insured(1), "name": FORMULA}


@pytest.fixture
def village(store: SqlTownshipStore) -> Village:
    way = SettlementWay(SettlementMode.PROVINCE, "H43098100009", "上村卫生室")
    store.keep_settlement_way(CLINIC, way, LI, NOW - timedelta(days=1))
    return Village(store)


def office(village: Village) -> ProvinceOffice[None]:
    @contextmanager
    def opened(_: None) -> Iterator[SqlTownshipStore]:
        yield village.store

    return ProvinceOffice(opened, HandClock(NOW), sentence_for_code)


def exported(village: Village, folder: Path, *visits: Any) -> list[EventId]:
    """Let visits be seen and go to the province."""
    events = [village.sees(one) for one in visits or (visit(PERSON, drug(price=617)),)]
    office(village).export(None, folder / "out.xlsx", None)
    return events


def a_row(event: EventId, **changes: object) -> dict[str, object]:
    """Give a row of a settled visit of 12.34 CNY, by the titles."""
    row: dict[str, object] = {
        **{"乡镇卫生院代码": TOWNSHIP, "村卫生室代码": CLINIC, "就诊编号": event, "结算结果": "已结算"},
        **{"结算编号": "S1", "结算时间": "2026-05-05 10:20:30", "医疗费总额(元)": "12.34"},
        **{"基金支付(元)": "7.00", "个人账户支付(元)": "0", "个人现金支付(元)": "5.34"},
    }
    return row | {"机构负担(元)": "", "原因": ""} | changes


def results_file(folder: Path, rows: Sequence[Mapping[str, object]], name: str = "results.csv") -> Path:
    file = folder / name
    titles = list(RESULTS.titles)
    if file.suffix == ".csv":
        with file.open("w", encoding="gb18030", newline="") as written:
            writer = csv.writer(written)
            writer.writerow(titles)
            writer.writerows([row[title] for title in titles] for row in rows)
        return file
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(titles)
    for row in rows:
        sheet.append([row[title] for title in titles])
    book.save(file)
    return file


def test_a_line_for_every_fee_line_of_which_nothing_is_a_formula(village: Village, tmp_path: Path) -> None:
    (event,) = exported(village, tmp_path, visit(PERSON, drug(price=617), service()))
    rows = list(load_workbook(tmp_path / "out.xlsx")["就诊"].iter_rows())
    assert [cell.value for cell in rows[0]] == list(TITLES)
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    assert not [cell for row in rows for cell in row if cell.data_type == "n" and cell.value is not None]
    first, second = ({t: c.value for t, c in zip(TITLES, row, strict=True)} for row in rows[1:])
    for line in (first, second):
        assert (line["就诊编号"], line["患者姓名"], line["证件号码"]) == (event, FORMULA, PERSON["certno"])
        assert (line["定点机构编号"], line["批次"], line["医疗费总额(元)"]) == ("H43098100009", "1", "22.34")
        assert (line["主要诊断编码"], line["其他诊断"]) == ("J06.900", "R05.x00 咳嗽")
    assert (first["明细序号"], first["数量"], first["金额(元)"]) == ("1", "2", "12.34")
    assert first["追溯码"] == "81234567890123456789"
    assert (second["类别"], second["金额(元)"]) == ("诊疗项目", "10.00")


def test_the_same_batch_as_csv_keeps_formulas_from_being_any(village: Village, tmp_path: Path) -> None:
    exported(village, tmp_path)
    told = office(village).export(None, tmp_path / "again.csv", 1)
    assert (told["batch"], told["visits"]) == (1, 1)
    text = (tmp_path / "again.csv").read_text("utf-8-sig")
    (head, row) = csv.reader(io.StringIO(text))
    assert head == list(TITLES)
    assert row[TITLES.index("患者姓名")] == f"'{FORMULA}"


@pytest.mark.parametrize(
    ("out", "batch", "code"),
    [
        ("out.txt", None, "province_file_kind_unknown"),
        ("out.csv", None, "province_nothing_to_export"),
        ("out.csv", 7, "province_batch_unknown"),
    ],
)
def test_what_cannot_be_written_is_a_code_and_makes_no_batch(
    village: Village, tmp_path: Path, out: str, batch: int | None, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        office(village).export(None, tmp_path / out, batch)
    assert office(village).batches(None) == {"waiting": 0, "batches": []}
    assert list(tmp_path.glob("out*")) == []


@pytest.mark.parametrize("name", ["results.csv", "results.xlsx"])
def test_a_file_of_results_settles_and_told_again_changes_nothing(
    village: Village, tmp_path: Path, name: str
) -> None:
    settled, refused, returned = exported(village, tmp_path, *[visit(PERSON, drug(price=617))] * 3)
    rows = [
        a_row(settled),
        a_row(refused, 结算结果="不予支付", 原因="不在保"),
        a_row(returned, 结算结果="退回"),
    ]
    file = results_file(tmp_path, rows, name)
    looked = office(village).take_results(None, file, preview_only=True)
    assert (looked["new"], looked["bad"], looked["told"]) == (3, 0, False)
    assert village.said(settled) == [ResultKind.ACCEPTED]
    assert office(village).take_results(None, file, preview_only=False)["told"]
    told = [one for one in village.store.results(CLINIC, 0, 9) if one.event_id == settled][-1]
    assert told.facts == {
        **{"settlement_id": "S1", "total": 1234, "fund": 700, "account": 0, "cash": 534, "institution": 0},
        **{"settled_at": "2026-05-05T10:20:30+08:00", "settled_by": "province"},
    }
    assert village.said(refused)[-1] is ResultKind.NOT_PAYABLE
    before = village.store.results_head(CLINIC)
    again = office(village).take_results(None, file, preview_only=False)
    assert (again["new"], again["same"], again["bad"]) == (0, 3, 0)
    assert village.store.results_head(CLINIC) == before


BAD = [
    ({"乡镇卫生院代码": "T330112"}, "province_result_of_another_township"),
    ({"村卫生室代码": "C99"}, "province_result_of_no_visit"),
    ({"就诊编号": "f" * 32}, "province_result_of_no_visit"),
    ({"就诊编号": ""}, "cell_missing"),
    ({"结算结果": "好"}, "cell_word_unknown"),
    ({"结算编号": ""}, "cell_missing"),
    ({"结算编号": "S" * 41}, "cell_too_long"),
    ({"结算时间": "2026-13-05 10:20"}, "cell_not_a_day"),
    ({"结算时间": "2026-05-07 10:20"}, "province_result_to_come"),
    ({"医疗费总额(元)": "12.35", "个人现金支付(元)": "5.35"}, "province_result_total_differs"),
    ({"基金支付(元)": "7.01"}, "province_result_adds_up_to_another"),
    ({"基金支付(元)": "-7"}, "cell_not_an_amount"),
    ({"基金支付(元)": "=7"}, "cell_not_an_amount"),
    ({"个人现金支付(元)": ""}, "cell_missing"),
    ({"结算结果": "不予支付"}, "cell_missing"),
]


@pytest.mark.parametrize(("changes", "code"), BAD)
def test_one_bad_row_is_named_and_nothing_of_its_file_is_told(
    village: Village, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    good, other = exported(village, tmp_path, *[visit(PERSON, drug(price=617))] * 2)
    file = results_file(tmp_path, [a_row(good), a_row(other, **changes)])
    told = office(village).take_results(None, file, preview_only=False)
    assert (told["new"], told["bad"], told["told"]) == (1, 1, False)
    (bad,) = told["bad_rows"]
    assert (bad["row"], bad["reason"]) == (3, sentence_for_code(code))
    assert load_workbook(told["bad_rows_file"]).active is not None
    assert village.said(good) == [ResultKind.ACCEPTED]


def test_what_contradicts_an_earlier_word_is_no_result(village: Village, tmp_path: Path) -> None:
    (event,) = exported(village, tmp_path)
    take = office(village).take_results
    take(None, results_file(tmp_path, [a_row(event)]), preview_only=False)
    for changes in ({"结算编号": "S2"}, {"结算结果": "退回"}, {"结算结果": "不予支付", "原因": "迟"}):
        told = take(None, results_file(tmp_path, [a_row(event, **changes)]), preview_only=False)
        assert [one["reason"] for one in told["bad_rows"]] == [
            sentence_for_code("province_result_contradicts")
        ]
    twice = results_file(tmp_path, [a_row(event), a_row(event)])
    told = take(None, twice, preview_only=True)
    assert [one["reason"] for one in told["bad_rows"]] == [sentence_for_code("province_result_twice")]


def test_a_settlement_taken_back_is_told_once_and_only_the_one_that_stands(
    village: Village, tmp_path: Path
) -> None:
    (event,) = exported(village, tmp_path)
    take = office(village).take_results

    def tell(**changes: object) -> Mapping[str, Any]:
        return take(None, results_file(tmp_path, [a_row(event, **changes)]), preview_only=False)

    back = {"结算结果": "已撤销", "原因": "重复结算"}
    assert tell(**back)["bad"] == 1, "nothing is settled yet"
    tell()
    assert tell(**back, 结算编号="S2")["bad"] == 1
    assert tell(**back)["new"] == 1
    last = village.store.results(CLINIC, 0, 9)[-1]
    assert last.kind is ResultKind.REVERSED
    assert last.facts == {
        **{"reason": "重复结算", "undoes": "S1", "settlement_id": "", "settled_by": "province"},
        **{"total": 1234, "fund": 700, "account": 0, "cash": 534, "institution": 0},
    }
    assert tell(**back)["same"] == 1
    assert tell()["bad"] == 1


def test_a_lost_life_may_have_sent_what_waits_in_this_one(village: Village, tmp_path: Path) -> None:
    event = village.sees(visit(PERSON, drug(price=617)))
    told = office(village).take_results(None, results_file(tmp_path, [a_row(event)]), preview_only=False)
    assert (told["new"], told["told"]) == (1, True)
    assert village.said(event)[-1] is ResultKind.SETTLED


def test_a_file_of_another_kind_is_a_code(village: Village, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("姓名,缴费\n甲,1\n", "utf-8")
    with pytest.raises(Refusal, match="table_titles_missing"):
        office(village).take_results(None, file, preview_only=False)
    many = [replace_visit(number) for number in range(MOST_RESULTS + 1)]
    with pytest.raises(Refusal, match="province_results_too_many"):
        office(village).take_results(None, results_file(tmp_path, many), preview_only=False)


def replace_visit(number: int) -> dict[str, object]:
    return a_row(EventId(f"{number:032x}"))
