"""A statement on paper and as a workbook: Chinese on any machine, everything that counts, and no formula."""

import io
import re
from datetime import UTC, datetime

import openpyxl

from core.events import ResultKind
from core.ids import ClinicCode, EventId
from core.statement import ClinicStatement, ToldVisit, statement_of
from sync.township.statements.paper import fitted, text_width, write_paper
from sync.township.statements.sheet import write_sheets
from sync.township.statements.summary import summary_of
from tests.helpers.township_store import NOW
from tests.helpers.township_talk import a_visit

EVIL = '=HYPERLINK("http://evil","点我")'
SETTLED = {"fund": 1400, "account": 0, "institution": 0, "cash": 1100, "funds": {"390100": 1400}}


def word_for(code: str) -> str:
    return f"〈{code}〉"


def statement(returned: int = 1, name: str = "上村卫生室") -> ClinicStatement:
    told = [(ResultKind.SETTLED, SETTLED)] + [(ResultKind.NEEDS_CORRECTION, {"reason": EVIL})] * returned
    visits = [
        ToldVisit(EventId(f"{number:032x}"), a_visit(visited_at=datetime(2026, 5, 6, tzinfo=UTC)), (word,))
        for number, word in enumerate(told)
    ]
    return statement_of(ClinicCode("C01"), name, "2026-05", visits)


def test_the_workbook_tells_the_sums_and_every_visit_and_holds_no_formula() -> None:
    evil = statement(name="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(write_sheets([evil], word_for)))
    sums, visits = book.worksheets
    lines = [[cell.value for cell in row] for row in sums.iter_rows(min_row=2)]
    assert ["=1+1", "就诊", "全部就诊", "2", "50.00"] in lines
    assert ["=1+1", "结算，按支付方", "基金", None, "14.00"] in lines
    rows = [[cell.value for cell in row] for row in visits.iter_rows(min_row=2)]
    assert [row[3] for row in rows] == ["已结算", "已退回"]
    assert (rows[0][13], rows[0][14]) == ("1.00", "基金支付少于预估")
    assert rows[1][14] == EVIL
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_paper_carries_its_own_font_and_goes_on_over_pages() -> None:
    short = write_paper("青石镇卫生院", [statement()], NOW, word_for)
    assert short.startswith(b"%PDF-")
    assert b"/FontFile2" in short
    assert len(re.findall(rb"/Type /Page\b", short)) == 1
    long = write_paper("青石镇卫生院", [statement(120), statement()], NOW, word_for)
    assert len(re.findall(rb"/Type /Page\b", long)) == 5 + 1
    assert long == write_paper("青石镇卫生院", [statement(120), statement()], NOW, word_for)


def test_a_text_too_long_is_shortened_and_says_so() -> None:
    cut = fitted("很长的原因" * 20, 10, 100)
    assert cut.endswith("…")
    assert text_width(cut, 10) <= 100
    assert fitted("短", 10, 100) == "短"


def test_reasons_of_ours_are_told_in_words_and_what_somebody_wrote_as_it_is() -> None:
    told = [line.what for line in summary_of(statement(), word_for) if line.group == "退回和不予支付的原因"]
    assert told == [f"已退回：{EVIL}"]
