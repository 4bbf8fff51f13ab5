"""Wrong rows of a roster are listed with place and reason; the good people are taken."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.coverage.enrolment import LookUp, RosterEntry, RosterScope
from core.coverage.history import ResidentPayment
from core.coverage.verdict import VerdictKind, give_verdict
from core.errors import Refusal
from core.policy.loader import load_shelf, packaged_sources
from core.training.characters import Character
from core.training.township import make_township
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import RosterPreview, read_roster
from sync.township.imports.roster_workbook import write_roster
from tests.helpers.entries import ON
from tests.helpers.roster_files import GOOD, PAID, Rows, faults, number_for, roster_of, write_book
from ui.wording.reasons import sentence_for_code

TOWNSHIP = make_township(5, ON, villages=1, people=30)


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"证件号码": number_for("19800308")[:-1] + "?"}, "id_number_characters", "证件号码"),
        ({"证件号码": "2399991980030801"}, "id_number_length", "证件号码"),
        ({"证件号码": number_for("19800230")}, "id_number_birth_date", "证件号码"),
        ({"证件号码": number_for("20300101")}, "id_number_in_future", "证件号码"),
        ({"证件号码": 239999198003080100}, "cell_digits_lost", "证件号码"),
        ({"证件号码": None}, "cell_missing", "出生日期"),
        ({"姓名": "  "}, "cell_missing", "姓名"),
        ({"姓名": "王" * 600}, "cell_too_long", "姓名"),
        ({"人员编号": None}, "cell_missing", "人员编号"),
        ({"村(居)名称": None}, "cell_missing", "村(居)名称"),
        ({"性别": "甲"}, "cell_word_unknown", "性别"),
        ({"出生日期": "1980-03-09"}, "roster_birth_differs", "出生日期"),
        ({"出生日期": "昨天"}, "cell_not_a_day", "出生日期"),
        ({"证件号码": None, "出生日期": "2027-01-01"}, "day_in_future", "出生日期"),
        ({"死亡日期": "2026-02-30"}, "cell_not_a_day", "死亡日期"),
        ({"身份类别及起止": "低保对象"}, "cell_not_dated", "身份类别及起止"),
        ({"身份类别及起止": "富人 2020-01-01至今"}, "cell_word_unknown", "身份类别及起止"),
        ({"身份类别及起止": "低保 2020-01-01至2019-01-01"}, "roster_span_backwards", "身份类别及起止"),
        ({"缴费记录完整起始年度": "去年"}, "cell_not_a_year", "缴费记录完整起始年度"),
        ({"门诊统筹已用(元)": "10"}, "cell_missing", "余额截至日期"),
        ({"余额截至日期": "2026-01-01", "门诊统筹已用(元)": "-1"}, "cell_not_an_amount", "门诊统筹已用(元)"),
        ({"异地参保地": "外省"}, "cell_missing", "异地参保险种"),
    ],
)
def test_a_wrong_person_row_is_listed_with_row_reason_and_column(
    tmp_path: Path, changed: dict[str, Any], code: str, column: str
) -> None:
    other = {**GOOD, "人员编号": "P2", "证件号码": number_for("19900101")}
    preview = roster_of(tmp_path, [other, {**GOOD, **changed}], [])
    assert faults(preview) == [("参保人员信息", 3, code, column)]
    assert [entry.person.person_id for entry in preview.entries] == ["P2"]
    assert (preview.person_rows, preview.payment_rows) == (2, 0)


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"记录类型": None}, "cell_missing", "记录类型"),
        ({"记录类型": "赞助"}, "cell_word_unknown", "记录类型"),
        ({"参保年度": None}, "cell_missing", "参保年度"),
        ({"参保年度": "二〇二五"}, "cell_not_a_year", "参保年度"),
        ({"参保年度": "1979"}, "roster_record_before_birth", "缴费日期"),
        ({"记录类型": "职工参保"}, "cell_missing", "起始年月"),
        ({"记录类型": "职工参保", "起始年月": "2021-13"}, "cell_not_a_month", "起始年月"),
        (
            {"记录类型": "服役", "起始年月": "2021-05", "终止年月": "2021-04"},
            "roster_span_backwards",
            "起始年月",
        ),
    ],
)
def test_who_has_an_unreadable_record_is_held_back(
    tmp_path: Path, changed: dict[str, Any], code: str, column: str
) -> None:
    preview = roster_of(tmp_path, [GOOD], [PAID, {**PAID, **changed}])
    assert faults(preview) == [
        ("参保人员信息", 2, "roster_record_unreadable", ""),
        ("缴费记录", 3, code, column),
    ]
    assert preview.entries == ()


@pytest.mark.parametrize(
    ("paid_on", "code"),
    [
        ("2025-02-30", "cell_not_a_day"),
        ("十月", "cell_not_a_day"),
        ("2026-11-26", "day_in_future"),
        ("1979-05-05", "roster_record_before_birth"),
        ("1700-01-01", "cell_not_a_day"),
    ],
)
def test_a_payment_with_an_impossible_date_counts_as_paid_on_an_unknown_day(
    tmp_path: Path, paid_on: str, code: str
) -> None:
    preview = roster_of(tmp_path, [GOOD], [{**PAID, "缴费日期": paid_on}])
    assert faults(preview) == [("缴费记录", 2, code, "缴费日期")]
    (entry,) = preview.entries
    assert entry.history.records == (ResidentPayment(2026, None),)
    shelf = load_shelf(packaged_sources())
    assert (
        give_verdict(LookUp(entry, RosterScope(ON, ON, "CN-23")), shelf, ON).kind is VerdictKind.CANNOT_TELL
    )


def test_the_same_person_twice_is_taken_once(tmp_path: Path) -> None:
    same_number = {**GOOD, "人员编号": "P2"}
    same_id = {**GOOD, "证件号码": number_for("19900101")}
    preview = roster_of(tmp_path, [GOOD, same_number, same_id], [])
    assert faults(preview) == [
        ("参保人员信息", 3, "roster_number_twice", "证件号码"),
        ("参保人员信息", 4, "roster_person_id_twice", "人员编号"),
    ]
    assert len(preview.entries) == 1


def test_payments_of_nobody_of_a_bad_row_and_of_two_people_are_told_apart(tmp_path: Path) -> None:
    bad = {**GOOD, "人员编号": "P2", "姓名": ""}
    other = {**GOOD, "人员编号": "P3", "证件号码": number_for("19900101")}
    preview = roster_of(
        tmp_path,
        [GOOD, {**bad, "证件号码": number_for("19700101")}, other],
        [{**PAID, "人员编号": "P9"}, {**PAID, "人员编号": "P2"}, {**PAID, "证件号码": other["证件号码"]}],
    )
    assert [fault[1:3] for fault in faults(preview)[1:]] == [
        (2, "roster_record_of_nobody"),
        (3, "roster_record_of_bad_row"),
        (4, "roster_record_of_two"),
    ]


def test_payments_find_their_person_by_number_alone(tmp_path: Path) -> None:
    by_number = {**PAID, "人员编号": None, "证件号码": f"{GOOD['证件号码']} "}
    preview = roster_of(tmp_path, [GOOD], [by_number])
    assert [entry.history.records for entry in preview.entries] == [
        (ResidentPayment(2026, date(2025, 10, 15)),)
    ]


def test_a_record_one_person_may_have_is_refused_of_another_born_later(tmp_path: Path) -> None:
    younger = {**GOOD, "人员编号": "P2", "证件号码": number_for("20251016")}
    older = {**GOOD, "人员编号": "P3", "证件号码": number_for("20251015")}
    whose = [GOOD, younger, older]
    paid = [{**PAID, "人员编号": one["人员编号"], "证件号码": one["证件号码"]} for one in whose]
    preview = roster_of(tmp_path, whose, paid)
    assert faults(preview) == [("缴费记录", 3, "roster_record_before_birth", "缴费日期")]
    assert [entry.history.records[0].paid_on for entry in preview.entries] == [  # type: ignore[union-attr]
        date(2025, 10, 15),
        None,
        date(2025, 10, 15),
    ]


def test_a_payment_of_somebody_called_nought_is_not_of_whoever_has_its_number(tmp_path: Path) -> None:
    preview = roster_of(tmp_path, [GOOD], [{**PAID, "人员编号": 0}, {**PAID, "证件号码": 0}])
    assert [fault[1:3] for fault in faults(preview)] == [
        (2, "roster_record_of_nobody"),
        (3, "roster_record_of_two"),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2025-10-15",
        "2025/10/15",
        "2025.10.15",
        "2025年10月15日",
        "20251015",
        "２０２５年１０月１５日",
        20251015,
        datetime.combine(date(2025, 10, 15), time()),
    ],
)
def test_a_day_is_read_in_every_usual_form(tmp_path: Path, written: Any) -> None:
    preview = roster_of(tmp_path, [GOOD], [{**PAID, "缴费日期": written, "参保年度": 2026}])
    assert [entry.history.records for entry in preview.entries] == [
        (ResidentPayment(2026, date(2025, 10, 15)),)
    ]


def test_titles_may_go_by_other_names_stand_anywhere_and_be_more_than_asked(tmp_path: Path) -> None:
    persons: Rows = [
        ["备注", "身份证号码", "姓 名*", "所属村", "个人编号"],
        ["", GOOD["证件号码"], "王秀兰", "演示一村", "P1"],
    ]
    payments: Rows = [
        ["年度", "到账日期", "缴费类型", "身份证号"],
        [2026, "2025-10-15", "正常缴费", GOOD["证件号码"]],
    ]
    notes: Rows = [["请看"]]
    path = write_book(tmp_path / "r.xlsx", {"说明": notes, "人员": persons, "缴费": payments})
    preview = read_roster([path], ON)
    assert (len(preview.entries), preview.bad_rows, preview.unknown_titles) == (1, (), ("备注",))


def test_bad_rows_are_written_beside_the_input_with_words_and_without_formulas(tmp_path: Path) -> None:
    preview = roster_of(tmp_path, [{**GOOD, "姓名": None, "家庭住址": "'=1+1"}], [{**PAID, "人员编号": "P9"}])
    path = preview.write_bad_rows(tmp_path / "名册.xlsx", sentence_for_code)
    assert path is not None
    book = openpyxl.load_workbook(path)
    titles, row = ([cell.value for cell in line] for line in book["参保人员信息"].iter_rows(max_row=2))
    assert path.name == "名册-问题行.xlsx"
    assert titles[:4] == ["行号", "问题", "所在列", "人员编号"]
    assert row[:4] == ["2", "这一格不能为空。", "姓名", "P1"]
    assert {cell.data_type for cell in book["参保人员信息"][2]} <= {"s", "n"}
    assert [cell.value for cell in book["缴费记录"][2]][:2] == [
        "2",
        sentence_for_code("roster_record_of_nobody"),
    ]


def test_a_roster_without_a_good_row_leaves_the_old_one(tmp_path: Path) -> None:
    preview = roster_of(tmp_path, [{**GOOD, "姓名": None}], [])
    with pytest.raises(Refusal, match="roster_no_good_row"):
        import_roster(NoStore(), preview, ON, ON)  # type: ignore[arg-type]


def test_the_good_rows_are_handed_to_the_store_at_once() -> None:
    store = NoStore()
    preview = RosterPreview(TOWNSHIP.entries, (), 0, 0, {}, ())
    import_roster(store, preview, ON, date(2027, 1, 31), None)  # type: ignore[arg-type]
    assert store.given == (TOWNSHIP.entries, ON, date(2027, 1, 31), None)


def test_nothing_of_a_person_shows_when_a_preview_is_printed(tmp_path: Path) -> None:
    preview = roster_of(tmp_path, [GOOD, {**GOOD, "姓名": None, "人员编号": "P2"}], [PAID])
    assert "王秀兰" not in repr(preview)
    assert GOOD["证件号码"] not in repr(preview)


class NoStore:
    """Stands in for the store's one method and remembers the call."""

    given: tuple[Any, ...] = ()

    def replace_roster(self, entries: Sequence[RosterEntry], *days_and_mark: date | None) -> None:
        self.given = (tuple(entries), *days_and_mark)


def test_a_character_keeps_its_verdict_through_the_file(tmp_path: Path) -> None:
    write_roster(tmp_path / "r.xlsx", TOWNSHIP.entries)
    read = {entry.person.person_id: entry for entry in read_roster([tmp_path / "r.xlsx"], ON).entries}
    late = TOWNSHIP.characters[Character.WAITING_LATE]
    shelf = load_shelf(packaged_sources())
    scope = RosterScope(ON, ON, "CN-23")
    again = give_verdict(LookUp(read[late.person.person_id], scope), shelf, ON)
    assert again == give_verdict(LookUp(late, scope), shelf, ON)


def test_full_width_letters_and_marks_mean_the_same(tmp_path: Path) -> None:
    titles = [
        "人员编号",
        "证件号码",
        "姓名",
        "村（居）名称＊",
        "身份类别及起止",
        "余额截至日期",
        "门诊统筹已用（元）",
    ]
    cells = [
        "P1",
        GOOD["证件号码"],
        "王秀兰",
        "演示一村",
        "低保对象（２０２４-03-01至今）；孤儿　2020-01-01至2021-01-01",
    ]
    persons: Rows = [titles, [*cells, "2026-01-01", 42.300000000000004]]
    payments: Rows = [
        ["记录类型", "参保年度", "缴费日期", "人员编号"],
        ["居民缴费", "２０２６年度", "2025-10-15", "P1"],
    ]
    preview = read_roster([write_book(tmp_path / "r.xlsx", {"a": persons, "b": payments})], ON)
    assert preview.bad_rows == ()
    (entry,) = preview.entries
    assert [one.category.value for one in entry.history.identities] == ["dibao", "orphan"]
    assert entry.balances is not None
    assert entry.balances.outpatient_used == 4230
