"""The files counties really have: wide tables, titles in several rows, merged cells, other names, JSONL."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.coverage.history import RepairPayment, ResidentPayment
from core.errors import Refusal
from core.import_rows import ImportKind
from storage.township.store import SqlTownshipStore
from sync.township.imports.bring_in import Import, bring_list_in, bring_roster_in
from sync.township.imports.profiles import keep_profile
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from sync.township.imports.roster_preview import RosterPreview, read_roster
from tests.helpers.commands import command, refused, told
from tests.helpers.entries import ON
from tests.helpers.roster_files import GOOD, PAID, faults, laid_out, number_for, write_book
from tests.helpers.township_talk import SetClock

NUMBER = number_for("19800308")
WHO = ["P1", NUMBER, "王秀兰", "演示一村"]
TITLES = ["人员编号", "身份证号", "姓名", "村"]


def csv_of(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    file = folder / "名册.csv"
    file.write_text(
        "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows), "utf-8"
    )
    return file


def wide(folder: Path, titles: Sequence[str], cells: Sequence[object]) -> RosterPreview:
    return read_roster([csv_of(folder, [[*TITLES, *titles], [*WHO, *cells]])], ON)


def records(preview: RosterPreview) -> list[Any]:
    assert faults(preview) == []
    return list(preview.entries[0].history.records)


@pytest.mark.parametrize(
    ("title", "cell", "record"),
    [
        ("2025年缴费日期", "2024-11-02", ResidentPayment(2025, date(2024, 11, 2))),
        ("2025年度参保缴费时间", "2024/11/2", ResidentPayment(2025, date(2024, 11, 2))),
        ("2025缴费日期", "不详", ResidentPayment(2025, None)),
        ("2025年", "√", ResidentPayment(2025, None)),
        ("2025", "2024.11.2", ResidentPayment(2025, date(2024, 11, 2))),
        ("2025年是否参保", "是", ResidentPayment(2025, None)),
        ("2025年参保状态", "已缴费", ResidentPayment(2025, None)),
        ("2025年缴费金额(元)", "400.00", ResidentPayment(2025, None)),
        ("２０２５年缴费", "４００", ResidentPayment(2025, None)),
        ("2025年修复缴费日期", "2025-06-01", RepairPayment(2025, date(2025, 6, 1))),
        ("2025年补缴", "是", RepairPayment(2025, None)),
        ("2025年是否参保", "否", None),
        ("2025年", "", None),
        ("2025年", "×", None),
        ("2025年缴费金额", "0", None),
    ],
)
def test_a_column_of_a_year_says_whether_and_when_it_was_paid(
    tmp_path: Path, title: str, cell: str, record: object
) -> None:
    assert records(wide(tmp_path, [title], [cell])) == ([] if record is None else [record])


def test_day_and_amount_of_a_year_are_one_payment_and_years_without_a_gap_are_whole(tmp_path: Path) -> None:
    titles = [
        "2021年缴费",
        "2023年缴费日期",
        "2023年缴费金额",
        "2024年缴费日期",
        "2024年缴费金额",
        "2025年缴费日期",
    ]
    preview = wide(tmp_path, titles, ["是", "2022-11-03", "350", "", "380", ""])
    assert records(preview) == [
        ResidentPayment(2021, None),
        ResidentPayment(2023, date(2022, 11, 3)),
        ResidentPayment(2024, None),
    ]
    assert preview.entries[0].history.history_from_year == 2023
    assert preview.unknown_titles == ()


@pytest.mark.parametrize(
    "title",
    [
        "2026年门诊统筹已用(元)",
        "2025年职工参保",
        "2025年财政补助",
        "截至2026年10月",
        "2025-06-01",
        "2025年备注",
    ],
)
def test_a_column_that_names_a_year_and_no_payment_is_left_aside(tmp_path: Path, title: str) -> None:
    preview = wide(tmp_path, ["2024年缴费", title], ["是", "1"])
    assert records(preview) == [ResidentPayment(2024, None)]
    assert preview.unknown_titles == (title,)


@pytest.mark.parametrize(
    ("title", "cell", "code"),
    [
        ("2025年", "大概", "cell_word_unknown"),
        ("2025年缴费日期", "400", "cell_not_a_day"),
        ("2025年缴费金额", "2024-11-02", "cell_word_unknown"),
        ("2025年", "2027-01-01", "day_in_future"),
        ("2025年", "1970-01-01", "roster_record_before_birth"),
    ],
)
def test_a_year_that_cannot_be_read_holds_the_person_back(
    tmp_path: Path, title: str, cell: str, code: str
) -> None:
    preview = wide(tmp_path, [title], [cell])
    assert preview.entries == ()
    assert faults(preview) == [(PERSONS.sheet, 2, code, title)]


def merged_book(folder: Path) -> Path:
    """Lay a wide roster out as offices print it: a banner, groups over titles, years over their columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[Any]] = [
        ["某县2026年度城乡居民参保名册"],
        ["序号", *TITLES, "缴费情况"],
        [None, None, None, None, None, "2024年", None, "2025年", None],
        [None, None, None, None, None, "缴费日期", "金额", "缴费日期", "金额"],
        [1, *WHO, "2023-11-02", 380, None, None],
        [2, "P2", number_for("19810308"), "李四", "演示一村", None, None, "2024-12-01", 400],
    ]
    for row in rows:
        sheet.append(row)
    for area in ("A1:I1", "A2:A4", "B2:B4", "C2:C4", "D2:D4", "E2:E4", "F2:I2", "F3:G3", "H3:I3"):
        sheet.merge_cells(area)
    file = folder / "名册.xlsx"
    book.save(file)
    return file


def test_titles_in_merged_rows_are_read_and_the_rows_behind_them_counted_as_the_file_does(
    tmp_path: Path,
) -> None:
    file = merged_book(tmp_path)
    preview = read_roster([file], ON)
    assert [one.history.records for one in preview.entries] == [
        (ResidentPayment(2024, date(2023, 11, 2)),),
        (ResidentPayment(2025, date(2024, 12, 1)),),
    ]
    assert preview.unknown_titles == ("序号",)
    assert preview.titles[PERSONS.sheet][5] == "缴费情况 2024年 缴费日期"

    book = openpyxl.load_workbook(file)
    book.worksheets[0]["D6"] = ""
    book.save(file)
    assert faults(read_roster([file], ON)) == [(PERSONS.sheet, 6, "cell_missing", "姓名")]
    book.worksheets[0].merge_cells("E5:E6")
    book.save(file)
    with pytest.raises(Refusal, match="table_cells_merged"):
        read_roster([file], ON)


def test_a_banner_above_plain_titles_is_stepped_over(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["演示镇参保名册"],
        [],
        ["制表：县医保局", None, "2026年11月"],
        [*TITLES, "2026年缴费"],
        [*WHO, "是"],
    ]
    assert records(read_roster([csv_of(tmp_path, rows)], ON)) == [ResidentPayment(2026, None)]


def test_years_may_stand_beside_a_table_of_payments(tmp_path: Path) -> None:
    people = laid_out([*PERSONS.titles, "2025年缴费"], [{**GOOD, "2025年缴费": "是"}])
    sheets = {PERSONS.sheet: people, PAYMENTS.sheet: laid_out(PAYMENTS.titles, [PAID])}
    preview = read_roster([write_book(tmp_path / "r.xlsx", sheets)], ON)
    assert [one.coverage_year for one in records(preview)] == [2025, 2026]


def test_json_lines_carry_people_and_their_payments(tmp_path: Path) -> None:
    paid = {title: value for title, value in PAID.items() if title != "人员编号"}
    lines = [
        {**GOOD, "缴费记录": [paid, {**paid, "参保年度": 2025}]},
        *({**GOOD, "人员编号": f"P{n}", "证件号码": number_for("19810308", n)} for n in range(2, 900)),
        {**GOOD, "人员编号": "P900", "证件号码": number_for("19820308"), "缴费记录": [paid]},
    ]
    file = tmp_path / "名册.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", "utf-8")
    preview = read_roster([file], ON)
    assert faults(preview) == []
    assert [len(preview.entries[at].history.records) for at in (0, 1, 899)] == [2, 0, 1]
    assert (preview.person_rows, preview.payment_rows) == (900, 3)


@pytest.mark.parametrize(
    "line",
    ['{"人员编号": ', '["x"]', '{"人员编号": {"a": 1}}', '{"人员编号": "P1", "缴费记录": 7}', "[" * 100_000],
)
def test_json_lines_that_are_none_are_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "名册.jsonl"
    file.write_text(json.dumps({**GOOD, "缴费记录": [PAID]}, ensure_ascii=False) + "\n" + line, "utf-8")
    with pytest.raises(Refusal, match="table_file_broken"):
        read_roster([file], ON)


STRANGE = ["GRBH", "SFZ", "XM", "ZZ", "姓名", "2025年缴费"]
MAPPED = {"人员编号": "GRBH", "证件号码": "SFZ", "姓名": "XM", "村(居)名称": "ZZ"}


def test_a_countys_own_titles_are_said_once_and_hold_for_every_import(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    file = csv_of(tmp_path, [STRANGE, [*WHO, "李四", "是"]])
    into = Import(store, SetClock(), str)
    with pytest.raises(Refusal, match="table_titles_missing"):
        bring_roster_in([file], into, date(2026, 5, 6), ON)
    keep_profile(store, "某县", MAPPED)
    using = Import(store, SetClock(), str, profile="某县")
    done = bring_roster_in([file], using, date(2026, 5, 6), ON)
    assert (done["good"], done["bad"]) == (1, 0)
    (entry,) = store.roster_of(("演示一村",))
    assert entry.person.name == "王秀兰"  # what the county calls so, though another column bears our title
    with pytest.raises(Refusal, match="import_profile_unknown"):
        bring_list_in(ImportKind.CATALOGUE, file, Import(store, SetClock(), str, profile="别县"))


@pytest.mark.parametrize(
    ("name", "titles", "code"),
    [
        ("", {"姓名": "XM"}, "import_profile_name_not_valid"),
        ("某" * 41, {"姓名": "XM"}, "import_profile_name_not_valid"),
        ("某县", {"名字": "XM"}, "import_column_unknown"),
        ("某县", {"姓名": "XM", "性别": "XM"}, "import_title_twice"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(
    store: SqlTownshipStore, name: str, titles: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        keep_profile(store, name, titles)
    assert store.import_profiles() == []


def test_the_commands_keep_a_profile_and_import_by_it(tmp_path: Path) -> None:
    place = ("--data", tmp_path / "township")
    name = ("--code", "T330111", "--name", "青石镇卫生院", "--institution", "H33011100001")
    told(command("township", "init", *name, *place, "--json"))
    columns = [part for ours, theirs in MAPPED.items() for part in ("--column", f"{ours}={theirs}")]
    assert "还没有列名对照表" in command("township", "import-profiles", *place).stdout
    assert "姓名=XM" in command("township", "import-profile", "某县", *columns, *place).stdout
    file = csv_of(tmp_path, [STRANGE, [*WHO, "李四", "是"]])
    done = told(command("township", "import-roster", file, "--profile", "某县", *place, "--json"))
    assert (done["good"], done["imported"]) == (1, True)
    assert "模板列名=文件列名" in refused(
        command("township", "import-profile", "某县", "--column", "x", *place)
    )
    assert "已删除" in command("township", "import-profile", "某县", "--remove", *place).stdout
    assert "没有这个对照表" in refused(
        command("township", "import-roster", file, "--profile", "某县", *place)
    )


JOINED_TITLES = "人员编号,证件号码,姓名,村(居)名称,参保年度,缴费日期"


def joined(folder: Path, *rows: str, titles: str = JOINED_TITLES) -> RosterPreview:
    file = folder / "一表.csv"
    file.write_text("\n".join((titles, *rows)), "utf-8")
    return read_roster([file], ON)


def test_a_table_that_says_of_every_payment_whose_it_is_is_read_as_people_with_payments(
    tmp_path: Path,
) -> None:
    one, two = f"P1,{number_for('19800308')},王秀兰,上村", f"P2,{number_for('19810308')},李四,上村"
    preview = joined(
        tmp_path, f"{one},2024,2023-11-01", f"{two},,", f"{one},2026,2025-10-15", f"{one},2025,不详"
    )
    assert preview.bad_rows == ()
    assert {entry.person.person_id: entry.history.records for entry in preview.entries} == {
        "P1": (
            ResidentPayment(2024, date(2023, 11, 1)),
            ResidentPayment(2026, date(2025, 10, 15)),
            ResidentPayment(2025, None),
        ),
        "P2": (),
    }
    assert (preview.payment_rows, preview.unknown_titles) == (3, ())


def test_of_such_a_table_a_row_that_says_something_else_of_somebody_is_not_taken(tmp_path: Path) -> None:
    one = f"P1,{number_for('19800308')}"
    preview = joined(
        tmp_path,
        f"{one},王秀兰,上村,2024,2023-11-01",
        f"{one},王秀兰,下村,2025,2024-11-01",
        f"{one},王秀兰,上村,2026,昨天",
        f"P2,{number_for('19810308')},,上村,2026,2025-10-15",
    )
    assert [(bad.row, bad.code) for bad in preview.bad_rows] == [
        (3, "roster_person_id_twice"),
        (5, "cell_missing"),
        (4, "cell_not_a_day"),
    ]
    (entry,) = preview.entries
    assert entry.history.records == (ResidentPayment(2024, date(2023, 11, 1)), ResidentPayment(2026, None))


def test_a_kind_such_a_table_names_is_read(tmp_path: Path) -> None:
    row = f"P1,{number_for('19800308')},王秀兰,上村,2024,2023-11-01,断保修复"
    (entry,) = joined(tmp_path, row, titles=f"{JOINED_TITLES},记录类型").entries
    assert entry.history.records == (RepairPayment(2024, date(2023, 11, 1)),)
